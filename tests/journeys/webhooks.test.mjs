// What a customer's backend hears: the four events, produced for real, at receivers as customers write them, with the published library
// of Standard Webhooks, with the published check of the Kombo header, and with the published schemas.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHmac, timingSafeEqual } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import * as models from "@kombo-api/sdk/models";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { BAMBOO_KEY, Backend, Person, idOf, launch, until } from "./harness.mjs";
import { broken, violations } from "./tour.mjs";

const SCHEMAS = {
  "integration-created": models.integrationCreatedWebhookPayloadFromJSON,
  "integration-deleted": models.integrationDeletedWebhookPayloadFromJSON,
  "integration-state-changed": models.integrationStateChangedWebhookPayloadFromJSON,
  "connection-flow-failed": models.connectionFlowFailedWebhookPayloadFromJSON,
};
const TYPES = Object.keys(SCHEMAS);
const WRONG_KEY = "cafe0123cafe0123cafe0123cafe0123cafe0123";
// Whatever a name holds, both sides must read and write it alike.
const ORGANIZATION = 'Zoë & "Söhne" \\ </script> 日本 🎈';

// A customer's backend: keeps what it is sent as it came, and answers as it is told.
class Receiver {
  static async start() {
    const receiver = new Receiver();
    receiver.heard = [];
    receiver.answers = [];
    receiver.server = createServer(async (request, answer) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      receiver.heard.push({ path: request.url, headers: request.headers, body, event: JSON.parse(body) });
      const [status, headers = {}] = receiver.answers.shift() ?? [204];
      answer.writeHead(status, headers).end(status === 500 ? "not today" : "");
    });
    await new Promise((listening) => receiver.server.listen(0, "127.0.0.1", listening));
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}/webhooks`;
    return receiver;
  }

  hear = (what, is, count = 1) => until(() => this.heard.filter(is).length >= count && this.heard.filter(is), `the receiver hears ${what}`);
  one = async (type, is = () => true) => (await this.hear(type, ({ event }) => event.type === type && is(event)))[0];
  event = async (id) => (await this.hear(`event ${id}`, ({ event }) => event.id === id))[0];

  stop() {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(closed));
  }
}

const standard = (secret, { body, headers }) => new Webhook(secret).verify(body, headers);
const kombo = (secret, { body, headers }) => {
  const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("base64url"));
  const given = Buffer.from(headers["x-kombo-signature"] ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
};
const refuses = (secret, delivery, message) => assert.throws(() => standard(secret, delivery), (error) => error instanceof WebhookVerificationError && (!message || message.test(error.message)));

let backend, receiver, main, told;
const receivers = [];
before(async () => {
  backend = await Backend.start({ WEBHOOK_PRIVATE_ADDRESSES: "true", WEBHOOK_RETRIES: "1,1,1" });
  receiver = await another();
  main = await endpoint(receiver);
  told = await everything();
});
after(async () => {
  await backend?.stop();
  await Promise.all(receivers.map((receiver) => receiver.stop()));
});

async function another() {
  const receiver = await Receiver.start();
  receivers.push(receiver);
  return receiver;
}

async function call(path, body, { method = body === undefined ? "GET" : "POST", key } = {}) {
  const { data, error } = await backend.api(path, { key, method, body: body && JSON.stringify(body) });
  assert.ok(data, error?.message);
  return data;
}

async function endpoint(receiver, fields = {}, key) {
  const { id, secret } = await call("/v1/webhooks", { url: receiver.url, ...fields }, { key });
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  return { id, secret };
}

const deliveries = async ({ id }) => (await call(`/v1/webhooks/${id}/deliveries`)).deliveries;
const about = (deliveries, subject) => deliveries.filter(({ body }) => body.includes(JSON.stringify(subject))).map(({ type }) => type);
const state = async ({ id }) => call(`/v1/webhooks/${id}`);

// What the page does, over HTTP.
let submissions = 0;
async function submit(link, answers) {
  const page = async (path, body, headers) => {
    const answer = await fetch(`${backend.url}/api${path}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
    return answer.json();
  };
  const secret = new URL(link).hash.slice(1);
  const { token, tool } = await page("/session", { link: idOf(link), secret });
  const body = { tool: tool.id, answers, asked: tool.asked, opted_out: [] };
  const result = await page("/submissions", body, { authorization: `Bearer ${token}`, "idempotency-key": `webhooks-${++submissions}` });
  return { ...result, session: token, secret };
}

