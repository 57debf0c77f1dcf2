// The host example: a link made by its backend, the flow over its page, an integration its backend knows, and what it hears by webhook.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { Webhook } from "standardwebhooks";
import { idOf, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

let url;
const examples = [];
before(async () => {
  await until(() => backend, "the backend is there");
  url = await start();
});
after(() => examples.forEach((example) => example.kill()));

async function start(settings = {}) {
  const port = await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
  const url = `http://localhost:${port}`;
  const env = { PATH: process.env.PATH, HOST_EXAMPLE_PORT: String(port), CONNECT_URL: backend.url, CONNECT_API_KEY: backend.demo.environments.development.api_key, ...settings };
  examples.push(spawn(process.execPath, [fileURLToPath(new URL("../../examples/host/server.mjs", import.meta.url))], { env }));
  await until(async () => (await fetch(url).catch(() => null))?.ok, "the example answers");
  return url;
}

test("the whole loop can be clicked: connect, walk through, and see it connected in the host", async () => {
  const context = await browser.newContext({ locale: "en" });
  const page = await context.newPage();
  const mistakes = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  await page.goto(url);
  await page.getByRole("heading", { name: "Settings of Initech" }).waitFor();
  await page.getByRole("button", { name: "Connect a system" }).click();
  const flow = page.frameLocator("iframe");
  await flow.getByRole("button", { name: "Sandbox", exact: true }).click();
  await flow.getByRole("button", { name: "Agree and continue" }).click();
  await flow.getByLabel("API key", { exact: true }).fill("canary-key");
  // Later, because the frame is gone with the click.
  await flow.getByRole("button", { name: "Connect Sandbox" }).evaluate((button) => void setTimeout(() => button.click()));
  await page.getByText("Connected.").waitFor();
  assert.match(await page.getByRole("listitem").innerText(), /^sandbox, connected/);
  // Nobody has to load the page again for it.
  await page.getByRole("listitem").getByText("confirmed by webhook").waitFor();
  assert.deepEqual(mistakes, []);
  assert.ok(!(await page.content()).includes("canary-key"));
  await context.close();
});

// An integration by a link that was sent, which no page of the host sees.
async function connectByLink(fields) {
  const call = async (path, body, headers) => {
    const init = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
    return (await fetch(`${backend.url}/api${path}`, init)).json();
  };
  const link = await backend.link({ integration_tool: "sandbox", ...fields }, "development");
  const { token, tool } = await call("/session", { link: idOf(link), secret: new URL(link).hash.slice(1) });
  const body = { tool: "sandbox", answers: { api_key: "canary-key" }, asked: tool.asked, opted_out: [] };
  const { activation_token } = await call("/submissions", body, { authorization: `Bearer ${token}`, "idempotency-key": `host-${idOf(link)}` });
  return (await backend.api(`/v1/connect/integration-by-token/${activation_token}`, { key: "development" })).data.id;
}
const manage = (path, body, method = "POST") => backend.api(path, { key: "development", method, body: JSON.stringify(body) });
const endpoint = async () => (await backend.api("/v1/webhooks", { key: "development" })).data.webhooks[0].id;
const deliveries = async (id) => (await backend.api(`/v1/webhooks/${id}/deliveries`, { key: "development" })).data.deliveries;

test("what happens elsewhere shows in the host: a link from an e-mail, a switch, an operator's deletion; and nothing happens twice", async () => {
  const context = await browser.newContext({ locale: "en" });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("heading", { name: "Settings of Initech" }).waitFor();
  const before = await page.getByRole("listitem").count();
  await connectByLink({ end_user_origin_id: "another" });
  const id = await connectByLink({ end_user_origin_id: "36123" });
  await until(async () => (await page.getByRole("listitem").count()) === before + 1, "the integration shows");
  await manage(`/v1/integrations/${id}/enabled`, { value: false }, "PUT");
  await page.getByText(/^sandbox, connected .+, inactive, confirmed by webhook$/).waitFor();
  backend.run("integration", "delete", "--tenant", "Acme", id);
  await until(async () => (await page.getByRole("listitem").count()) === before, "the integration is gone");

  const webhook = await endpoint();
  const created = (all) => all.find(({ type, body }) => type === "integration-created" && body.includes(id));
  const { event_id, attempts } = created(await deliveries(webhook));
  await manage(`/v1/webhooks/${webhook}/replay`, { event_id });
  await until(async () => created(await deliveries(webhook)).attempts.length > attempts.length, "it was sent again");
  assert.equal(created(await deliveries(webhook)).state, "DELIVERED");
  assert.equal((await (await fetch(`${url}/state`)).json()).integrations.length, before);
  await context.close();
});

test("the example takes events that were signed lately with its own secret, and no others", async () => {
  const secret = (byte) => `whsec_${Buffer.alloc(32, byte).toString("base64")}`;
  const strict = await start({ CONNECT_WEBHOOK_SECRET: secret(1) });
  const event = (id) => JSON.stringify({ id, type: "integration-created", data: { id: `sandbox:${id}`, tool: id, category: "HRIS", end_user: { origin_id: "36123" } } });
  const headers = (id, { by = secret(1), at = new Date(), body = event(id) } = {}) => ({ "webhook-id": id, "webhook-timestamp": String(Math.floor(at / 1000)), "webhook-signature": new Webhook(by).sign(id, at, body) });
  const send = async (id, headers) => (await fetch(`${strict}/webhooks`, { method: "POST", headers, body: event(id) })).status;
  const forgeries = {
    nothing: {},
    another: headers("another", { by: secret(2) }),
    old: headers("old", { at: new Date(Date.now() - 600_000) }),
    early: headers("early", { at: new Date(Date.now() + 600_000) }),
    changed: headers("changed", { body: event("other") }),
    renamed: { ...headers("name"), "webhook-id": "renamed" },
    dated: { ...headers("dated", { at: new Date(Date.now() - 600_000) }), "webhook-timestamp": String(Math.floor(Date.now() / 1000)) },
    unversioned: { ...headers("unversioned"), "webhook-signature": headers("unversioned")["webhook-signature"].slice(3) },
    empty: { ...headers("empty"), "webhook-signature": "v1, v1," },
  };
  for (const [id, headers] of Object.entries(forgeries)) assert.equal(await send(id, headers), 401, id);
  assert.equal(await send("good", headers("good")), 204);
  // While a secret is being replaced there are two signatures.
  const [old, present] = [headers("both", { by: secret(2) }), headers("both")].map((headers) => headers["webhook-signature"]);
  assert.equal(await send("both", { ...headers("both"), "webhook-signature": `${old} ${present}` }), 204);
  const { integrations } = await (await fetch(`${strict}/state`)).json();
  assert.deepEqual(integrations.map(({ tool }) => tool), ["good", "both"]);
});

test("the example makes no link for another site", async () => {
  const answer = await fetch(`${url}/links`, { method: "POST", headers: { origin: "http://evil.example" }, body: "{}" });
  assert.equal(answer.status, 403);
});
