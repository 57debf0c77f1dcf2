// What the app asks of the network and of time. An answer is what came back and nothing more: who may believe it is decided in the app.
// What can be asked twice is asked again while there is hope.
const PASSING = [0, 408, 425, 429, 500, 502, 503, 504];
const PATIENCE = 60000;
const AGAIN = 6;

// The newest session token takes the place of the one that a call is made with: the app was given its own when the link was opened.
let held = "";
export const hold = (token) => (held = token);

// Once the app was stopped, nothing is asked for in its name any more.
let isHalted = false;
export const halt = () => (isHalted = true);
const never = new Promise(() => {});

let told = () => {};
// Told of everything that begins (1) and ceases (-1) to be asked for again.
export const onWait = (listener) => (told = listener);

const once = async (path, init, patience) => {
  try {
    const answer = await fetch(path, { ...init, signal: AbortSignal.timeout(patience) });
    const { status, headers } = answer;
    const [type, body] = [headers.get("content-type") ?? "", await answer.text()];
    // the page of a hotel's network is no answer of ours.
    if (status === 200 && !type.startsWith("application/json")) return { status: 0 };
    return { status, type, body, after: headers.get("retry-after") * 1000 };
  } catch {
    return { status: 0 };
  }
};

// What the backend says of the tool or of the link is its last word; everything else that passes may be over by the next time.
const isPassing = ({ status, type, body }) => PASSING.includes(status) && !(type?.startsWith("application/problem+json") && /"code":\s*"(tool|link)-/.test(body));

// Until then, or until the network is back.
const calm = (milliseconds) =>
  new Promise((done) => {
    setTimeout(done, milliseconds);
    addEventListener("online", done, { once: true });
  });

// K-07: what only looks at links moves no mouse and presses no key. A log-in at a tool begins, and a key is made, for somebody.
let meet;
const somebody = new Promise((met) => (meet = met));
for (const sign of ["pointermove", "pointerdown", "keydown", "scroll"]) addEventListener(sign, ({ isTrusted }) => isTrusted && meet(), { passive: true });
export { meet };

export const call = async (method, path, token, language, key, body) => {
  if (path === "/api/grants") await somebody;
  const isLease = path === "/api/lease";
  const isSafe = method === "GET" || key || isLease || path === "/api/session";
  const end = performance.now() + PATIENCE;
  for (let tries = 0, left = PATIENCE; ; tries++, left = end - performance.now()) {
    if (isHalted && !isLease) return never;
    const headers = { "accept-language": language };
    if (token) headers.authorization = `Bearer ${held || token}`;
    if (key) headers["idempotency-key"] = key;
    if (body) headers["content-type"] = "application/json";
    // A little longer than the backend's own patience.
    const answer = await once(path, { method, headers, body: body || undefined }, Math.max(1, Math.min(45000, left)));
    left = end - performance.now();
    const pause = answer.after || Math.random() * Math.min(8000, 500 * 2 ** tries);
    const isOver = !isSafe || !isPassing(answer) || tries === AGAIN || pause > left;
    // Nobody waits for a lease. Everything else is told of from its first failure to its end.
    if (!isLease && isOver !== !tries) told(isOver ? -1 : 1);
    if (isOver) return answer;
    await calm(navigator.onLine ? pause : left);
  }
};

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// A text file's beginning: longer than anything that is taken, and no longer.
export const read = async (input) => {
  const text = await input.files[0]?.slice(0, 300_000).text();
  // The same file can be picked again.
  input.value = "";
  return text ?? "";
};