// All four events, as they come about, and everything secret that was in play.
async function everything() {
  const fields = { integration_tool: "bamboohr", end_user_organization_name: ORGANIZATION, end_user_origin_id: "36123" };
  const wrong = await backend.link(fields);
  const failed = await submit(wrong, { subdomain: "acme", api_key: WRONG_KEY });
  assert.equal(failed.code, "credentials-rejected");
  const right = await backend.link(fields);
  const connected = await submit(right, { subdomain: "acme", api_key: BAMBOO_KEY });
  const { id } = await call(`/v1/connect/integration-by-token/${connected.activation_token}`);
  await call(`/v1/integrations/${id}/enabled`, { value: false }, { method: "PUT" });
  backend.run("integration", "delete", "--tenant", "Acme", "--environment", "production", id);
  const byType = Object.fromEntries(await Promise.all(TYPES.map(async (type) => [type, await receiver.one(type)])));
  const secrets = { BAMBOO_KEY, WRONG_KEY, "the secret of the endpoint": main.secret, "the API key": backend.demo.environments.production.api_key };
  for (const [name, { secret, session, activation_token }] of Object.entries({ failed, connected })) Object.assign(secrets, { [`${name}: link`]: secret, [`${name}: session`]: session }, activation_token && { [`${name}: token`]: activation_token });
  return { id, wrong: idOf(wrong), byType, secrets };
}

// --- the four events ----------------------------------------------------------------------------------------------

for (const type of TYPES) {
  test(`${type} is taken by the library, by the published check of the Kombo header, and by the published schema`, () => {
    const delivery = told.byType[type];
    assert.deepEqual(standard(main.secret, delivery), delivery.event);
    assert.ok(kombo(main.secret, delivery));
    const parsed = SCHEMAS[type](delivery.body.toString());
    assert.ok(parsed.ok, parsed.error?.pretty());
    assert.equal(parsed.value.type, type);
    assert.deepEqual(delivery.event.data.end_user, { origin_id: "36123", creator_email: "erin@initech.example", organization_name: ORGANIZATION });
    assert.equal(delivery.headers["content-type"], "application/json");
    assert.equal(delivery.headers["webhook-id"], delivery.event.id);
  });
}

test("events say what has happened, and of what", () => {
  const { "integration-created": created, "integration-state-changed": changed, "integration-deleted": deleted, "connection-flow-failed": failed } = told.byType;
  assert.deepEqual([created.event.data.id, created.event.data.tool, created.event.data.category], [told.id, "bamboohr", "HRIS"]);
  const { integration_id, state, setup_status, qa_status } = changed.event.data;
  assert.deepEqual([integration_id, state, setup_status, qa_status], [told.id, "INACTIVE", "COMPLETED", "PASSED"]);
  assert.equal(deleted.event.data.id, told.id);
  assert.ok(Math.abs(Date.parse(deleted.event.data.deleted_at) - Date.now()) < 60_000);
  assert.equal(failed.event.data.log_url, `${backend.url}/logs/${told.wrong}`);
});

test("a receiver that reads a body and writes it anew before it checks the Kombo header writes the same", () => {
  for (const delivery of receiver.heard) {
    const body = JSON.stringify(delivery.event, null, 2);
    assert.ok(kombo(main.secret, { ...delivery, body }), body);
  }
});

// --- forgeries ----------------------------------------------------------------------------------------------------

test("one byte of the body that is another is refused, wherever it is", () => {
  const { body, headers } = told.byType["integration-created"];
  for (let at = 0; at < body.length; at++) {
    const changed = Buffer.from(body);
    changed[at] ^= 1;
    refuses(main.secret, { body: changed, headers });
    assert.ok(!kombo(main.secret, { body: changed, headers }), String(at));
  }
});

for (const header of ["webhook-id", "webhook-timestamp"]) {
  test(`one character of ${header} that is another is refused, wherever it is`, () => {
    const { body, headers } = told.byType["integration-deleted"];
    for (let at = 0; at < headers[header].length; at++) {
      const changed = Buffer.from(headers[header]);
      changed[at] ^= 1;
      refuses(main.secret, { body, headers: { ...headers, [header]: changed.toString() } });
    }
  });
}

test("what was signed ten minutes ago is refused, however well", () => {
  const { body, headers } = told.byType["integration-created"];
  const at = new Date(Date.now() - 600_000);
  const signature = new Webhook(main.secret).sign(headers["webhook-id"], at, body);
  const old = { ...headers, "webhook-timestamp": String(Math.floor(at / 1000)), "webhook-signature": signature };
  refuses(main.secret, { body, headers: old }, /too old/);
});

