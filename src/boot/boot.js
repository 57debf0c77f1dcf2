// The shell outside the wasm. It starts the session request, the words and the wasm together, checks what arrives, and shows a
// plain page when the wasm is missing, blocked, slow or broken. It is the only part that ever sees a link's secret half.
import init, { start } from "glue";
import { fallback, watch } from "./fallback.js";
import { openSession } from "./session.js";
import "./trusted.js";

/* global WASM, WORDS: written by scripts/bundle.mjs */
const TIMEOUT = 15000;
const root = document.documentElement;
// what is said to be in a language is in it.
if (!WORDS[root.lang]) root.lang = "en";
const words = fetch(WORDS[root.lang]).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)));
words.catch(() => {});
openSession();

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
  start(openSession, await words.catch(() => Promise.reject("WORDS_MISSING")));
  fallback(null);
} catch (reason) {
  fallback(typeof reason === "string" ? reason : reason instanceof WebAssembly.CompileError ? "WASM_BLOCKED" : "START");
}
clearTimeout(slow);
