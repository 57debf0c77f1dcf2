// a page that is one build behind its server goes on with what it knows, and says what to do about what it does not.
import { beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, Person } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

let context;
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
});

// As a newer server would say it: in every object something that nobody has heard of yet. What stands for one of several kinds keeps
// its name in front; a theme is the browser's to read.
const newer = (value, key) => {
  if (Array.isArray(value)) return value.map((item) => newer(item));
  if (!value || typeof value !== "object" || key === "theme") return value;
  const entries = Object.entries(value).map(([name, item]) => [name, newer(item, name)]);
  return Object.fromEntries([...entries, ["of_a_newer_build", { kind: "hologram", values: [1, null, "x"] }]]);
};
const rewrite = (page, path, change) =>
  page.route(path, async (route) => {
    const answer = await route.fetch();
    // Some answers have no body.
    const text = await answer.text();
    await route.fulfill({ response: answer, body: text && JSON.stringify(change(JSON.parse(text))) });
  });
// A field of a kind that does not exist yet, on the tool's first step that has one.
const unheardOf = (tool) => {
  tool.steps.find((step) => step.fields.length).fields[0].kind = { hologram: { of: "everything" } };
  return tool;
};
const outdated = (person) => person.page.getByRole("heading", { name: "There is a newer version of this page" }).waitFor();

test("what a newer server says beside what the page knows is not looked at, on the whole way and in its problems", async () => {
  const person = new Person(await context.newPage());
  await rewrite(person.page, "**/api/**", newer);
  await person.open(await backend.link());
  await person.screen("tools");
  await person.page.locator('[data-tool="bamboohr"]').click();
  await person.toBambooKey();
  await person.fill("API key", "f".repeat(40));
  await person.press("Connect BambooHR");
  await person.page.getByRole("alert").waitFor();
  assert.match((await person.problems())[0], /BambooHR/);
  await person.fill("API key", BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.screen("connected");
  assert.deepEqual(person.mistakes, []);
});

test("a tool with a kind of field that only a newer page knows asks for that page, and nothing typed before is lost", async () => {
  const person = await Person.at(context, await backend.link());
  await person.screen("tools");
  await person.page.locator('[data-tool="bamboohr"]').click();
  await person.press("Agree and continue");
  await person.fill("BambooHR address", "acme");
  await person.press("Back");
  await person.press("Back");
  await person.screen("tools");
  await rewrite(person.page, "**/api/tools/personio", unheardOf);
  await person.page.locator('[data-tool="personio"]').click();
  await outdated(person);
  assert.equal(await person.page.evaluate(() => document.activeElement.tagName), "H1");
  await person.page.unroute("**/api/tools/personio");
  await person.press("Load the page again");
  await person.screen("tools");
  await person.page.locator('[data-tool="personio"]').click();
  await person.screen("scopes");
  await person.press("Back");
  await person.page.locator('[data-tool="bamboohr"]').click();
  await person.press("Agree and continue");
  assert.equal(await person.value("BambooHR address"), "acme");
  assert.deepEqual(person.mistakes, []);
});

test("a link for such a tool asks for the newer page as well, as often as it is loaded, and never by itself", async () => {
  const person = new Person(await context.newPage());
  let loads = 0;
  person.page.on("load", () => loads++);
  await rewrite(person.page, "**/api/session", (session) => ({ ...session, tool: unheardOf(session.tool) }));
  await person.open(await backend.link({ integration_tool: "bamboohr" }));
  await outdated(person);
  await Promise.all([person.page.waitForEvent("load"), person.press("Load the page again")]);
  await outdated(person);
  assert.equal(loads, 2);
  assert.deepEqual(person.mistakes, []);
});
