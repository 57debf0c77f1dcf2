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
  const isSafe = url.protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname) || url.hostname.endsWith(".localhost");
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
  }).then(
    (answer) => (answer.ok ? answer.json() : { state: answer.status === 404 ? "unknown" : "" }),
    () => null,
  );

// The colour scheme this page is shown in: a page that says nothing is light.
const schemeHere = () => {
  const { colorScheme } = getComputedStyle(document.documentElement);
  const said = colorScheme === "normal" ? (document.querySelector("meta[name=color-scheme]")?.content ?? "light") : colorScheme;
  return said.includes("dark") && (!said.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light";
};

let current;

/** Opens the flow. See connect.d.ts. */
export const openConnect = (link, options = {}) =>
  new Promise((resolve, reject) => {
    const { container, signal, language, theme, mode = container ? "inline" : "modal", timeoutMs = PATIENCE, title = "Connect your system", newWindowLabel = "Continue in a new window", cancelLabel = "Cancel" } = options;
    if (current) throw new ConnectError("already_open", "The flow is open already. Close it first, or wait for it.");
    if (signal?.aborted) throw new ConnectError("cancelled", "It was aborted before it was opened.");
    if (container && !container.isConnected) throw new ConnectError("load_failed", "The container is not in the page.");
    const url = parse(link);
    const secretless = `${url.origin}${url.pathname}`;
    const cleanups = [];
    const stop = new AbortController();
    let dialog;
    let frame;
    let port;
    let removed;

    const emit = (name, value) => {
      options[name]?.(value);
      if (name !== "onEvent") options.onEvent?.({ type: name.slice(2).toLowerCase(), ...value });
    };
    const end = (settle) => {
      if (current !== end) return;
      current = undefined;
      stop.abort();
      port?.close();
      cleanups.reverse().forEach((clean) => clean());
      settle();
    };
    const succeed = (activationToken) => end(() => resolve({ activationToken }));
    const fail = (code, message) => end(() => (emit("onClose", { code }), reject(new ConnectError(code, message))));
    current = end;

    const later = (work, delay) => {
      const timer = setTimeout(work, delay);
      cleanups.push(() => clearTimeout(timer));
    };
    const on = (target, name, listener) => {
      target.addEventListener(name, listener);
      cleanups.push(() => target.removeEventListener(name, listener));
    };
    const gone = (outcome) => {
      if (outcome?.activation_token) return succeed(outcome.activation_token) ?? true;
      if (outcome?.state === "unknown") return fail("bad_link", "There is no such link.") ?? true;
      if (ENDED.includes(outcome?.state)) return fail("expired", `The link has ended: ${outcome.state}.`) ?? true;
    };

    // A frame that the browser refuses loads all the same, and cannot say why.
    const explain = async () => {
      if (port || !frame.isConnected) return;
      const outcome = await ask(url, stop.signal);
      if (current !== end || port || gone(outcome)) return;
      if (!outcome) return refused();
      if (outcome.opens === false) return fail("expired", "The link has expired.");
    };
    const refused = () => {
      if (options.newWindow === false) return fail("load_failed", `${url.origin} could not be shown here. Is ${location.origin} in the link's allowed_origins, and in this page's frame-src and connect-src?`);
      offerWindow();
    };

    // A window of its own: it has no way to say how it ended, so the flow's server is asked.
    const watch = () => {
      const look = async () => {
        if (!gone(await ask(url, stop.signal)) && current === end) later(look, 2000);
      };
      look();
    };
    const offerWindow = () => {
      removed?.disconnect();
      frame?.remove();
      const panel = document.createElement("div");
      panel.setAttribute("style", "display:grid;gap:1rem;justify-items:start;margin:auto;padding:1.5rem;max-width:24rem;background:Canvas;color:CanvasText;border-radius:12px");
      const go = Object.assign(document.createElement("a"), { href: url.href, target: "_blank", rel: "noopener noreferrer", textContent: newWindowLabel });
      const cancel = Object.assign(document.createElement("button"), { type: "button", textContent: cancelLabel });
      panel.append(go, cancel);
      (dialog ?? container ?? document.body).append(panel);
      cleanups.push(() => panel.remove());
      on(go, "click", watch);
      on(cancel, "click", () => fail("cancelled", "The end user cancelled."));
      go.focus();
      emit("onReady", {});
    };

    const heard = ({ data }) => {
      switch (data?.type) {
        case "ready":
          frame.focus();
          return emit("onReady", {});
        case "step":
          return emit("onStep", { screen: String(data.screen), step: String(data.step), number: Number(data.number), count: Number(data.count) });
        case "resize":
          if (mode === "inline") frame.style.height = `${Math.min(4000, Math.max(200, Number(data.height) || 0))}px`;
          return emit("onEvent", { type: "resize", height: Number(data.height) });
        case "success":
          if (typeof data.data?.activation_token === "string") succeed(data.data.activation_token);
          return;
        case "close":
          return fail("cancelled", "The end user closed the flow.");
      }
    };
    const meet = (event) => {
      const { data } = event;
      if (port || event.source !== frame.contentWindow || event.origin !== url.origin || data?.cf !== 2 || data.type !== "hello" || typeof data.nonce !== "string") return;
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = heard;
      event.source.postMessage({ cf: 2, type: "init", nonce: data.nonce }, url.origin, [channel.port2]);
    };

    const show = () => {
      frame = document.createElement("iframe");
      const address = new URL(url);
      if (language) address.searchParams.set("lang", language);
      address.searchParams.set("frame", mode);
      const scheme = theme === "light" || theme === "dark" ? theme : schemeHere();
      Object.assign(frame, { title, allow: "clipboard-write", referrerPolicy: "strict-origin" });
      frame.setAttribute("sandbox", SANDBOX);
      const place = mode === "inline" ? "display:block;width:100%;height:420px" : "position:fixed;inset:0;width:100%;height:100%";
      // The flow follows the scheme of its frame, and is see-through only where both are the same.
      frame.setAttribute("style", `border:0;background:transparent;color-scheme:${scheme};${place}`);
      on(window, "message", meet);
      on(frame, "load", () => port || later(explain, 1500));
      // Not every browser says that nothing could be loaded.
      later(explain, 4000);
      frame.src = address.href;
      if (mode === "inline") {
        container.append(frame);
      } else {
        dialog = document.createElement("dialog");
        dialog.setAttribute("aria-label", title);
        dialog.setAttribute("style", "border:0;margin:0;padding:0;max-width:none;max-height:none;width:100%;height:100%;background:transparent;overflow:hidden");
        dialog.append(frame);
        document.body.append(dialog);
        const { overflow } = document.documentElement.style;
        document.documentElement.style.overflow = "hidden";
        // Whoever had the focus gets it back: the browser does that for a dialog that is closed.
        cleanups.push(() => (dialog.close(), dialog.remove(), (document.documentElement.style.overflow = overflow)));
        on(dialog, "cancel", (event) => {
          event.preventDefault();
          if (port) port.postMessage({ type: "close" });
          else fail("cancelled", "It was closed before it was there.");
        });
        // Some browsers close a dialog at the second Escape, whatever the first was answered with.
        on(dialog, "close", () => fail("cancelled", "The end user closed the flow."));
        dialog.showModal();
      }
      cleanups.push(() => frame.remove());
      removed = new MutationObserver(() => frame.isConnected || fail("cancelled", "The frame was removed from the page."));
      removed.observe(document, { childList: true, subtree: true });
      cleanups.push(() => removed.disconnect());
      later(() => port || (frame.isConnected && fail("timed_out", `${secretless} did not answer in time.`)), timeoutMs);
    };

    if (signal) on(signal, "abort", () => fail("cancelled", "It was aborted."));
    on(window, "pagehide", () => fail("cancelled", "The page was left."));
    on(document, "securitypolicyviolation", ({ effectiveDirective, blockedURI }) => /^(frame|child)-src/.test(effectiveDirective) && blockedURI.startsWith(url.origin) && frame.isConnected && refused());
    if (mode === "window") offerWindow();
    else show();
  });
