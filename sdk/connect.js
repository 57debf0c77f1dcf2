// Opens the connection flow in a page of yours and settles a promise. No dependencies. docs/embedding.md tells all of it.

const PATIENCE = 15000;
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";
const ENDED = ["completed", "expired", "revoked", "superseded", "deleted"];

/** Why there is no activation token. Branch on `code`. */
export class ConnectError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "ConnectError";
    this.code = code;
  }
}

const parse = (link) => {
  let url;
  try {
    url = new URL(link);
  } catch {
    throw new ConnectError("bad_link", "The link is not an address. Pass it as your backend got it from create-link.");
  }
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname) || url.hostname.endsWith(".localhost");
  // Nothing but these two: what is framed with its own origin must not be a script of this page.
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isHere);
  if (!isSafe || !/^\/l\/\w+$/.test(url.pathname) || url.hash.length < 2) throw new ConnectError("bad_link", "The link is not a connection link, or a part of it is missing.");
  // The sandbox keeps nothing apart on one and the same origin.
  if (url.origin === location.origin) throw new ConnectError("bad_link", "The flow must be served from another origin than this page.");
  return url;
};

// How the link stands; nothing when it cannot be asked from here.
const ask = (url, signal) =>
  fetch(`${url.origin}/api/links/${url.pathname.slice(3)}/outcome`, {
    method: "POST",
    credentials: "omit",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret: url.hash.slice(1) }),
    signal,
  })
    .then((answer) => (answer.ok ? answer.json() : { state: answer.status === 404 ? "unknown" : "" }))
    .catch(() => null);

