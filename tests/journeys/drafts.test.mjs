// What is kept where, and for how long. The promises of the two environments.
import { test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BAMBOO_KEY, Person, idOf, launchWithProfile, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

const CANARY = "canary0canary0canary0canary0canary0canar";
const kept = async (person) => JSON.stringify(await person.storage());
const bamboo = (key) => backend.link({ integration_tool: "bamboohr" }, key);

const sealed = (person) =>
  until(async () => {
    const drafts = Object.entries((await person.storage()).session).filter(([key]) => key.startsWith("cf1:prod:"));
    return drafts.some(([, draft]) => JSON.parse(draft).sealed.api_key);
  }, "the key is kept");

// S-01, S-02
test("production input is in sessionStorage only, with secrets sealed, and is gone in a new tab", async () => {
  const context = await browser.newContext();
  const link = await bamboo("production");
  const person = await Person.at(context, link);
  await person.toBambooKey("acme-in-production");
  await person.fill("API key", CANARY);
  await sealed(person);
  const { session, local } = await person.storage();
  assert.deepEqual(local, {});
  const [key] = Object.keys(session).filter((key) => key.startsWith("cf1:prod:"));
  assert.match(key, /^cf1:prod:[A-Za-z0-9]{22}:bamboohr:[0-9a-f]{8}$/);
  assert.ok(!JSON.stringify(session).includes(CANARY));
  assert.deepEqual(JSON.parse(session[key]).plain, { subdomain: "acme-in-production" });
  const other = await Person.at(context, link);
  await other.screen("scopes");
  assert.ok(!(await kept(other)).includes("acme-in-production"));
  await context.close();
});

test("completion leaves nothing of the answers in production storage", async () => {
  const context = await browser.newContext();
  const person = await Person.at(context, await bamboo("production"));
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.screen("connected");
  const { session } = await person.storage();
  // What is left is what is on display.
  assert.deepEqual(Object.keys(session).map((key) => key.split(":")[1]), ["done"]);
  assert.ok(!JSON.stringify(session).includes(BAMBOO_KEY) && !JSON.stringify(session).includes("acme"));
  assert.equal(await person.page.locator("input").count(), 0);
  await context.close();
});

test("development input is there again under a second link after the browser was closed, until it is cleared", async () => {
  const folder = mkdtempSync(join(tmpdir(), "connect-profile-"));
  const first = await launchWithProfile(folder);
  const developer = await Person.at(first, await bamboo("development"));
  await developer.toBambooKey("acme");
  await developer.fill("API key", BAMBOO_KEY);
  await until(async () => (await kept(developer)).includes(BAMBOO_KEY), "the input is kept");
  assert.ok(!JSON.stringify((await developer.storage()).session).includes(BAMBOO_KEY));
  await developer.press("Connect BambooHR");
  await developer.screen("connected");
  await first.close();

  const second = await launchWithProfile(folder);
  const again = await Person.at(second, await bamboo("development"));
  await again.screen("scopes");
  await again.agree();
  assert.equal(await again.value("BambooHR address"), "acme");
  await again.onward();
  await again.onward();
  assert.equal(await again.value("API key"), BAMBOO_KEY);
  await again.press("Clear saved input");
  await until(async () => (await again.value("API key")) === "", "the field is empty");
  assert.ok(!(await kept(again)).includes(BAMBOO_KEY));
  await second.close();
  rmSync(folder, { recursive: true, force: true });
});

// E-09, S-04: storage that is missing, refuses, is full, or holds rubbish; and no WebCrypto.
const refuse = (name) => `Object.defineProperty(window, "${name}", { get() { throw new DOMException("refused", "SecurityError"); } });`;
for (const [name, script, notice] of [
  ["storage that throws", refuse("sessionStorage") + refuse("localStorage"), true],
  ["storage that is missing", 'for (const name of ["sessionStorage", "localStorage"]) Object.defineProperty(window, name, { value: null });', true],
  ["storage that is full", 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };', true],
  ["a browser without WebCrypto", 'Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });', true],
  ["rubbish from an older version", 'for (const key of ["cf1:visit", "cf1:prod"]) sessionStorage.setItem(key, "{{{");', false],
]) {
  test(`with ${name} the flow works, says once what a reload would cost, and never keeps a secret in clear`, async () => {
    const context = await browser.newContext();
    await context.addInitScript(script);
    const person = await Person.at(context, await bamboo("production"));
    await person.toBambooKey();
    await person.fill("API key", BAMBOO_KEY);
    assert.equal(await person.page.locator('[data-keeping="memory"]').count(), notice ? 1 : 0);
    await person.page.goBack();
    await person.toStep("Check that your account can see the data");
    await person.page.goForward();
    assert.equal(await person.value("API key"), BAMBOO_KEY);
    const stored = await person.page.evaluate(() => {
      try {
        return JSON.stringify([{ ...sessionStorage }, { ...localStorage }]);
      } catch {
        return "";
      }
    });
    assert.ok(!stored.includes(BAMBOO_KEY));
    await person.press("Connect BambooHR");
    await person.screen("connected");
    assert.deepEqual(person.mistakes, []);
    await context.close();
  });
}

// S-05
test("what another link left in the tab, and what cannot be read, is gone as soon as a link is opened; development drafts stay", async () => {
  const context = await browser.newContext();
  const first = await bamboo("production");
  const person = await Person.at(context, first);
  await person.toBambooKey("acme-of-the-first");
  await person.fill("API key", CANARY);
  await sealed(person);
  const left = Object.keys((await person.storage()).session).filter((key) => key.includes(idOf(first)));
  assert.deepEqual(left.map((key) => key.split(":")[1]).sort(), ["prod", "session", "visit"]);
  const second = await bamboo("production");
  const [mine, theirs] = [idOf(second), idOf(first)];
  const rubbish = { [`cf1:visit:${mine}`]: "{{{", [`cf1:prod:${mine}:bamboohr:00000000`]: "no", "cf1:visit": "{}", "cf1:prod": "{}", "cf1:newer:x": "{}", "cf1:constructor:x": "{}", [`cf1:session:${theirs}x`]: "cfs_x" };
  const local = { "cf1:dev:Acme:bamboohr:00000000": '{"plain":{"subdomain":"kept"}}', "cf1:dev:Other:personio:11111111": '{"plain":{}}', "cf1:dev:Acme:workable:22222222": "{{{", "cf1:prod:x:y:z": "{}", "cf1:probe": "1" };
  const others = { "not-ours": "{{{", cf2: "x" };
  await person.page.evaluate(
    ([session, local]) => {
      for (const [key, text] of Object.entries(session)) sessionStorage.setItem(key, text);
      for (const [key, text] of Object.entries(local)) localStorage.setItem(key, text);
      sessionStorage.setItem("cf1:language", "en");
    },
    [{ ...rubbish, ...others }, { ...local, ...others }],
  );
  // Before the app is there, and although it never will be.
  await person.page.route("**/*.wasm", (route) => route.abort());
  await person.open(second);
  await person.page.getByRole("button", { name: "Load the page again" }).waitFor();
  const after = await person.storage();
  assert.deepEqual(Object.keys(after.session).sort(), [`cf1:session:${mine}`, "cf1:language", ...Object.keys(others)].sort());
  assert.deepEqual(Object.keys(after.local).sort(), [...Object.keys(local).slice(0, 2), ...Object.keys(others)].sort());
  await person.page.unroute("**/*.wasm");
  await person.page.reload();
  await person.screen("scopes");
  await context.close();
});

//
for (const environment of ["production", "development"])
  test(`what was typed before a tool changed is there for whatever it still asks for, in ${environment}`, async () => {
    const context = await browser.newContext();
    const person = new Person(await context.newPage());
    // As the tool was: it asked for one thing more.
    await person.page.route("**/api/session", async (route) => {
      const answer = await route.fetch();
      const session = await answer.json();
      session.tool.schema = "before00";
      const [address] = session.tool.steps;
      address.fields.push({ ...address.fields[0], id: "office", kind: "text", label: "Office", pattern: null });
      await route.fulfill({ response: answer, body: JSON.stringify(session) });
    });
    await person.open(await bamboo(environment));
    await person.screen("scopes");
    await person.agree();
    await person.fill("BambooHR address", "acme");
    await person.fill("Office", "Springfield");
    await person.onward();
    await person.onward();
    await person.fill("API key", BAMBOO_KEY);
    await until(async () => (await kept(person)).includes("api_key"), "it is kept");
    await person.page.unroute("**/api/session");
    await person.page.reload();
    await person.heading("Create an API key");
    assert.equal(await person.value("API key"), BAMBOO_KEY);
    await person.press("Back");
    await person.press("Back");
    assert.equal(await person.value("BambooHR address"), "acme");
    assert.equal(await person.field("Office").count(), 0);
    // From here on it is kept as the tool is now, and forgotten together with what it was.
    await person.fill("BambooHR address", "acme-two");
    await until(async () => (await kept(person)).includes("acme-two"), "the change is kept");
    await person.page.reload();
    await person.heading("What is your BambooHR address?");
    assert.equal(await person.value("BambooHR address"), "acme-two");
    await person.fill("BambooHR address", "acme");
    await person.onward();
    await person.onward();
    await person.press("Connect BambooHR");
    await person.screen("connected");
    if (environment === "production") assert.ok(!/Springfield|acme|api_key/.test(await kept(person)));
    assert.deepEqual(person.mistakes, []);
    await context.close();
  });

test("a stored draft that was tampered with is dropped field by field, and never fails the page", async () => {
  const context = await browser.newContext();
  const person = await Person.at(context, await bamboo("production"));
  await person.toBambooKey();
  await person.fill("API key", CANARY);
  await sealed(person);
  let lastKey;
  for (const change of [
    (draft) => ({ ...draft, sealed: { api_key: "bm90IHNlYWxlZA==" } }),
    (draft) => ({ plain: { ...draft.plain, unknown: "x", __proto__: {} }, sealed: { api_key: "%%%" } }),
    () => ({ plain: [1, 2], sealed: null }),
    () => "text",
    () => null,
  ]) {
    const { session } = await person.storage();
    const key = Object.keys(session).find((key) => key.startsWith("cf1:prod:"));
    const draft = JSON.parse(session[key] ?? '{"plain":{},"sealed":{}}');
    await person.page.evaluate(([key, text]) => sessionStorage.setItem(key, text), [key ?? lastKey, JSON.stringify(change(draft))]);
    lastKey = key ?? lastKey;
    await person.page.reload();
    await person.screen("step");
  }
  assert.deepEqual(person.mistakes, []);
  await context.close();
});
