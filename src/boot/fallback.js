import { reload } from "./session.js";
import { knows, say } from "./words.js";

// What is shown when the app itself cannot be. The texts are the only ones outside the word files: they must work when nothing loads.
const TEXTS = {
  WASM_UNSUPPORTED: ["This browser is too old", "Please open your link in an up-to-date browser."],
  WASM_BLOCKED: ["This page is blocked", "Your browser or company blocks WebAssembly, which this page needs. Please open your link in another browser."],
  TIMEOUT: ["This takes longer than usual", "The page is still loading. You can wait, or load it again."],
  OFFLINE: ["The page could not be loaded", "Please check your internet connection, then load the page again."],
  SANDBOXED: ["This page cannot work in this frame", "For the developer of the page around it: the frame’s sandbox attribute lacks allow-same-origin."],
  STOPPED: ["Something broke", "What you typed is kept in this tab where that is possible. Please load the page again."],
};
const OTHER = ["The page could not be started", "Please load it again."];

const part = (id) => document.getElementById(id);

let isLast = false;
// Shows the page for a reason; with no reason, takes it away again, unless it was the last word.
export const fallback = (reason, isFinal = false) => {
  if (isLast) return;
  isLast = isFinal;
  const box = part("fallback");
  const app = part("app");
  box.hidden = !reason;
  app.inert = Boolean(reason);
  app.hidden = Boolean(reason);
  if (!reason) return;
  const key = `fallback.${TEXTS[reason] ? reason : "OTHER"}.`;
  const isTranslated = knows(`${key}title`);
  const [title, text] = isTranslated ? [say(`${key}title`, ""), say(`${key}text`, "")] : (TEXTS[reason] ?? OTHER);
  [part("fallback-title").textContent, part("fallback-text").textContent] = [title, text];
  const [lang, dir] = isTranslated ? ["", ""] : ["en", "ltr"];
  for (const id of ["fallback-title", "fallback-text"]) Object.assign(part(id), { lang, dir });
  part("fallback-code").textContent = reason;
  part("fallback-title").focus();
};

part("fallback-reload").addEventListener("click", () => reload());
