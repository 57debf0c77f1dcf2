// an app that broke would go on answering clicks with broken state, so it is stopped from outside. Running out of stack or memory
// never reaches the app's own hook; and an error of any kind that passed through the wasm has left it in the middle of something.
import { cut } from "glue";
import { fallback } from "./fallback.js";
import { halt } from "./net.js";

const BROKEN = /wasm-function|out of memory|too much recursion|Maximum call stack/;

// Whatever happens from here on, an answer, a timer or an event, reaches the wasm no more.
export const stop = (reason) => {
  cut();
  halt();
  fallback(reason, true);
};

const judge = (error) => (error instanceof WebAssembly.RuntimeError || BROKEN.test(`${error} ${error?.stack}`)) && stop("STOPPED");

export const watch = () => {
  addEventListener("error", ({ error, message }) => judge(error ?? message));
  // What the browser itself refuses later on was asked for properly.
  addEventListener("unhandledrejection", ({ reason }) => reason instanceof DOMException || judge(reason));
};

// C-12: before the app is there and after it was stopped, Enter sends nothing anywhere.
addEventListener("submit", (event) => event.preventDefault());