test("every endpoint has a secret of its own, and what is signed with another is refused", async () => {
  const other = await endpoint(await another());
  refuses(other.secret, told.byType["integration-created"]);
  assert.ok(!kombo(other.secret, told.byType["integration-created"]));
});

// --- who hears of what --------------------------------------------------------------------------------------------

test("whoever deletes by the API hears of it only when they wish to", async () => {
  const wishes = await endpoint(await another(), { own_deletions: true });
  const id = await backend.connect();
  await call(`/v1/integrations/${id}`, {}, { method: "DELETE" });
  assert.deepEqual(about(await deliveries(wishes), id), ["integration-deleted", "integration-created"]);
  assert.deepEqual(about(await deliveries(main), id), ["integration-created"]);
});

test("an endpoint hears of what it asked for, and of its own environment", async () => {
  const picky = await endpoint(await another(), { events: ["integration-deleted", "connection-flow-failed"] });
  const elsewhere = await another();
  await endpoint(elsewhere, {}, "development");
  const id = await backend.connect();
  backend.run("integration", "delete", "--tenant", "Acme", "--environment", "production", id);
  assert.deepEqual(about(await deliveries(picky), id), ["integration-deleted"]);
  await receiver.one("integration-deleted", ({ data }) => data.id === id);
  assert.deepEqual(elsewhere.heard, []);
});

test("an end user who fails again and again is told once a minute", async () => {
  const link = await backend.link({ integration_tool: "bamboohr" });
  for (let times = 0; times < 3; times++) await submit(link, { subdomain: "acme", api_key: WRONG_KEY });
  const { log_url } = await call(`/v1/links/${idOf(link)}`);
  assert.deepEqual(about(await deliveries(main), log_url), ["connection-flow-failed"]);
});

// --- arriving -----------------------------------------------------------------------------------------------------

test("what is not taken comes again, the same in all but time and signature; a redirect does not take it", async () => {
  const shaky = await another();
  const { id, secret } = await endpoint(shaky);
  shaky.answers.push([500], [302, { location: `${shaky.url}/elsewhere` }], [204]);
  const { event_id } = await call(`/v1/webhooks/${id}/test`, { type: "integration-created" });
  const times = await shaky.hear("it three times", () => true, 3);
  for (const delivery of times) {
    assert.equal(delivery.path, "/webhooks");
    assert.equal(delivery.headers["webhook-id"], event_id);
    assert.deepEqual(delivery.body, times[0].body);
    assert.ok(standard(secret, delivery) && kombo(secret, delivery));
  }
  assert.ok(Number(times[2].headers["webhook-timestamp"]) > Number(times[0].headers["webhook-timestamp"]));
  const [delivery] = await until(async () => (await deliveries({ id })).filter(({ state }) => state === "DELIVERED"), "it counts as delivered");
  assert.deepEqual(delivery.attempts.map(({ status }) => status), [500, 302, 204]);
  assert.equal(delivery.attempts[0].answer, "not today");
});

test("a receiver that says it is gone is left alone until it is switched on, and gets what waited", async () => {
  const leaving = await another();
  const { id } = await endpoint(leaving);
  leaving.answers.push([410]);
  const { event_id } = await call(`/v1/webhooks/${id}/test`, { type: "integration-deleted" });
  const off = await until(async () => (await state({ id })).disabled_at && state({ id }), "it is switched off");
  assert.deepEqual([off.enabled, off.disabled_by], [false, "GONE"]);
  await call(`/v1/webhooks/${id}/enabled`, { value: true }, { method: "PUT" });
  await leaving.hear("it again", ({ event }) => event.id === event_id, 2);
  assert.equal((await state({ id })).enabled, true);
});

for (const type of TYPES) {
  test(`a test event of ${type} is one in every respect`, async () => {
    const { event_id } = await call(`/v1/webhooks/${main.id}/test`, { type });
    const delivery = await receiver.event(event_id);
    assert.ok(standard(main.secret, delivery) && kombo(main.secret, delivery));
    const parsed = SCHEMAS[type](delivery.body.toString());
    assert.ok(parsed.ok, parsed.error?.pretty());
  });
}

