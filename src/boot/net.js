// What the app asks of the network and of time. An answer is what came back and nothing more: who may believe it is decided in the app.

// The newest session token takes the place of the one that a call is made with: the app was given its own when the link was opened.
let held = "";
export const hold = (token) => (held = token);

// Once the app was stopped, nothing is asked for in its name any more.
let isHalted = false;
export const halt = () => (isHalted = true);
const never = new Promise(() => {});

export const call = async (method, path, token, language, key, body) => {
  if (isHalted && path !== "/api/lease") return never;
  const headers = { "accept-language": language };
  if (token) headers.authorization = `Bearer ${held || token}`;
  if (key) headers["idempotency-key"] = key;
  if (body) headers["content-type"] = "application/json";
  try {
    // A little longer than the backend's own patience.
    const answer = await fetch(path, { method, headers, body: body || undefined, signal: AbortSignal.timeout(45000) });
    return { status: answer.status, type: answer.headers.get("content-type") ?? "", body: await answer.text() };
  } catch {
    return { status: 0 };
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
