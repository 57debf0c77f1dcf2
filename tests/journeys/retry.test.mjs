// what can be asked twice is asked again, within limits, and the page says so in one line; a network that comes back is noticed.
import { beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, HASTY, Person, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";
import { wordsOf } from "./tour.mjs";

let context;
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
});
const AGAIN = wordsOf("en")["network.again"];
const OFFLINE = wordsOf("en")["network.offline"];
const line = (person) => person.page.locator("#status").textContent();
const problem = (status, code, headers = {}) => ({ status, headers, contentType: "application/problem+json", body: JSON.stringify({ type: "", code, title: "", status }) });

// A page on which calls to a path are answered by `answer(n)`, n from 0, or go through where that is nothing.
async function visit(path, answer, { script = HASTY, fields = {} } = {}) {
  const person = new Person(await context.newPage());
  const asked = [];
  const story = { count: 0, said: [], times: async () => asked };
  // Kept here: whoever has done is in another document.
  await person.page.exposeFunction("noteAsked", (time) => void asked.push(time));
  await person.page.exposeFunction("noteSaid", (text) => void story.said.push(text));
  // The same pauses every time; and when what was asked, by the page's own clock.
  await person.page.addInitScript(`${script}; const real = fetch; window.fetch = (...what) => (String(what[0]).startsWith("${path}") && noteAsked(performance.now()), real(...what));`);
  await person.page.route(`**${path}**`, async (route) => {
    const given = answer(story.count++);
    if (!given) return route.continue();
    return given === "lost" ? route.abort() : route.fulfill(given);
  });
  person.link = await backend.link({ integration_tool: "bamboohr", ...fields });
  return [person, story];
}
const SLOWEST = "Math.random = () => 1";
// Turns the page's clock until it says something.
const wind = (person, text, step = 250) =>
  until(async () => {
    await person.page.clock.runFor(step);
    return person.page.evaluate((text) => document.querySelector("#app h1")?.textContent.includes(text), text);
  }, `it says "${text}"`, 60000);

for (const [name, answer] of Object.entries({
  "a lost answer": "lost",
  "a page of somebody in between": { status: 200, contentType: "text/html", body: "<h1>Log in</h1>" },
  ...Object.fromEntries([408, 425, 429, 500, 502, 503, 504].map((status) => [String(status), { status, contentType: "text/plain", body: "not now" }])),
  "our own failure": problem(500, "internal"),
}))
  test(`after ${name} the link is asked for again`, async () => {
    const [person, story] = await visit("/api/session", (count) => (count < 2 ? answer : null));
    await person.open(person.link);
    await person.screen("scopes");
    assert.equal(story.count, 3);
    assert.equal(await line(person), "");
  });

for (const [status, code] of [[400, "malformed"], [401, "session-expired"], [403, "foreign-origin"], [404, "link-unknown"], [410, "link-revoked"]])
  test(`${status} is an answer, and nothing is asked again`, async () => {
    const [person, story] = await visit("/api/session", () => problem(status, code));
    await person.open(person.link);
    await person.screen("unavailable");
    assert.equal(story.count, 1);
  });

for (const [status, code, said] of [[502, "tool-unavailable", /does not answer at the moment/], [429, "tool-rate-limited", /patience|try again/i]])
  test(`what the backend says of the tool (${code}) is an answer, and nothing is asked again`, async () => {
    const [person, story] = await visit("/api/submissions", () => problem(status, code));
    await person.open(person.link);
    await person.toBambooKey();
    await person.fill("API key", BAMBOO_KEY);
    await person.press("Connect BambooHR");
    await person.page.getByRole("alert").waitFor();
    assert.match((await person.problems())[0], said);
    assert.equal(story.count, 1);
  });

test("a submission is sent again under the same key, and connects once", async () => {
  const keys = [];
  const [person, story] = await visit("/api/submissions", (count) => (count < 3 ? { status: 503, contentType: "text/plain", body: "" } : null));
  person.page.on("request", (request) => request.url().endsWith("/api/submissions") && keys.push(request.headers()["idempotency-key"]));
  await person.open(person.link);
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.screen("connected");
  assert.equal(story.count, 4);
  assert.equal(new Set(keys).size, 1);
});

