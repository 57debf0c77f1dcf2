// Relinks: what changes is shown, nothing changes before the end, and whoever comes too late is told.
import { test } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, NEW_BAMBOO_KEY, PLANNING, Person, RECORDS, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

const inContext = (what, story) =>
  test(what, async () => {
    const context = await browser.newContext();
    try {
      await story(context);
    } finally {
      await refuse();
      await context.close();
    }
  });

const authorization = (key) => `Basic ${Buffer.from(`${key}:x`).toString("base64")}`;
const refuse = (key) => backend.order("bamboohr", key ? { instead: { status: 401 }, authorization: authorization(key) } : {});
const check = (id) => backend.run("integration", "check", "--tenant", "Acme", "--environment", "production", id).trim();
const details = async (id) => (await backend.api(`/v1/integrations/${id}`)).data;

async function relinked(context, { from = RECORDS, to = PLANNING, opted_out = [], ...fields } = {}) {
  const [before, now] = [await backend.scopeConfig(from), to && (await backend.scopeConfig(to))];
  const id = await backend.connect({ scope_config_id: before }, opted_out);
  const person = await Person.at(context, await backend.relink(id, { ...(to && { scope_config_id: now }), ...fields }));
  return { person, id, before, now };
}

// What the page says happens to the data: each heading with the names under it.
const sections = (page) =>
  page.evaluate(() => Object.fromEntries([...document.querySelectorAll("[data-change]")].map((list) => [list.dataset.change, [...list.querySelectorAll(".connect-scope-name")].map((name) => name.textContent)])));

const access = (person) => person.page.getByRole("listitem").filter({ has: person.page.locator("svg") }).allInnerTexts();
const line = (text) => text.replace(/\s+/g, " ").trim();

inContext("a relink shows exactly what changes, and until it is done everything stays as it is and keeps working", async (context) => {
  const { person, id, before, now } = await relinked(context);
  await person.heading("What Acme may do in BambooHR changes");
  const shown = await sections(person.page);
  assert.deepEqual(shown.added, ["Absences"]);
  assert.deepEqual(shown.now_optional, ["Employees", "date of birth"]);
  assert.deepEqual(shown.dropped, ["Documents"]);
  assert.deepEqual(shown.kept, ["Employees", "Teams and departments", "Work locations"]);
  assert.deepEqual(Object.keys(shown).sort(), ["added", "dropped", "kept", "now_optional"]);
  await person.page.getByRole("switch", { name: "date of birth" }).uncheck();
  await person.agree();

  await person.heading("Change the access in BambooHR");
  assert.deepEqual((await access(person)).map(line), ["View all employees", "View time off New", "View documents No longer needed"]);
  await person.press("Make a new key instead");
  await person.toStep("Check that your account can see the data");
  assert.deepEqual((await access(person)).map(line), ["View all employees", "View time off New", "View documents No longer needed"]);
  await person.onward();
  await person.fill("API key", NEW_BAMBOO_KEY);

  const midway = await details(id);
  assert.equal(midway.scope_config.id, before);
  assert.equal(midway.read_models.find((model) => model.id === "hris_absences").is_available, false);
  await refuse(NEW_BAMBOO_KEY);
  assert.equal(check(id), "accepted", "it is the old key that is used");
  await refuse(BAMBOO_KEY);
  assert.match(check(id), /^refused/);

  await person.press("Connect BambooHR");
  await person.heading("The connection to BambooHR is up to date");
  const after = await details(id);
  assert.equal(after.scope_config.id, now);
  assert.equal(after.read_models.find((model) => model.id === "hris_absences").is_available, true);
  const born = after.read_models.find((model) => model.id === "hris_employees").fields.find((field) => field.id.endsWith("date_of_birth"));
  assert.deepEqual([born.opted_out_by_customer, born.is_available], [true, false]);
  assert.equal(check(id), "accepted", "it is the new key that is used");
  const { data } = await backend.api(`/v1/integrations/${id}/consents`);
  assert.deepEqual(data.consents.map((consent) => consent.opted_out), [["hris_employees.date_of_birth"], []]);
  assert.deepEqual(person.mistakes, []);
});

inContext("the key that is there can be kept once the access is changed", async (context) => {
  const { person, id, now } = await relinked(context);
  await person.agree();
  await backend.order("bamboohr", { instead: { status: 403 }, path: "time_off", authorization: authorization(BAMBOO_KEY) });
  await person.press("I have changed it");
  await person.page.getByRole("alert").waitFor();
  assert.deepEqual(await person.problems(), ["BambooHR accepted the key, but some permissions are missing. Add those marked below in BambooHR, then continue"]);
  await person.page.getByText("still missing").waitFor();
  await refuse();
  await person.press("I have changed it");
  await person.heading("The connection to BambooHR is up to date");
  assert.equal((await details(id)).scope_config.id, now);
  assert.equal(check(id), "accepted");
  assert.deepEqual(person.mistakes, []);
});