test("one event comes again when it is asked for, and everything since a time that was not delivered", async () => {
  const late = await another();
  const created = told.byType["integration-created"];
  const { id, secret } = await endpoint(late, { events: ["integration-created", "connection-flow-failed"] });
  assert.deepEqual(await call(`/v1/webhooks/${id}/replay`, { event_id: created.event.id }), { count: 1 });
  const [again] = await late.hear("one event", () => true);
  assert.deepEqual(again.body, created.body);
  assert.ok(standard(secret, again));
  await until(async () => (await deliveries({ id })).every(({ state }) => state === "DELIVERED"), "it is taken");
  await call(`/v1/webhooks/${id}/replay`, { since: "2020-01-01T00:00:00Z" });
  await late.one("connection-flow-failed", ({ data }) => data.log_url.endsWith(told.wrong));
  assert.equal(late.heard.filter(({ event }) => event.id === created.event.id).length, 1);
  assert.deepEqual(late.heard.filter(({ event }) => !["integration-created", "connection-flow-failed"].includes(event.type)), []);
});

test("everything since a time leaves out deletions by the API, for whoever does not wish to hear of them", async () => {
  const id = await backend.connect();
  await call(`/v1/integrations/${id}`, {}, { method: "DELETE" });
  const late = await endpoint(await another());
  await call(`/v1/webhooks/${late.id}/replay`, { since: new Date(Date.now() - 60_000).toISOString() });
  assert.deepEqual(about(await deliveries(late), id), ["integration-created"]);
});

test("the command line makes endpoints, tests them, and shows what came of it", async () => {
  const heard = await another();
  const run = (command, ...words) => backend.run("--webhook-private-addresses", "webhook", command, "--tenant", "Acme", "--environment", "production", ...words).trim();
  const [id, secret] = run("create", heard.url, "--event", "connection-flow-failed").split("  ");
  const event = run("test", id, "--event", "connection-flow-failed");
  assert.ok(standard(secret, await heard.event(event)));
  await until(() => /DELIVERED/.test(run("deliveries", id)), "it is taken");
  const line = run("list").split("\n").find((line) => line.startsWith(id));
  assert.ok(line.includes("connection-flow-failed") && line.includes(heard.url) && !line.includes(secret), line);
  assert.equal(run("replay", id, "--event", event), "1 on their way");
  await heard.hear("it again", ({ event: { id } }) => id === event, 2);
  const next = run("rotate", id, "--overlap", "0");
  const last = await heard.event(run("test", id));
  assert.ok(standard(next, last));
  refuses(secret, last);
  run("delete", id);
  assert.ok(!run("list").includes(id));
});

// --- another secret -----------------------------------------------------------------------------------------------

test("after a rotation both secrets are good until the overlap ends, and the Kombo header keeps to the old one until then", async () => {
  const rotating = await another();
  const { id, secret: first } = await endpoint(rotating);
  const next = async () => rotating.event((await call(`/v1/webhooks/${id}/test`, { type: "integration-created" })).event_id);
  const { secret: second } = await call(`/v1/webhooks/${id}/rotate`, {});
  assert.notEqual(second, first);
  const overlap = await next();
  assert.ok(standard(first, overlap) && standard(second, overlap));
  assert.deepEqual([kombo(first, overlap), kombo(second, overlap)], [true, false]);
  const hours = (Date.parse((await state({ id })).overlap_until) - Date.now()) / 3_600_000;
  assert.ok(hours > 23.9 && hours <= 24, String(hours));

  // No overlap at all is one that has ended.
  const { secret: third } = await call(`/v1/webhooks/${id}/rotate`, { overlap_hours: 0 });
  const after = await next();
  assert.ok(standard(third, after));
  for (const secret of [first, second]) {
    refuses(secret, after, /No matching signature/);
    assert.ok(!kombo(secret, after));
  }
  assert.ok(kombo(third, after));
});

test("a secret is seen once: nowhere else in the API, in no log line, in no file", async () => {
  const { id, secret } = await endpoint(await another());
  const { secret: next } = await call(`/v1/webhooks/${id}/rotate`, {});
  await call(`/v1/webhooks/${id}/test`, { type: "integration-created" });
  await until(async () => (await deliveries({ id })).every(({ state }) => state === "DELIVERED"), "it is taken");
  const said = [await call("/v1/webhooks"), await state({ id }), await deliveries({ id })].map((data) => JSON.stringify(data));
  const files = readdirSync(backend.folder).map((name) => readFileSync(join(backend.folder, name), "latin1"));
  for (const text of [...said, ...files, backend.log]) for (const word of [secret, next]) assert.ok(!text.includes(word.slice("whsec_".length, -1)));
});

// --- the log ------------------------------------------------------------------------------------------------------

const basic = (key, name = "anybody") => ({ authorization: `Basic ${Buffer.from(`${name}:${key}`).toString("base64")}` });

