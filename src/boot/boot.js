// The shell outside the wasm. It starts the session request, the words and the wasm together, checks what arrives, and shows a
// plain page when the wasm is missing, blocked, slow or broken. It is the only part that ever sees a link's secret half.
import init, { start } from "glue";
import { fallback } from "./fallback.js";
import { ready } from "./host.js";
import { openSession } from "./session.js";
import { stop, watch } from "./stop.js";
import "./trusted.js";
import { fetchWords, preferred, speak } from "./words.js";

/* global WASM: written by scripts/bundle.mjs */
const TIMEOUT = 15000;
const language = preferred();
const words = fetchWords(language).then((file) => speak(language, file));
words.catch(() => {});
openSession(language);

// From here on the shell has a clock of its own.
document.querySelector(".connect-late").remove();
const slow = setTimeout(() => fallback("TIMEOUT"), TIMEOUT);
try {
  if (typeof WebAssembly !== "object") throw "WASM_UNSUPPORTED";
  // Enforced here: integrity on a preload link protects a wasm file in no browser.
  const answer = await fetch(WASM.url, { integrity: WASM.integrity }).catch(async () => {
    const again = await fetch(WASM.url, { method: "HEAD" }).catch(() => null);
    throw again ? (again.ok ? "INTEGRITY" : "ASSET_MISSING") : "OFFLINE";
  });
  await init({ module_or_path: answer });
  watch();
  await words.catch(() => Promise.reject("WORDS_MISSING"));
  start(openSession);
  fallback(null);
  ready();
} catch (reason) {
  // In the end user's own language, if that is a matter of a moment.
  await Promise.race([words.catch(() => {}), new Promise((late) => setTimeout(late, 1000))]);
  stop(typeof reason === "string" ? reason : reason instanceof WebAssembly.CompileError ? "WASM_BLOCKED" : "START");
}
clearTimeout(slow);
