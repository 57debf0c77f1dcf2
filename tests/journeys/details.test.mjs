// What people feel: pasting, leaving a field, waiting, copying, leaving the page; and the tenant's own looks and words.
import { test } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, HASTY, Host, Person, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

const bamboo = (fields) => backend.link({ integration_tool: "bamboohr", ...fields });
const brand = async (brand) => {
  const { data, error } = await backend.api("/v1/branding", { method: "PUT", body: JSON.stringify(brand) });
  assert.ok(data, error?.message);
};

async function atAddress(options) {
  const context = await browser.newContext(options);
  const person = await Person.at(context, await bamboo());
  await person.agree();
  await person.toStep("What is your BambooHR address?");
  return { context, person };
}

test("what is pasted is cut down to what is needed at once, and the page says so", async () => {
  const { context, person } = await atAddress({ permissions: ["clipboard-read", "clipboard-write"] });
  // The page itself may not read the clipboard (C-01); the test writes to it from another one.
  const other = await context.newPage();
  await other.goto(`${backend.url}/healthz`);
  await other.evaluate(() => navigator.clipboard.writeText("  https://acme.bamboohr.com/settings?x=1 "));
  await person.page.bringToFront();
  await person.field("BambooHR address").focus();
  await person.page.keyboard.press("Control+v");
  await person.page.getByRole("status").filter({ hasText: "We kept only the part we need." }).waitFor();
  assert.equal(await person.value("BambooHR address"), "acme");
  await person.page.keyboard.type("2");
  await until(async () => !(await person.page.getByText("We kept only the part we need.").count()), "the note is gone with the next key");
  await context.close();
});

test("a mistake shows when its field is left, vanishes with the next key, and is listed only by going on", async () => {
  const { context, person } = await atAddress();
  await person.fill("BambooHR address", "acme.personio.de");
  await person.field("BambooHR address").press("Tab");
  await person.page.locator("#field-subdomain-problem").waitFor();
  await person.page.getByRole("status").filter({ hasText: "Enter only your own part" }).waitFor();
  assert.equal(await person.page.getByRole("alert").count(), 0);
  await person.field("BambooHR address").press("End");
  await person.page.keyboard.press("Backspace");
  await person.page.locator("#field-subdomain-problem").waitFor({ state: "detached" });
  await person.onward();
  await person.page.getByRole("alert").waitFor();
  await context.close();
});

test("what a field has to say when it is left never moves the button away from under a click", async () => {
  const { context, person } = await atAddress();
  // With the mouse, as a person does: down, then up, wherever the button is by then.
  const click = async (name) => {
    const box = await person.page.getByRole("button", { name }).boundingBox();
    await person.page.mouse.move(box.x + box.width / 2, box.y + 3);
    await person.page.mouse.down();
    await person.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
    await person.page.mouse.up();
  };
  await person.field("BambooHR address").pressSequentially(" acme ");
  await click("Continue");
  await person.toStep("Check that your account can see the data");
  await person.onward();
  await person.field("API key").pressSequentially("unusual");
  await click("Show API key");
  assert.equal(await person.field("API key").getAttribute("type"), "text");
  await context.close();
});

test("a long wait says what it is waiting for, and then says more", async () => {
  const context = await browser.newContext();
  const person = new Person(await context.newPage());
  await person.page.clock.install();
  await person.open(await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  await person.page.route("**/api/submissions", async (route) => (await held, route.continue()));
  await person.press("Connect BambooHR");
  const said = (text) => person.page.getByRole("status").filter({ hasText: text }).waitFor();
  await said("usually takes a few seconds");
  await person.page.clock.fastForward(9000);
  await said("needs longer than usual");
  await person.page.clock.fastForward(17000);
  await said("very slow at the moment");
  answer();
  await person.screen("connected");
  await context.close();
});

test("an hour without a key is survived", async () => {
  const context = await browser.newContext();
  const person = new Person(await context.newPage());
  await person.page.clock.install();
  await person.open(await bamboo());
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await person.page.clock.fastForward("01:00:00");
  assert.equal(await person.value("API key"), BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.screen("connected");
  await context.close();
});

test("a reference can be copied, and the page says that it was", async () => {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const person = new Person(await context.newPage());
  await person.page.addInitScript(HASTY);
  await person.page.route("**/api/session", (route) =>
    route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify({ type: "", code: "internal", title: "", status: 500, instance: "ref-4711" }) }),
  );
  await person.open(await bamboo());
  await person.page.getByRole("button", { name: "Copy ref-4711" }).click();
  await person.page.getByRole("status").filter({ hasText: "Copied" }).waitFor();
  // Nothing of ours may read it.
  const host = await Host.start();
  const other = await context.newPage();
  await other.goto(host.url);
  await other.bringToFront();
  assert.equal(await other.evaluate(() => navigator.clipboard.readText()), "ref-4711");
  await context.close();
  await host.stop();
});