inContext("a key that is no longer accepted leads to a new one, and says so", async (context) => {
  const { person, id } = await relinked(context);
  await person.agree();
  await refuse(BAMBOO_KEY);
  await person.press("I have changed it");
  await person.toStep("Check that your account can see the data");
  await person.page.getByRole("alert").waitFor();
  assert.deepEqual(await person.problems(), ["BambooHR no longer accepts the key that was used until now. Please make a new one here"]);
  await person.onward();
  await person.fill("API key", NEW_BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.heading("The connection to BambooHR is up to date");
  assert.equal(check(id), "accepted");
});

inContext("a relink without other data goes straight to a new key, and asks only for what is not known", async (context) => {
  const { person, id, before } = await relinked(context, { to: null });
  await person.toStep("Check that your account can see the data");
  await person.onward();
  assert.equal(await person.value("API key"), "");
  await person.press("Back");
  await person.press("Back");
  assert.equal(await person.value("BambooHR address"), "acme");
  await person.onward();
  await person.onward();
  await person.fill("API key", NEW_BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.heading("The connection to BambooHR is up to date");
  assert.equal((await details(id)).scope_config.id, before);
});

inContext("what was switched off before is still off, and what can no longer be is said to be so", async (context) => {
  const from = { ...RECORDS, except: { ...RECORDS.except, hris_teams: "OPTIONAL", hris_locations: "OPTIONAL", "hris_employees.gender": "OPTIONAL" } };
  const to = { ...PLANNING, except: { ...PLANNING.except, hris_teams: "OPTIONAL" } };
  const { person, id } = await relinked(context, { from, to, opted_out: ["hris_teams", "hris_locations"] });
  await person.screen("scopes");
  const shown = await sections(person.page);
  assert.deepEqual([shown.refused, shown.insisted, shown.now_required], [["Teams and departments"], ["Work locations"], ["Employees"]]);
  assert.equal(await person.page.getByRole("switch", { name: "Teams and departments" }).isChecked(), false);
  await person.agree();
  await person.press("I have changed it");
  await person.screen("connected");
  const teams = (await details(id)).read_models.find((model) => model.id === "hris_teams");
  assert.deepEqual([teams.opted_out_by_customer, teams.is_available], [true, false]);
});

inContext("of two relinks the one that is completed first ends the other, which is told", async (context) => {
  const { person, id, now } = await relinked(context);
  const other = await Person.at(context, await backend.relink(id));
  await other.toStep("Check that your account can see the data");
  await person.page.bringToFront();
  await person.agree();
  await person.press("I have changed it");
  await person.screen("connected");
  await other.page.bringToFront();
  await other.onward();
  await other.fill("API key", NEW_BAMBOO_KEY);
  await other.press("Connect BambooHR");
  await other.heading("Already up to date");
  assert.equal((await details(id)).scope_config.id, now);
  await other.open(await backend.relink(id, { scope_config_id: now }));
  await other.toStep("Check that your account can see the data");
});

inContext("when the connection is removed in the meantime, the page says so", async (context) => {
  const { person, id } = await relinked(context);
  await person.agree();
  await backend.api(`/v1/integrations/${id}`, { method: "DELETE" });
  await person.press("I have changed it");
  await person.heading("This connection no longer exists");
  await person.page.reload();
  await person.heading("This connection no longer exists");
});

inContext("when something else is asked for by the time of sending, it is shown first, and what was typed is still there", async (context) => {
  const { person, id, now } = await relinked(context);
  await person.agree();
  await person.press("Make a new key instead");
  await person.onward();
  await person.fill("API key", NEW_BAMBOO_KEY);
  const more = { ...PLANNING, except: { ...PLANNING.except, hris_employee_document_categories: "OPTIONAL" } };
  await backend.api(`/v1/scope-configs/${now}`, { method: "PUT", body: JSON.stringify(more) });
  await person.press("Connect BambooHR");
  await person.page.getByText("What Acme asks for has changed since you looked at it. Please look again.").waitFor();
  assert.deepEqual((await sections(person.page)).now_optional, ["Employees", "date of birth", "Documents"]);
  await person.agree();
  await person.press("Make a new key instead");
  await person.onward();
  assert.equal(await person.value("API key"), NEW_BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.heading("The connection to BambooHR is up to date");
  assert.equal((await details(id)).scope_config.id, now);
});

inContext("reload, back and forward lead to where one was, and never past the review", async (context) => {
  const { person } = await relinked(context);
  await person.agree();
  await person.screen("granting");
  await person.page.reload();
  await person.screen("granting");
  await person.page.goBack();
  await person.screen("scopes");
  await person.page.goForward();
  await person.screen("granting");
  await person.press("Make a new key instead");
  await person.screen("step");
  await person.page.goBack();
  await person.screen("granting");
  await person.press("Back");
  await person.screen("scopes");
  assert.deepEqual(person.mistakes, []);
});

inContext("no key of the connection is anywhere in the page", async (context) => {
  const page = await context.newPage();
  const person = new Person(page);
  const bodies = [];
  page.on("response", async (answer) => bodies.push(await answer.text().catch(() => "")));
  const id = await backend.connect({});
  await person.open(await backend.relink(id));
  await person.toStep("Check that your account can see the data");
  await until(() => bodies.some((body) => body.includes("relink")), "the session was heard");
  const kept = JSON.stringify(await person.storage());
  assert.ok(![...bodies, kept, await page.content()].join("").includes(BAMBOO_KEY));
});

inContext("a link to a system that was switched off says so", async (context) => {
  const link = await backend.link({ integration_tool: "personio" });
  const words = ["--tenant", "Acme", "--environment", "production", "personio"];
  backend.run("tool", "disable", ...words);
  const person = await Person.at(context, link);
  await person.heading("This system cannot be connected at the moment");
  backend.run("tool", "enable", ...words);
  await (await Person.at(context, link)).screen("scopes");
});
