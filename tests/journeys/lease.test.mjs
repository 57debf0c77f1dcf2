// S-02, S-03: a page that is open holds a lease on what is kept sealed, and renews it; a page that was closed leaves nothing that opens it.
import { beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, Person, idOf, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

const MINUTE = 60_000;
let context;
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
});

// A page whose clock the test turns, with its link, what it asked for with which token, and how a lease is answered: each with a token that
// is told from the others, and opens what the first one does.
async function leased(fields = { integration_tool: "bamboohr" }) {
  const story = { link: await backend.link(fields), asked: [], leases: 0, answer: undefined };
  const person = new Person(await context.newPage());
  await person.page.clock.install();
  await person.page.route("**/api/**", async (route) => {
    const request = route.request();
    const path = new URL(request.url()).pathname;
    const bearer = request.headers().authorization?.slice(7);
    story.asked.push({ path, bearer, body: request.postData() });
    if (path === "/api/lease") return route.fulfill(story.answer ?? { json: { token: `token-${++story.leases}`, leaving: `leaving-${story.leases}` } });
    const headers = { ...request.headers(), ...(story.true && bearer && { authorization: `Bearer ${story.true}` }) };
    const answer = await route.fetch({ headers });
    if (path !== "/api/session" || !answer.ok()) return route.fulfill({ response: answer });
    const session = await answer.json();
    story.true = session.token;
    await route.fulfill({ response: answer, json: { ...session, leaving: "leaving-0" } });
  });
  await person.open(story.link);
  return { person, story, kept: () => person.page.evaluate((id) => sessionStorage.getItem(`cf1:session:${id}`), idOf(story.link)) };
}
const asks = (story, path) => story.asked.filter((call) => call.path === path);

test("an open page renews its lease every minute, and asks everything else with the newest token", async () => {
  const { person, story, kept } = await leased();
  await person.toBambooKey();
  assert.equal(await kept(), story.true);
  assert.equal(asks(story, "/api/lease").length, 0);
  for (const round of [1, 2]) {
    await person.page.clock.runFor(MINUTE);
    await until(async () => (await kept()) === `token-${round}`, "the new token is kept");
  }
  assert.deepEqual(asks(story, "/api/lease").map(({ bearer, body }) => [bearer, body]), [[story.true, "{}"], ["token-1", "{}"]]);
  await person.fill("API key", BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.screen("connected");
  assert.equal(asks(story, "/api/submissions")[0].bearer, "token-2");
});

test("a page that nobody looks at asks for nothing, and asks at once when it is looked at again", async () => {
  const { person, story, kept } = await leased();
  await person.screen("scopes");
  const look = (isHidden) =>
    person.page.evaluate((isHidden) => {
      for (const [name, value] of Object.entries({ hidden: isHidden, visibilityState: isHidden ? "hidden" : "visible" })) Object.defineProperty(document, name, { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }, isHidden);
  await look(true);
  await person.page.clock.runFor(10 * MINUTE);
  assert.equal(story.leases, 0);
  await look(false);
  await until(async () => (await kept()) === "token-1", "the lease is renewed");
});

test("a page that is left keeps the short token, with which a reload goes on", async () => {
  const { person, story, kept } = await leased();
  await person.toBambooKey();
  await person.page.clock.runFor(MINUTE);
  await until(async () => (await kept()) === "token-1", "the lease is renewed");
  story.asked.length = 0;
  await person.page.reload();
  await person.toStep("Create an API key");
  assert.deepEqual(asks(story, "/api/session").map(({ bearer, body }) => [bearer, body]), [["leaving-1", "{}"]]);
  await person.page.goto(`${backend.url}/healthz`);
  assert.equal(await kept(), "leaving-0");
});

test("the link opened again in its own tab is sent with the token that is there", async () => {
  const { person, story } = await leased();
  await person.screen("scopes");
  await person.page.goto(`${backend.url}/healthz`);
  story.asked.length = 0;
  await person.open(story.link);
  await person.screen("scopes");
  const [opened] = asks(story, "/api/session");
  assert.equal(opened.bearer, "leaving-0");
  assert.deepEqual(JSON.parse(opened.body), { link: idOf(story.link), secret: story.link.split("#")[1] });
});

for (const status of [401, 410])
  test(`a lease that is refused with ${status} is not asked for again, and no short token takes the place of the long one`, async () => {
    const { person, story, kept } = await leased();
    await person.screen("scopes");
    story.answer = { status, contentType: "application/problem+json", body: JSON.stringify({ type: "", code: "session-expired", title: "", status }) };
    for (let minute = 0; minute < 3; minute++) await person.page.clock.runFor(MINUTE);
    assert.equal(asks(story, "/api/lease").length, 1);
    await person.page.goto(`${backend.url}/healthz`);
    assert.equal(await kept(), story.true);
  });

test("a lease that could not be asked for, or whose answer is none, is asked for again a minute later", async () => {
  const { person, story, kept } = await leased();
  await person.screen("scopes");
  for (const answer of [{ json: { token: 7 } }, { contentType: "application/json", body: "{" }, { contentType: "application/json", body: "null" }, { status: 404, contentType: "text/plain", body: "" }]) {
    story.answer = answer;
    await person.page.clock.runFor(MINUTE);
    await until(() => asks(story, "/api/lease").length, "the lease is asked for");
    assert.equal(await kept(), story.true);
    story.asked.length = 0;
  }
  story.answer = undefined;
  await person.page.clock.runFor(MINUTE);
  await until(async () => (await kept()) === "token-1", "the lease is renewed");
  assert.deepEqual(person.mistakes, []);
});

test("on the way to a log-in and back the long token stays", async () => {
  const { person, story, kept } = await leased({ integration_tool: "datev" });
  await person.agree();
  await person.page.locator("#field-consultant_number").fill("455148");
  await person.page.locator("#field-client_number").fill("1");
  await person.onward();
  await person.page.getByRole("link", { name: "Log in to DATEV" }).click();
  await person.page.getByRole("link", { name: "Log in as admin" }).waitFor();
  const away = person.page.url();
  await person.page.goto(`${backend.url}/healthz`);
  assert.equal(await kept(), story.true);
  await person.page.goto(away);
  await person.page.getByRole("link", { name: "Log in as admin" }).click();
  await person.page.getByText("You are logged in to DATEV.").waitFor();
});