test("what may not be done twice is asked for once", async () => {
  const [person, story] = await visit("/api/handovers", () => "lost", { fields: { integration_tool: "datev" } });
  await person.open(person.link);
  await person.screen("scopes");
  assert.equal(await person.page.evaluate(() => fetch("/api/handovers", { method: "POST", body: "{}" }).then(() => "answered", () => "lost")), "lost");
  story.count = 0;
  await person.agree();
  await person.page.locator("summary").last().click();
  await person.page.locator("form > .connect-details button, .connect-details button").last().click();
  await until(() => story.count, "it is asked for");
  await person.page.waitForTimeout(500);
  assert.equal(story.count, 1);
});

test("it is asked six times more, with pauses that double up to eight seconds, and then said", async () => {
  const [person, story] = await visit("/api/session", () => "lost", { script: SLOWEST });
  await person.page.clock.install();
  await person.open(person.link);
  await person.page.locator("#status").filter({ hasText: AGAIN }).waitFor();
  await wind(person, "We cannot reach the server");
  assert.equal(story.count, 7);
  const times = await story.times();
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  for (const [index, whole] of [500, 1000, 2000, 4000, 8000, 8000].entries()) assert.ok(gaps[index] >= whole && gaps[index] < whole + 3000, `${gaps}`);
  assert.equal(await line(person), "");
});

for (const [seconds, count] of [[20, 3], [61, 1]])
  test(`an answer that asks for ${seconds} seconds is asked for ${count} times within the minute`, async () => {
    const [person, story] = await visit("/api/session", () => ({ status: 429, headers: { "retry-after": String(seconds) }, contentType: "text/plain", body: "" }));
    await person.page.clock.install();
    await person.open(person.link);
    await wind(person, "We cannot reach the server", 2000);
    assert.equal(story.count, count);
    const times = await story.times();
    for (const [index, time] of times.slice(1).entries()) assert.ok(time - times[index] >= seconds * 1000, `${times}`);
  });

test("the line is there before it says anything, says it once, in the language of the page, and takes no focus", async () => {
  const [person, story] = await visit("/api/submissions", (count) => (count < 4 ? "lost" : null), { script: "Math.random = () => 0.2", fields: { language: "de" } });
  await person.open(person.link);
  await person.screen("scopes");
  assert.equal(await person.page.getAttribute("#status", "role"), "status");
  await person.page.evaluate(() => {
    new MutationObserver(() => noteSaid(document.getElementById("status").textContent)).observe(document.getElementById("status"), { childList: true });
  });
  const submit = () => person.page.locator("form button[type=submit]").click();
  await submit();
  await person.page.locator("#field-subdomain").fill("acme");
  await submit();
  await person.page.locator('form[data-step="access"]').waitFor();
  await submit();
  await person.page.locator("#field-api_key").fill(BAMBOO_KEY);
  await submit();
  await person.screen("submitting");
  const focused = await person.page.evaluate(() => document.activeElement.tagName);
  await until(() => story.count === 4, "it is asked again");
  assert.equal(await person.page.evaluate(() => document.activeElement.tagName), focused);
  await person.screen("connected");
  assert.deepEqual(story.said, [wordsOf("de")["network.again"], ""]);
});

//
test("offline is said at once, what is sent meanwhile waits, and goes on as soon as the network is back", async () => {
  const [person, story] = await visit("/api/submissions", () => null, { script: SLOWEST });
  await person.open(person.link);
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await context.setOffline(true);
  await person.page.locator("#status").filter({ hasText: OFFLINE }).waitFor();
  await person.press("Connect BambooHR");
  await person.screen("submitting");
  await person.page.waitForTimeout(1500);
  const before = (await story.times()).length;
  assert.equal(before, 1);
  await context.setOffline(false);
  await person.screen("connected");
  assert.equal((await story.times()).length, 2);
  assert.equal(await line(person), "");
});

test("a network that stays away for a minute ends on the last step, with every answer kept", async () => {
  const [person] = await visit("/api/submissions", () => null, { script: SLOWEST });
  await person.page.clock.install();
  await person.open(person.link);
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await context.setOffline(true);
  await person.press("Connect BambooHR");
  await wind(person, "Create an API key", 10000);
  assert.match((await person.problems())[0], /could not reach the server.*What you typed is kept/);
  assert.equal(await person.value("API key"), BAMBOO_KEY);
  assert.equal(await line(person), OFFLINE);
});
