// K-07: whoever only looks at a link, as the scanners of mail programs do, changes nothing, not even by running the page's scripts.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { request } from "node:http";
import { join } from "node:path";
import { figure } from "./figures.mjs";
import { Person, idOf, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";
import { asked } from "./walks.mjs";

const OPENS = process.env.ALL ? 20 : 5;
const tally = { opens: 0, changed: 0 };
after(() => figure("scanner_opens", tally));

// Every row of every table.
const DUMP = `import sqlite3, sys
for line in sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True).iterdump(): print(line)`;
const rows = () => execFileSync("python3", ["-c", DUMP, join(backend.folder, "connect.db")], { encoding: "utf8", maxBuffer: 1e9 }).split("\n");

const opened = async (link) => {
  const session = await asked(backend, "/session", { link: idOf(link), secret: new URL(link).hash.slice(1) });
  const headers = { authorization: `Bearer ${session.token}`, "idempotency-key": `scanner-${idOf(link)}` };
  return { ...session, call: (path, body) => asked(backend, path, body, headers) };
};
// Greenhouse, connected but for what is left to do in Greenhouse.
const greenhouse = { integration_tool: "greenhouse", integration_category: "ATS" };
const unfinished = async () => {
  const { tool, call } = await opened(await backend.link(greenhouse));
  const { activation_token } = await call("/submissions", { tool: "greenhouse", asked: tool.asked, answers: backend.demo.trials.greenhouse.accepted[0].answers, opted_out: [] });
  const { data } = await backend.api(`/v1/connect/integration-by-token/${activation_token}`);
  assert.equal(data.setup_status, "INCOMPLETE");
  return data.id;
};
const setupLink = async () => (await backend.api(`/v1/integrations/${await unfinished()}/setup-link`, { method: "POST", body: JSON.stringify({ link_type: "MAGIC_LINK" }) })).data.link;
const handedOver = async () => {
  const { call } = await opened(await backend.link({ integration_tool: "bamboohr" }));
  return (await call("/handovers", { tool: "bamboohr", answers: { subdomain: "acme" } })).address;
};
// Each kind of link, the heading that its page begins with, and what is known to change.
const LINKS = {
  "a link": [() => backend.link({ integration_tool: "bamboohr" }), "What Acme will read from BambooHR"],
  "a relink with nothing to review": [async () => backend.relink(await backend.connect()), "Check that your account can see the data"],
  "a link to what is left to do": [setupLink, "Let Greenhouse tell us about news"],
  "a link for a colleague": [handedOver, "What Acme will read from BambooHR"],
};

const ask = (link, method, headers = {}) => new Promise((heard, failed) => request(link, { method, headers }, (answer) => answer.resume().on("end", () => heard(answer.statusCode))).on("error", failed).end());
const look = async (link, heading) => {
  assert.deepEqual([await ask(link, "HEAD"), await ask(link, "GET", { "sec-purpose": "prefetch", purpose: "prefetch" })], [200, 200]);
  const context = await browser.newContext();
  const person = await Person.at(context, link);
  await person.heading(heading);
  await person.page.waitForLoadState("networkidle");
  await context.close();
  tally.opens++;
};

for (const [kind, [make, heading]] of Object.entries(LINKS))
  test(`${kind} that is looked at again and again is what it was, and so is everything else`, async () => {
    const link = await make();
    assert.ok(link, "it was made");
    const before = rows();
    assert.ok(before.some((row) => row.includes(idOf(link))), "the link is among the rows");
    // As several at a time as a mail program would.
    for (let round = 0; round < OPENS; round += 10) await Promise.all(Array.from({ length: 10 }, () => look(link, heading)));
    const now = rows();
    const changed = [...now.filter((row) => !before.includes(row)), ...before.filter((row) => !now.includes(row))];
    if (changed.length) tally.changed += OPENS;
    assert.deepEqual(changed, []);
    assert.equal(now.length, before.length);
  });

test("what a page makes for somebody it makes once somebody is there", async () => {
  const context = await browser.newContext();
  const person = new Person(await context.newPage());
  const grants = [];
  person.page.on("request", (request) => request.url().endsWith("/api/grants") && grants.push(request.method()));
  await person.open(await setupLink());
  await person.heading("Let Greenhouse tell us about news");
  await person.page.waitForLoadState("networkidle");
  // What a script makes up is nobody.
  await person.page.evaluate(() => ["pointermove", "pointerdown", "keydown", "scroll", "click"].map((kind) => dispatchEvent(new Event(kind, { bubbles: true }))));
  await person.page.waitForLoadState("networkidle");
  const before = rows();
  assert.deepEqual(grants, []);
  await person.page.mouse.move(100, 100);
  await person.page.mouse.move(110, 110);
  await person.page.getByText(/^[\w-]{43}$/).waitFor();
  assert.deepEqual(grants, ["POST"]);
  await until(() => rows().join() !== before.join(), "it is made");
  await context.close();
});
