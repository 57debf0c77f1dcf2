// In a frame on a host's page: who may frame it, who is told, and what they are told.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Host, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

let host;
before(async () => {
  host = await Host.start();
});
after(() => host?.stop());

// A page of the host with the flow in a frame; the host is another site than the flow.
async function framed(fields) {
  const link = await backend.link({ integration_tool: "sandbox", link_type: "EMBEDDED", ...fields(host.url) }, "development");
  const page = await (await browser.newContext()).newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await page.goto(host.url);
  await host.insert(page, link);
  return { page, said, flow: page.frameLocator("iframe") };
}

test("a framed flow tells its host the activation token and nothing else, and the host can exchange it", async () => {
  const { page, flow } = await framed((origin) => ({ allowed_origins: [origin] }));
  await flow.getByRole("button", { name: "Agree and continue" }).click();
  await flow.getByLabel("API key", { exact: true }).fill("canary-key");
  await flow.getByRole("button", { name: "Connect Sandbox" }).click();
  const heard = await until(() => page.evaluate(() => (heard.length ? heard : null)), "the host is told");
  assert.equal(heard.length, 1);
  const [from, message] = heard[0];
  assert.equal(from, backend.url);
  assert.deepEqual(Object.keys(message), ["type", "data"]);
  assert.deepEqual([message.type, Object.keys(message.data)], ["success", ["activation_token"]]);
  const { data } = await backend.api(`/v1/connect/integration-by-token/${message.data.activation_token}`, { key: "development" });
  assert.equal(data.tool, "sandbox");
  assert.ok(!JSON.stringify(heard).includes("canary-key") && !JSON.stringify(heard).includes(data.id));
});

test("the close button of a framed flow tells its host, and leaves the link usable", async () => {
  const { page, flow } = await framed((origin) => ({ allowed_origins: [origin] }));
  await flow.getByRole("button", { name: "Close" }).click();
  const heard = await until(() => page.evaluate(() => (heard.length ? heard : null)), "the host is told");
  assert.deepEqual(heard[0][1], { type: "close" });
  await flow.getByRole("button", { name: "Agree and continue" }).click();
  await flow.getByLabel("API key", { exact: true }).waitFor();
});

// E-01
test("a host that is not on the link's list cannot frame it", async () => {
  const { said, flow } = await framed(() => ({ allowed_origins: ["https://app.example.com"] }));
  await until(() => said.some((text) => /frame-ancestors https:\/\/app\.example\.com/.test(text)), "the browser refuses the frame");
  assert.equal(await flow.locator("main").count(), 0);
});
