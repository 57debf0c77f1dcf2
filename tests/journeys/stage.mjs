// A backend and a browser for the tests of one file, there before the first of them and gone after the last.
import { after, before } from "node:test";
import { Backend, launch } from "./harness.mjs";

export let backend, browser;
before(async () => {
  [backend, browser] = await Promise.all([Backend.start(), launch()]);
});
after(async () => {
  await browser?.close();
  await backend?.stop();
});
