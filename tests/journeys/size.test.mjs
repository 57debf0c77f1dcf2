// What a browser downloads until the first credential form is usable, counted by the browser itself against the real backend. The budgets
// fail the test run; docs/adr/0004-size.md says what they are for and who may raise them.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { Person, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

// In bytes over the wire (brotli), body only.
const BUDGET = { html: 3_000, css: 8_000, js: 9_500, wasm: 139_000, data: 7_000, total: 158_600, sdk: 3_000, requests: 6 };

// What a host's page loads, as it comes over the wire.
const sdk = () =>
  new Promise((resolve, reject) => {
    let wire = 0;
    const count = (answer) => answer.on("data", (chunk) => (wire += chunk.length)).on("end", () => resolve([readFileSync(new URL("../../sdk/connect.js", import.meta.url)).length, wire]));
    get(`${backend.url}/sdk/connect.js`, { headers: { "accept-encoding": "br" } }, count).on("error", reject);
  });

const kindOf = (url) => {
  const { pathname } = new URL(url);
  if (pathname.startsWith("/l/")) return "html";
  return { js: "js", css: "css", wasm: "wasm" }[pathname.split(".").at(-1)] ?? "data";
};

test("everything up to the first credential form stays within its budget", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  const requests = new Map();
  cdp.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
    // What the page tells on its way is waited for by nobody, and is answered with nothing.
    if (!request.url.startsWith("data:") && !request.url.endsWith("/api/progress")) requests.set(requestId, { url: request.url, kind: kindOf(request.url), start: timestamp, raw: 0, wire: 0 });
  });
  cdp.on("Network.dataReceived", ({ requestId, dataLength }) => requests.has(requestId) && (requests.get(requestId).raw += dataLength));
  cdp.on("Network.responseReceived", ({ requestId, response }) => requests.has(requestId) && (requests.get(requestId).headers = response.encodedDataLength));
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength, timestamp }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { wire: encodedDataLength - (request.headers ?? 0), end: timestamp });
  });

  const person = new Person(page);
  await person.open(await backend.link({ integration_tool: "bamboohr" }));
  await person.screen("scopes");
  await person.agree();
  await person.field("BambooHR address").waitFor();
  const all = [...requests.values()];
  await until(() => all.every((request) => request.end), "every request has ended");

  const sums = { html: [0, 0], css: [0, 0], js: [0, 0], wasm: [0, 0], data: [0, 0] };
  for (const { kind, raw, wire } of all) {
    sums[kind][0] += raw;
    sums[kind][1] += wire;
  }
  sums.total = Object.values(sums).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  const row = (...cells) => cells.map((cell, column) => (column ? String(cell).padStart(10) : String(cell).padEnd(8))).join("");
  sums.sdk = await sdk();
  console.log([row("bytes", "raw", "brotli", "budget"), ...Object.entries(sums).map(([kind, [raw, wire]]) => row(kind, raw, wire, BUDGET[kind])), row("requests", "", all.length, BUDGET.requests)].join("\n"));

  for (const [kind, [, wire]] of Object.entries(sums)) assert.ok(wire <= BUDGET[kind], `${kind}: ${wire} of ${BUDGET[kind]} bytes`);
  assert.ok(all.length <= BUDGET.requests, all.map((request) => request.url).join("\n"));
  await context.close();
});

test("the session, the words and the wasm are asked for before any of them has answered", async () => {
  const context = await browser.newContext();
  const person = new Person(await context.newPage());
  const asked = new Set();
  let answer;
  const all = new Promise((resolve) => (answer = resolve));
  for (const part of ["**/api/session", "**/words-*.json", "**/connect-*.wasm"]) {
    await person.page.route(part, async (route) => {
      asked.add(part);
      if (asked.size === 3) answer();
      await all;
      await route.continue();
    });
  }
  await person.open(await backend.link({ integration_tool: "bamboohr" }));
  await person.screen("scopes");
  await context.close();
});
