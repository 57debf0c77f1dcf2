// The shell outside the wasm. It starts the session request, the words and the wasm together, checks what arrives, and shows a
// plain page when the wasm is missing, blocked, slow or broken. It is the only part that ever sees a link's secret half.
import init, { start } from "glue";
import { awaitDone, showDone } from "./done.js";
import { fallback } from "./fallback.js";
import { ready } from "./host.js";
import { pause } from "./net.js";
import { openSession, reload } from "./session.js";
import { stop, watch } from "./stop.js";
import "./sweep.js";
import "./trusted.js";
import { tell } from "./waiting.js";
import { fetchWords, preferred, speak } from "./words.js";

/* global WASM: written by scripts/bundle.mjs */
const TIMEOUT = 15000;
// In the address, because it must be known where nothing can be stored, too.
const AGAIN = /[?&]again=1$/;
const begin = async () => {
  const language = preferred();
  const words = fetchWords(language).then((file) => (speak(language, file), tell()));
  words.catch(() => {});
  // E-09: to whom this is so nothing would be answered, and a host's developer is to hear why.
  const isOpaque = self.origin === "null";
  const opened = isOpaque || openSession(language);

  const slow = setTimeout(() => fallback("TIMEOUT"), TIMEOUT);
  try {
    if (isOpaque) throw "SANDBOXED";
    if (typeof WebAssembly !== "object") throw "WASM_UNSUPPORTED";
    // Enforced here: integrity on a preload link protects a wasm file in no browser.
    const answer = await fetch(WASM.url, { integrity: WASM.integrity }).catch(async () => {
      const again = await fetch(WASM.url, { method: "HEAD" }).catch(() => null);
      throw again ? (again.ok ? "INTEGRITY" : "ASSET_MISSING") : "OFFLINE";
    });
    await init({ module_or_path: answer });
    watch();
    await words.catch((status) => Promise.reject(status > 0 ? "WORDS_MISSING" : "OFFLINE"));
    start(openSession);
    awaitDone();
    fallback(null);
    ready();
    if (AGAIN.test(location.search)) history.replaceState(history.state, "", location.pathname + location.search.replace(AGAIN, ""));
  } catch (reason) {
    // In the end user's own language, and with a session to come back to, if that is a matter of a moment.
    await Promise.race([Promise.allSettled([words, opened]), pause(1000)]);
    const code = typeof reason === "string" ? reason : reason instanceof WebAssembly.CompileError ? "WASM_BLOCKED" : "START";
    // a document from before a new version names files that are gone; the new one does not. Once, or it would go on for ever.
    if (/ASSET|INTEGRITY|WORDS/.test(code) && !AGAIN.test(location.search)) reload(`${location.search}${location.search ? "&" : "?"}again=1`);
    else stop(code);
  }
  clearTimeout(slow);
};

// From here on the shell has a clock of its own.
document.querySelector(".connect-late").remove();
if (!showDone()) begin();
