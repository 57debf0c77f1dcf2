// Back, forward, reload, double clicks and lost connections: nothing is lost and nothing happens twice.
import { beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, HASTY, Person, idOf, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

let context;
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
  await context.addInitScript(HASTY);
});

const bamboo = (fields) => backend.link({ integration_tool: "bamboohr", ...fields });

test("Back and Forward of the browser move between steps, and every answer is still there", async () => {
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await person.page.goBack();
  await person.toStep("Check that your account can see the data");
  await person.page.goBack();
  await person.toStep("What is your BambooHR address?");
  assert.equal(await person.value("BambooHR address"), "acme");
  await person.page.goBack();
  await person.screen("scopes");
  for (const step of ["What is your BambooHR address?", "Check that your account can see the data", "Create an API key"]) {
    await person.page.goForward();
    await person.toStep(step);
  }
  assert.equal(await person.value("API key"), BAMBOO_KEY);
});

test("our own Back button and the browser's Back are one history", async () => {
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  await person.press("Back");
  await person.toStep("Check that your account can see the data");
  await person.press("Back");
  await person.toStep("What is your BambooHR address?");
  await person.page.goForward();
  await person.toStep("Check that your account can see the data");
});

test("a reload on any step returns to it with every answer, in production", async () => {
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await until(async () => Object.values((await person.storage()).session).join().includes("sealed"), "the key is kept sealed");
  await person.page.reload();
  await person.toStep("Create an API key");
  assert.equal(await person.value("API key"), BAMBOO_KEY);
  await person.page.goBack();
  await person.page.goBack();
  await person.toStep("What is your BambooHR address?");
  await person.page.reload();
  await person.toStep("What is your BambooHR address?");
  assert.equal(await person.value("BambooHR address"), "acme");
});

test("a reload after choosing a tool returns to that tool", async () => {
  const person = await Person.at(context, await backend.link());
  await person.press("Workable");
  await person.agree();
  await person.toStep("What is your Workable address?");
  await person.page.reload();
  await person.toStep("What is your Workable address?");
  await person.page.goBack();
  await person.screen("scopes");
  await person.page.goBack();
  await person.screen("tools");
});

// K-03
test("the secret half of the link leaves the address bar at once, and a copied address asks for the link again", async () => {
  const link = await bamboo();
  const person = await Person.at(context, link);
  await person.screen("scopes");
  assert.equal(person.page.url(), link.split("#")[0]);
  const other = await Person.at(context, person.page.url());
  await other.heading("Open your link again");
});

test("an expired, revoked, completed, unknown or mangled link each says what to do", async () => {
  const expect = async (link, heading) => {
    const person = await Person.at(context, link);
    await person.screen("unavailable");
    await person.heading(heading);
  };
  const [expired, revoked, unknown] = await Promise.all([bamboo(), bamboo(), bamboo()]);
  backend.run("link", "expire", idOf(expired));
  backend.run("link", "revoke", idOf(revoked));
  await expect(expired, "This link has expired");
  await expect(revoked, "This link was withdrawn");
  await expect(unknown.replace(idOf(unknown), "A".repeat(22)), "We do not know this link");
  await expect(`${unknown.split("#")[0]}#${revoked.split("#")[1]}`, "We do not know this link");
  await expect(unknown.slice(0, -3), "Open your link again");
  await expect(unknown.replace("cfl_", "cfl_x").slice(0, -1), "Open your link again");
  await expect(`${backend.url}/`, "Open your link again");
});

test("a link that was completed says so when it is opened again, reloaded, or gone back to", async () => {
  const link = await bamboo();
  const person = await Person.at(context, link);
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.screen("connected");
  await person.page.reload();
  await person.heading("BambooHR is connected");
  await person.page.goBack();
  assert.equal(await person.page.locator("input").count(), 0);
  await (await Person.at(context, link)).heading("Already connected");
});

test("a link revoked while it is being used says so at the next step that needs the server", async () => {
  const link = await bamboo();
  const person = await Person.at(context, link);
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  backend.run("link", "revoke", idOf(link));
  await person.press("Connect BambooHR");
  await person.heading("This link was withdrawn");
  assert.deepEqual(Object.keys((await person.storage()).session).filter((key) => key.startsWith("cf1:prod")), []);
});

//
test("fifty clicks on the last button are one submission", async () => {
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  let sent = 0;
  person.page.on("request", (request) => (sent += request.method() === "POST" && request.url().endsWith("/api/submissions") ? 1 : 0));
  await person.page.getByRole("button", { name: "Connect BambooHR" }).evaluate((button) => {
    for (let click = 0; click < 50; click++) button.click();
  });
  await person.screen("connected");
  assert.equal(sent, 1);
});

test("a backend that is down at submit keeps every answer, and the same button connects when it is up again", async () => {
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await backend.down();
  await person.press("Connect BambooHR");
  await person.page.getByRole("alert").waitFor();
  assert.match((await person.problems())[0], /could not reach the server.*What you typed is kept/);
  assert.equal(await person.value("API key"), BAMBOO_KEY);
  await backend.up();
  await person.press("Connect BambooHR");
  await person.screen("connected");
});

test("a link opened while the backend is down can be tried again", async () => {
  const link = await bamboo();
  const person = new Person(await context.newPage());
  await person.page.route("**/api/session", (route) => route.abort());
  await person.open(link);
  await person.heading("We cannot reach the server");
  await person.page.unroute("**/api/session");
  await person.press("Try again");
  await person.screen("scopes");
});

// the worst moment: the integration is made, and the answer is lost.
test("an answer lost on its way ends as connected, with one integration", async () => {
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await person.page.route("**/api/submissions", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await person.press("Connect BambooHR");
  await person.screen("connected");
});

test("a reload after the answer was lost says that all is done, and there is one integration", async () => {
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  let arrived;
  const done = new Promise((resolve) => (arrived = resolve));
  await person.page.route("**/api/submissions", async (route) => arrived(await route.fetch()));
  await person.press("Connect BambooHR");
  assert.equal((await done).status(), 200);
  await person.page.reload();
  await person.heading("Already connected");
});

test("a reload while the tool is being asked waits for its answer instead of asking twice", async () => {
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await until(async () => Object.values((await person.storage()).session).join().includes("sealed"), "the key is kept sealed");
  await backend.order("bamboohr", { instead: "silence" });
  const before = backend.log.length;
  await person.press("Connect BambooHR");
  await until(() => /INSERT INTO submissions/.test(backend.log.slice(before)), "the backend has the submission");
  await person.page.reload();
  await person.screen("submitting");
  await person.page.getByText("does not answer at the moment").first().waitFor();
  await backend.order("bamboohr", {});
  assert.equal(await person.value("API key"), BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.screen("connected");
});

//
test("a captive portal's page is taken for no answer", async () => {
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await person.page.route("**/api/submissions*", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Log in to the Wi-Fi</h1>" }));
  await person.page.route("**/api/submissions/*", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Log in</h1>" }));
  await person.press("Connect BambooHR");
  await person.page.getByText("We could not reach the server").first().waitFor();
});
