// Speaks with the page that embeds this one: docs/embedding.md has the messages. Only ever on origins the link allows, never on all (E-03),
// and, once its SDK has answered, on a channel that nobody else hears (E-05).
const parent = window.parent === window ? null : window.parent;

let allowed = [];
let nonce = "";
let port;
// What was to be said before there was anybody to say it to.
let waiting = [];

export const isFramed = () => parent !== null;
export const knowsHost = () => isFramed() && allowed.length > 0;

// The embedding page's own origin where the browser tells it. It only chooses among those allowed (E-04).
const likely = () => {
  const ancestor = location.ancestorOrigins?.[0];
  if (ancestor) return ancestor;
  try {
    return new URL(document.referrer).origin;
  } catch {
    return "";
  }
};

const post = (message) => {
  const origins = allowed.includes(likely()) ? [likely()] : allowed;
  // What is meant for another origin is dropped by the browser.
  for (const origin of origins) parent.postMessage(message, origin);
};

// How it ended is told in any case; everything else only to an SDK that listens. These two shapes are older than the channel, and stay.
export const tell = (type, token) => {
  const message = type === "success" ? { type, data: { activation_token: token } } : { type };
  if (port) port.postMessage(message);
  else if (parent) post(message);
};

const report = (message) => {
  if (port) port.postMessage(message);
  else waiting = [...waiting.filter(({ type }) => type !== message.type), message];
};

let last = "";
let moved = () => {};
// The app says where it is whenever it draws; the host hears of it when it is somewhere else, and so does whoever else asked to.
export const arrived = (screen, step, number, count) => {
  const here = `${screen} ${step}`;
  if (here === last) return;
  last = here;
  report({ type: "step", screen, step, number, count });
  moved({ step: here.trim(), number, count });
};
export const onMove = (listener) => (moved = listener);

const isInit = ({ data, source, origin, ports }) =>
  source === parent && allowed.includes(origin) && ports.length === 1 && typeof data === "object" && data !== null && !Array.isArray(data) && data.cf === 2 && data.type === "init" && data.nonce === nonce && Object.keys(data).length === 3;

const meet = (event) => {
  if (!isInit(event)) return;
  removeEventListener("message", meet);
  port = event.ports[0];
  port.onmessage = ({ data }) => {
    if (data?.type === "close" && !Array.isArray(data) && Object.keys(data).length === 1) leave();
  };
  for (const message of waiting) port.postMessage(message);
  waiting = [];
};

// As if the end user had pressed the button, so that unsent answers are asked about.
const leave = () => {
  const button = document.querySelector("#app:not([hidden]) .connect-close");
  if (button) button.click();
  else tell("close");
};

// Called with every session; the first says who may be spoken to.
export const allow = (origins) => {
  if (!parent || nonce || !Array.isArray(origins) || !origins.length) return;
  allowed = origins.filter((origin) => typeof origin === "string" && origin !== "null" && origin !== "*");
  nonce = crypto.randomUUID();
  addEventListener("message", meet);
  post({ cf: 2, type: "hello", nonce });
};

export const ready = () => {
  report({ type: "ready" });
  if (parent && document.documentElement.dataset.frame === "inline") follow();
};

// E-17: at most ten times a second, and only where something changed.
const follow = () => {
  let told = 0;
  let timer;
  const measure = () => {
    timer = undefined;
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (Math.abs(height - told) < 2) return;
    told = height;
    report({ type: "resize", height });
  };
  new ResizeObserver(() => (timer ??= setTimeout(measure, 100))).observe(document.body);
};

if (parent) {
  document.documentElement.dataset.frame = new URLSearchParams(location.search).get("frame") === "inline" ? "inline" : "modal";
  addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && !event.isComposing && knowsHost() && leave());
}
