// Nothing secret is anywhere but where it belongs (T-10, S-12): whatever was said and kept during all that can happen to a connection.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { until } from "./harness.mjs";
import { canary, filesIn, search, tally } from "./residue.mjs";
import { Stories } from "./stories.mjs";

const figures = { logs_db_wal_webhooks_host: 0, canaries: 0, bytes_searched: 0 };
let stories, backend, production;
before(async () => {
  stories = await Stories.tell();
  backend = stories.backend;
  production = backend.demo.environments.production.api_key;
});
after(async () => {
  await stories?.end();
  if (stories) tally("elsewhere", { ...figures, canaries: Object.keys(stories.canaries).length });
});

// `may` says which of them belong there.
function holdsNone(places, may = /^$/, canaries = stories.canaries) {
  const forbidden = Object.fromEntries(Object.entries(canaries).filter(([name]) => !may.test(name)));
  const found = search(places, forbidden);
  figures.logs_db_wal_webhooks_host += found.bytes;
  figures.bytes_searched += found.searched;
  assert.ok(found.searched > 0, "there is something to search");
  assert.deepEqual(found.hits, []);
}
const said = (place) => stories.said[place].map((text, at) => [`${place} ${at}`, text]);
const ask = async (path, headers) => {
  const answer = await fetch(backend.url + path, { headers });
  assert.equal(answer.status, 200, path);
  return answer.text();
};

test("every credential and every token went where it was meant to", () => {
  const { canaries, tools } = stories;
  const typed = Object.keys(canaries).filter((name) => /API key$|log-in's (code|access)|client's/.test(name) && !name.startsWith("revoked"));
  assert.equal(typed.length, 6);
  for (const name of typed) assert.ok(tools.heard.includes(canaries[name]), name);
  for (const [kind, count] of [[/: link$/, 5], [/^session/, 4], [/^activation token/, 3], [/^key of drafts/, 4]]) assert.equal(Object.keys(canaries).filter((name) => kind.test(name)).length, count, kind);
});

// Where each is said, in the order of the journey; and who may be told of which secret.
const SAID = {
  requests: /log-in's code/,
  console: undefined,
  host: /^activation token/,
  "answers of session": /^(session|key of drafts)|BambooHR address/,
  "answers of submissions": /^(activation token|integration)/,
  "answers of handovers": /^colleague/,
  "answers of grants": undefined,
  "answers of progress": undefined,
  page: /BambooHR address/,
};
test("every place where something was said is listed", () => {
  assert.deepEqual(Object.keys(stories.said).filter((place) => !(place in SAID) && !["webhooks", "performance"].includes(place)), []);
});
for (const [place, may] of Object.entries(SAID)) test(`no secret is said that does not belong there: ${place}`, () => holdsNone(said(place), may, { ...stories.canaries, integration: stories.integration }));

// S-15
test("no secret is in what the browser has measured", { todo: "of the document that a link opens, the navigation entry keeps the whole address, and no script can clear it" }, () => {
  assert.deepEqual(search(said("performance"), stories.canaries).hits, []);
});

test("webhooks, the story of a link and the management API tell no secret", async () => {
  const hears = (type) => stories.said.webhooks.some((text) => text.includes(`"${type}"`));
  await until(() => hears("integration-created") && hears("connection-flow-failed"), "the receiver hears of it");
  holdsNone(said("webhooks"));
  const { integration, failed, webhook, token } = stories;
  holdsNone([["page", await ask(`/logs/${failed}`, { authorization: `Basic ${Buffer.from(`x:${production}`).toString("base64")}` })], ["command", backend.run("link", "log", failed)]]);
  const [{ id }] = (await backend.api("/v1/scope-configs")).data.scope_configs;
  const values = { integration_id: integration, link_id: failed, scope_config_id: id, webhook_id: webhook, category: "hris", token };
  const { paths } = JSON.parse(await ask("/v1/openapi.json"));
  const reading = Object.keys(paths).filter((path) => paths[path].get).map((path) => path.replace(/\{(\w+)\}/g, (_, name) => values[name]));
  assert.ok(reading.length > 15);
  for (const path of reading) holdsNone([[path, await ask(path, { authorization: `Bearer ${production}` })]]);
});

test("a report of a violated policy leaves nothing of the addresses in it, and metrics name no addresses", async () => {
  const reported = canary();
  const body = { effectiveDirective: "img-src", blockedURL: `https://evil.example/${reported}?${reported}`, documentURL: `${backend.url}/l/x#${reported}`, referrer: reported, sample: reported };
  const answer = await fetch(`${backend.url}/api/csp-reports`, { method: "POST", headers: { "content-type": "application/reports+json" }, body: JSON.stringify([{ type: "csp-violation", url: body.documentURL, body }]) });
  assert.equal(answer.status, 204);
  await until(() => backend.log.includes("https://evil.example"), "it is in the log");
  holdsNone([["log", backend.log]], undefined, { reported });
  const metrics = await fetch(`http://${stories.metrics}/metrics`);
  holdsNone([["metrics", await metrics.text()]]);
});

// S-07
test("nothing of the page that is there once a secret was sent holds it, or what it was sealed with", async () => {
  assert.ok(stories.heap.includes("cf1:done:"), "the heap is that of a page of ours");
  const places = [["document", await stories.done.content()], ["heap", stories.heap], ["wasm", stories.wasm]];
  assert.deepEqual(search(places, stories.canaries).hits, []);
});

// Pages of the file cut long values in two. Where there is no such program, the file itself has to do.
const dump = () => spawnSync("sqlite3", [join(backend.folder, "connect.db"), ".dump"], { maxBuffer: 1e9 }).stdout ?? "";
test("neither the log at its most talkative nor the database and its journal hold a secret, while it runs and after", async () => {
  assert.match(backend.log, /TRACE/);
  const files = () => [...filesIn(backend.folder, (name) => name === "demo.json")];
  assert.ok(files().some(([name]) => name.endsWith("-wal")));
  // What is no secret a colleague finds filled in, from the database.
  const handedOver = /^revoked: BambooHR address/;
  holdsNone([...files(), ["dump", dump()]], handedOver);
  await backend.down();
  holdsNone([["log", backend.log]]);
  holdsNone(files(), handedOver);
});