// The colour scheme this page is shown in: a page that says nothing is light.
const schemeHere = () => {
  const { colorScheme } = getComputedStyle(document.documentElement);
  const said = colorScheme === "normal" ? (document.querySelector("meta[name=color-scheme]")?.content ?? "light") : colorScheme;
  return said.includes("dark") && (!said.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light";
};

let current;

// A frame is told of no notch, so its dialog keeps it clear of them; at the sides its content is never that wide.
const MODAL = "outline:0;border:solid rgb(0 0 0/.5);border-width:env(safe-area-inset-top) 0 env(safe-area-inset-bottom);box-sizing:border-box;margin:0;padding:0;max-width:none;max-height:none;width:100%;height:100%;background:rgb(0 0 0/.5);overflow:hidden";
const PANEL = "display:grid;gap:1rem;justify-items:start;margin:auto;padding:1.5rem;max-width:24rem;background:Canvas;color:CanvasText;border-radius:12px";
const make = (name, style, properties) => {
  const element = Object.assign(document.createElement(name), properties);
  // Set by script and not as an attribute: a page's style policy has nothing against that.
  element.style.cssText = style;
  return element;
};

/** Opens the flow. See connect.d.ts. */
export const openConnect = (link, options = {}) =>
  new Promise((resolve, reject) => {
    const { container, signal, language, theme, mode = container ? "inline" : "modal", timeoutMs = PATIENCE, title = "Connect your system", newWindowLabel = "Continue in a new window", cancelLabel = "Cancel" } = options;
    if (current) throw new ConnectError("already_open", "The flow is open already.");
    if (signal?.aborted) throw new ConnectError("cancelled", "It was aborted.");
    if (mode === "inline" && !container?.isConnected) throw new ConnectError("load_failed", "The container is not in the page.");
    const url = parse(link);
    if (language) url.searchParams.set("lang", language);
    const cleanups = [];
    const stop = new AbortController();
    let dialog, frame, panel, port, skeleton, way;
    let [hellos, loads, unheard] = [0, 0, 0];
    let screen = "";
    let isAskedToClose = false;

    // A callback's mistake is its own: it must not keep the promise from being settled.
    const call = (callback, value) => {
      try {
        callback?.(value);
      } catch (error) {
        reportError(error);
      }
    };
    const emit = (type, value = {}) => {
      if (type !== "resize") call(options[`on${type[0].toUpperCase()}${type.slice(1)}`], value);
      call(options.onEvent, { type, ...value });
    };
    const end = (settle) => {
      if (current !== end) return;
      current = undefined;
      stop.abort();
      port?.close();
      cleanups.reverse().forEach((clean) => clean());
      settle();
    };
    const fail = (code, message) => end(() => (emit("close", { code }), reject(new ConnectError(code, message))));
    const later = (work, delay) => {
      const timer = setTimeout(work, Math.min(delay, 2 ** 31 - 1));
      cleanups.push(() => clearTimeout(timer));
    };
    const on = (target, name, listener) => target.addEventListener(name, listener, { signal: stop.signal });
    // Whoever takes it out of the page has closed it.
    const keep = (element) => {
      const removed = new MutationObserver(() => element.isConnected || element !== (panel ?? frame) || fail("cancelled", "It was removed from the page."));
      for (const root of new Set([document, element.getRootNode()])) removed.observe(root, { childList: true, subtree: true });
      cleanups.push(() => (removed.disconnect(), element.remove()));
    };

    // Whether the link has come to its end, told by its own server.
    const isOver = (outcome) => {
      if (outcome?.activation_token) end(() => resolve({ activationToken: outcome.activation_token }));
      else if (outcome?.state === "unknown") fail("bad_link", "This is not the link's secret.");
      else if (ENDED.includes(outcome?.state)) fail("expired", `The link has ended: ${outcome.state}.`);
      return current !== end;
    };
    const unreachable = () => fail("load_failed", `${url.origin} could not be shown or asked here. Is ${location.origin} in the link's allowed_origins, and ${url.origin} in this page's frame-src and connect-src?`);
    // A frame that the browser refuses loads all the same, and cannot say why.
    const explain = async () => {
      if (port || panel) return;
      const outcome = await ask(url, stop.signal);
      if (current !== end || port || panel || isOver(outcome)) return;
      if (outcome?.opens === false) fail("expired", "The link has expired.");
      // Once may be the network.
      else if (!outcome && ++unheard > 1) unreachable();
    };
    // The link is good, and the frame is not shown: a window of its own may do.
    const refused = async (isLate) => {
      const outcome = await ask(url, stop.signal);
      if (current !== end || port || panel || isOver(outcome)) return;
      if (!outcome && !isLate) unreachable();
      else if (!outcome || options.newWindow === false) fail("timed_out", `${url.origin} did not answer in time.`);
      else offerWindow();
    };

    // A window of its own has no way to say how it ended, so the flow's server is asked.
    const watch = async () => {
      if (!isOver(await ask(url, stop.signal))) later(watch, 2000);
    };
    // A way out that can be seen: a touch screen has no Escape.
    const cancelButton = (style) => {
      const button = make("button", style, { type: "button", textContent: cancelLabel });
      on(button, "click", () => fail("cancelled", "The end user closed it."));
      return button;
    };
    const offerWindow = () => {
      skeleton?.remove();
      way?.remove();
      panel = make("div", PANEL);
      frame?.remove();
      const go = make("a", "", { href: url.href, target: "_blank", rel: "noreferrer", textContent: newWindowLabel });
      panel.append(go, cancelButton("padding:.75rem 1rem"));
      (dialog ?? container ?? document.body).append(panel);
      keep(panel);
      go.focus({ preventScroll: true });
      emit("ready");
      watch();
    };

    const heard = async ({ data }) => {
      isAskedToClose = false;
      switch (data?.type) {
        case "ready":
          way?.remove();
          if (dialog) frame.focus({ preventScroll: true });
          return emit("ready");
        case "step":
          screen = String(data.screen);
          return emit("step", { screen, step: String(data.step), number: Number(data.number), count: Number(data.count) });
        case "resize":
          if (mode === "inline") frame.style.height = `${Math.min(4000, Math.max(200, Number(data.height) || 0))}px`;
          return emit("resize", { height: Number(data.height) });
        case "success":
          if (typeof data.data?.activation_token === "string") end(() => resolve({ activationToken: data.data.activation_token }));
          return;
        case "close":
          // Closed in mid-air: it may have gone through.
          if (screen === "submitting" && isOver(await ask(url, stop.signal))) return;
          return fail("cancelled", "The end user closed it.");
      }
    };
    // Every document in the frame says hello once: a reload gets a channel of its own.
    const meet = ({ data, source, origin }) => {
      if (source !== frame.contentWindow || origin !== url.origin || data?.cf !== 2 || data.type !== "hello" || typeof data.nonce !== "string") return;
      const channel = new MessageChannel();
      port?.close();
      port = channel.port1;
      port.onmessage = heard;
      hellos++;
      source.postMessage({ cf: 2, type: "init", nonce: data.nonce }, url.origin, [channel.port2]);
      skeleton.remove();
      frame.style.marginTop = "0";
      if (dialog) dialog.style.background = "transparent";
    };
    const loaded = () => {
      loads++;
      later(explain, 1500);
      later(() => port && loads > hellos && fail("timed_out", "The flow did not come back."), timeoutMs);
    };

    const showModal = () => {
      dialog = make("dialog", MODAL, { ariaLabel: title });
      document.body.append(dialog);
      const { overflow } = document.documentElement.style;
      document.documentElement.style.overflow = "hidden";
      // Whoever had the focus gets it back: the browser does that for a dialog that is closed.
      cleanups.push(() => (dialog.close(), dialog.remove(), (document.documentElement.style.overflow = overflow)));
      on(dialog, "cancel", (event) => {
        event.preventDefault();
        if (!port || isAskedToClose) return fail("cancelled", "The end user closed it.");
        isAskedToClose = true;
        port.postMessage({ type: "close" });
      });
      // Some browsers close a dialog at the second Escape, whatever the first was answered with.
      on(dialog, "close", () => fail("cancelled", "The end user closed it."));
      dialog.showModal();
    };
    const show = () => {
      const scheme = ["light", "dark"].includes(theme) ? theme : schemeHere();
      const address = new URL(url);
      address.searchParams.set("frame", mode);
      const place = mode === "inline" ? "display:block;width:100%;height:420px;margin-top:-420px;position:relative" : "position:absolute;inset:0;width:100%;height:100%";
      // The flow follows the scheme of its frame, and is see-through only where both are the same.
      frame = make("iframe", `border:0;background:transparent;color-scheme:${scheme};${place}`, { title, sandbox: SANDBOX, allow: "clipboard-write", referrerPolicy: "strict-origin" });
      frame.src = address.href;
      on(window, "message", meet);
      on(frame, "load", loaded);
      // Not every browser says that nothing could be loaded.
      for (const delay of [4000, 6000]) later(explain, delay);
      later(() => port || panel || refused(true), timeoutMs);
      if (mode === "modal") showModal();
      (dialog ?? container).append(frame);
      // Something is to be seen at once, however far away the flow is. It draws its own backdrop as soon as it is there.
      const box = mode === "inline" ? "height:420px" : "position:absolute;inset:max(1rem,6vh) 0 auto;margin:auto;width:min(100%,38rem);height:60vh";
      skeleton = make("div", `box-sizing:border-box;border-radius:16px;background:Canvas;border:1px solid GrayText;color-scheme:${scheme};${box}`, { role: "status", ariaLabel: title });
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) skeleton.animate({ opacity: [0.9, 0.6, 0.9] }, { duration: 1400, iterations: Infinity });
      frame.before(skeleton);
      if (dialog) {
        way = cancelButton("visibility:hidden;position:absolute;inset:auto 0 max(1rem,6vh);margin:auto;width:max-content;padding:.75rem 1rem");
        dialog.append(way);
        later(() => (way.style.visibility = "visible"), 5000);
      }
      cleanups.push(() => skeleton.remove());
      keep(frame);
    };

    current = end;
    try {
      if (signal) on(signal, "abort", () => fail("cancelled", "It was aborted."));
      on(window, "pagehide", () => fail("cancelled", "The page was left."));
      const isOurs = ({ disposition, effectiveDirective, blockedURI }) => disposition === "enforce" && /^(frame|child)-src/.test(effectiveDirective) && blockedURI.startsWith(url.origin);
      on(document, "securitypolicyviolation", (event) => isOurs(event) && !port && frame?.isConnected && refused());
      if (mode === "window") offerWindow();
      else show();
    } catch (error) {
      end(() => reject(error));
    }
  });
