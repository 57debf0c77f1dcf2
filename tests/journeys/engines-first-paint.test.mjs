// what the page says in every engine where its script or its wasm cannot be run.
import assert from "node:assert/strict";
import { between, inEveryEngine, sandbox, shows } from "./engines.mjs";
import { isWasm } from "./tamper.mjs";

const OTHER = "The page could not be started";
const BLOCKED = "Your browser or company blocks WebAssembly";
const header = (name, value) => ({ url, headers }) => isWasm(url) && { headers: { ...headers, [name]: value } };
const without = (source) => ({ headers }) => headers["content-security-policy"] && { headers: { ...headers, "content-security-policy": headers["content-security-policy"].replace(source, "") } };

// What keeps the page from its wasm, what it then says, and the code it gives.
const TROUBLES = {
  "wasm that is missing": [{ change: ({ url }) => isWasm(url) && { status: 404, body: Buffer.from("not found") } }, OTHER, "ASSET_MISSING"],
  "wasm that is called a text": [{ change: header("content-type", "text/plain") }, null],
  "a policy that allows no wasm": [{ change: without(" 'wasm-unsafe-eval'") }, BLOCKED, "WASM_BLOCKED"],
  "wasm that is sent and never ends": [{ stall: isWasm }, "This takes longer than usual", "TIMEOUT"],
  "no wasm in the browser": [{}, "This browser is too old", "WASM_UNSUPPORTED", { wasm: false }],
  "no script in the browser": [{}, "This page needs JavaScript", null, { script: false }],
};

const nothingOfTheApp = async (page) => {
  assert.equal(await page.evaluate(() => document.querySelectorAll("#app form, #app input, #app button").length), 0);
  assert.deepEqual(between.changes(), []);
};

inEveryEngine((rule) => {
  for (const [what, [tricks, words, code, options]] of Object.entries(TROUBLES))
    rule(
      words ? `with ${what} the page says what to do (R-15)` : `with ${what} the page starts all the same (R-15)`,
      async (page) => {
        between.reset(tricks);
        await page.start(await sandbox());
        if (!words) return page.see("button", "Agree and continue");
        await shows(page, words);
        if (code) await shows(page, code);
        await nothingOfTheApp(page);
        if (code) await page.see("button", "Load the page again");
      },
      options,
    );
});