test("closing a framed flow with unsent answers asks in the page, keeps them for whoever stays, and opens no dialog", async () => {
  const host = await Host.start();
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("dialog", () => assert.fail("a dialog opened"));
  await page.goto(host.url);
  const frame = await host.embed(page, await backend.link({ integration_tool: "bamboohr", link_type: "EMBEDDED", allowed_origins: [host.url] }, "development"));
  await frame.getByRole("button", { name: "Agree and continue" }).click();
  const address = frame.getByLabel("BambooHR address", { exact: true });
  await address.fill("acme");
  await frame.getByRole("button", { name: "Close" }).click();
  await frame.getByRole("heading", { level: 1, name: "Leave before you are done?" }).waitFor();
  assert.deepEqual(await page.evaluate("heard"), []);
  await frame.getByRole("button", { name: "Stay here" }).click();
  assert.equal(await address.inputValue(), "acme");
  await frame.getByRole("button", { name: "Close" }).click();
  await frame.getByRole("button", { name: "Leave", exact: true }).click();
  const heard = await until(() => page.evaluate(() => (heard.length ? heard : null)), "the host is told");
  assert.deepEqual(heard[0][1], { type: "close" });
  await context.close();
  await host.stop();
});

test("the tenant's own sentence says why the data is asked for", async () => {
  const config = { everything: "ENABLED", reason: { en: "So that nobody plans a shift for people on leave.", de: "Damit niemand Abwesende einplant." } };
  const { data } = await backend.api("/v1/scope-configs", { method: "POST", body: JSON.stringify(config) });
  const context = await browser.newContext();
  const person = await Person.at(context, await bamboo({ scope_config_id: data.id }));
  await person.screen("scopes");
  await person.page.getByText(config.reason.en).waitFor();
  await person.page.locator("#language").selectOption("de");
  await person.page.getByText(config.reason.de).waitFor();
  await context.close();
});

const SVG = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='90' height='30'%3E%3Crect width='90' height='30' fill='%23FILL'/%3E%3C/svg%3E";

test("the page wears the tenant's brand, from the first screen to the last, in light and in dark", async () => {
  await brand({
    name: "Acme Büro",
    logo: { light: SVG.replace("FILL", "102030"), dark: SVG.replace("FILL", "d0e0f0") },
    accent: "#ffd400",
    radius: 3,
    fonts: ["Georgia"],
    welcome: { en: "Welcome to Acme." },
    success: { en: "We write to you when everything is in." },
    privacy: "https://acme.example/privacy",
    support: "help@acme.example",
  });
  for (const [colorScheme, fill] of [["light", "102030"], ["dark", "d0e0f0"]]) {
    const context = await browser.newContext({ colorScheme });
    const person = await Person.at(context, await bamboo());
    await person.page.getByText("Welcome to Acme.").waitFor();
    const logo = person.page.getByRole("img", { name: "Acme Büro" });
    await until(async () => (await logo.evaluate((image) => image.currentSrc)).includes(fill), "the logo is the one for this theme");
    assert.equal(await person.page.getByRole("link", { name: "Privacy notice" }).getAttribute("href"), "https://acme.example/privacy");
    assert.equal(await person.page.getByRole("link", { name: "Get help from Acme Büro" }).getAttribute("href"), "mailto:help@acme.example");
    const button = await person.page.getByRole("button", { name: "Agree and continue" }).evaluate((button) => {
      const { backgroundColor, color, borderRadius, fontFamily } = getComputedStyle(button);
      return { backgroundColor, color, borderRadius, fontFamily };
    });
    assert.deepEqual(button, { backgroundColor: "rgb(255, 212, 0)", color: "rgb(0, 0, 0)", borderRadius: "3px", fontFamily: "Georgia, system-ui, sans-serif" });
    await person.toBambooKey();
    await person.fill("API key", BAMBOO_KEY);
    await person.press("Connect BambooHR");
    await person.page.getByText("We write to you when everything is in.").waitFor();
    assert.deepEqual(person.mistakes, []);
    await context.close();
  }
  await brand({});
});
