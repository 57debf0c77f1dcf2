// What docs/embedding.md gives to copy, run as it stands: a backend makes a link, a plain page opens it, the backend exchanges the token.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

const docs = readFileSync(new URL("../../docs/embedding.md", import.meta.url), "utf8");
const [makeLink, exchange] = [...docs.matchAll(/```js\n(\/\/ Node\n[^]*?)```/g)].map(([, code]) => code);
const page = /```html\n(<button[^]*?)```/.exec(docs)[1];

const AsyncFunction = (async () => {}).constructor;
const run = (code, more) => {
  const scope = { CONNECT_URL: backend.url, CONNECT_API_KEY: backend.demo.environments.development.api_key, user, ...more };
  return new AsyncFunction(...Object.keys(scope), `${code.replace("https://app.example.com", host.url)}\nreturn data;`)(...Object.values(scope));
};
const user = { email: "erin@initech.example", organization: "Initech", organizationId: "36123" };
let host, token;
before(async () => {
  const server = createServer(async (request, answer) => {
    if (request.url === "/links") return answer.end(JSON.stringify(await run(makeLink)));
    if (request.url === "/connected") return (token = JSON.parse(await text(request)).activationToken), answer.end();
    answer.setHeader("content-type", "text/html").end(`<!doctype html><html lang="en"><title>Host</title>${page.replaceAll("https://connect.example.com", backend.url)}`);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  host = { server, url: `http://localhost:${server.address().port}` };
});
after(() => (host.server.closeAllConnections(), host.server.close()));

test("what is there to copy for Node and a plain page connects, and takes no token of somebody else's", async () => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(host.url);
  await tab.getByRole("button", { name: "Connect your HR system" }).click();
  const flow = tab.frameLocator("dialog iframe");
  await flow.getByRole("button", { name: "Sandbox", exact: true }).click();
  await flow.getByRole("button", { name: "Zustimmen und weiter" }).click();
  await flow.locator("#field-api_key").fill("canary-key");
  // Later, because the frame is gone with the click.
  await flow.getByRole("button", { name: "Sandbox verbinden" }).evaluate((button) => void setTimeout(() => button.click()));
  await until(() => token, "the page has told its backend");
  const { id, tool } = await run(exchange, { activationToken: token });
  assert.deepEqual([Boolean(id), tool], [true, "sandbox"]);
  await assert.rejects(run(exchange, { activationToken: token, user: { ...user, organizationId: "1" } }), /somebody else/);
  await assert.rejects(run(exchange, { activationToken: "none" }), /Not exchanged/);
  await context.close();
});