test("nothing that was secret or typed is in a delivery, or in the log in any of its forms", async () => {
  const typed = await backend.link({ integration_tool: "bamboohr" });
  await submit(typed, { subdomain: "planted-canary", api_key: WRONG_KEY });
  await receiver.one("connection-flow-failed", ({ data }) => data.log_url.endsWith(idOf(typed)));
  const texts = receiver.heard.map(({ headers, body }) => JSON.stringify(headers) + body);
  texts.push(JSON.stringify(await deliveries(main)));
  for (const link of [told.wrong, idOf(typed)]) {
    const page = await fetch(`${backend.url}/logs/${link}`, { headers: basic(backend.demo.environments.production.api_key) });
    assert.equal(page.status, 200);
    texts.push(await page.text(), JSON.stringify(await call(`/v1/links/${link}/log`)), backend.run("link", "log", link));
  }
  for (const [name, secret] of Object.entries({ ...told.secrets, "what was typed": "planted-canary" }))
    for (const text of texts) assert.ok(!text.includes(secret), `${name}: ${text.slice(0, 200)}`);
});

test("the log opens with an API key of its own environment and with nothing else", async () => {
  const { log_url } = told.byType["connection-flow-failed"].event.data;
  const { production, development } = backend.demo.environments;
  const developer = backend.run("key", "create", "--tenant", "Acme", "--environment", "development", "--for", "developer").trim();
  const closed = {
    "no key": {},
    "the other environment's key": basic(development.api_key),
    "another's key": basic(developer),
    "no such key": basic("cfk_wrong"),
    "the key as a name": basic("", production.api_key),
    "no Basic": { authorization: `Bearer ${production.api_key}` },
    "no base64": { authorization: "Basic !" },
  };
  const bodies = new Set();
  for (const [what, headers] of Object.entries(closed)) {
    const answer = await fetch(log_url, { headers });
    assert.equal(answer.status, 401, what);
    assert.match(answer.headers.get("www-authenticate"), /^Basic /);
    bodies.add(await answer.text());
  }
  const nothing = await fetch(`${backend.url}/logs/nothing`, { headers: basic(production.api_key) });
  assert.equal(nothing.status, 401);
  bodies.add(await nothing.text());
  assert.equal(bodies.size, 1, "whether there is such a link cannot be told");
  const open = await fetch(log_url, { headers: basic(production.api_key) });
  assert.equal(open.status, 200);
  assert.equal(open.headers.get("cache-control"), "no-store");
});

test("the log tells the story of a link in its order, names problem and field, and passes axe in both themes", async () => {
  const browser = await launch();
  const link = await backend.link({ integration_tool: "bamboohr", end_user_organization_name: ORGANIZATION });
  const status = async () => (await call(`/v1/links/${idOf(link)}`)).status;
  assert.equal(await status(), "CREATED");
  const person = await Person.at(await browser.newContext({ locale: "en" }), link);
  await person.toBambooKey();
  await until(async () => (await status()) === "IN_PROGRESS", "the link is in progress");
  await person.fill("API key", WRONG_KEY);
  await person.press("Connect BambooHR");
  await person.page.getByRole("alert").waitFor();
  assert.equal(await status(), "FAILED");
  const { event } = await receiver.one("connection-flow-failed", ({ data }) => data.log_url.endsWith(idOf(link)));

  const { entries } = await call(`/v1/links/${idOf(link)}/log`);
  assert.deepEqual(entries.map(({ kind }) => kind).filter((kind) => kind !== "step"), ["opened", "submitted", "checked", "problem"]);
  assert.equal(entries[0].kind, "opened");
  assert.deepEqual(entries.find(({ kind }) => kind === "problem").fields, ["api_key"]);

  for (const colorScheme of ["light", "dark"]) {
    const httpCredentials = { username: "anybody", password: backend.demo.environments.production.api_key };
    const context = await browser.newContext({ colorScheme, httpCredentials, viewport: { width: 320, height: 700 } });
    const page = await context.newPage();
    await page.goto(event.data.log_url);
    await page.getByRole("heading", { level: 1, name: ORGANIZATION }).waitFor();
    const story = await page.getByRole("list").first().innerText();
    assert.match(story, /credentials-rejected, at api_key/);
    assert.match(story, /401/);
    const seen = { page, frame: page.mainFrame() };
    assert.deepEqual(await violations(seen), [], colorScheme);
    assert.deepEqual(await broken(seen), [], colorScheme);
  }
  await browser.close();
});
