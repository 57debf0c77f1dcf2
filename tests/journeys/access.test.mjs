// Everybody can use it: WCAG 2.2 AA, line by line. docs/accessibility.md says which test proves which line.
import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { faint } from "./faint.mjs";
import { BAMBOO_KEY, Person, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";
import { broken, tour, violations } from "./tour.mjs";

const bamboo = (fields) => backend.link({ integration_tool: "bamboohr", ...fields });

async function everywhere(options, how, look) {
  const context = await browser.newContext({ viewport: { width: 320, height: 700 }, ...options });
  await tour(backend, context, { ...how, look });
  await context.close();
}

test("every screen passes axe in forced colours, and what is on, pressed or wrong can still be told", () =>
  everywhere({ forcedColors: "active", reducedMotion: "reduce" }, {}, async (seen) => {
    assert.deepEqual(await violations(seen), [], seen.name);
    assert.deepEqual(await seen.frame.evaluate(faint), [], seen.name);
  }));

// 1.4.12
test("with the spacing of text that people may set, nothing is cut off and nothing runs over anything", () =>
  everywhere({}, { language: "de" }, async (seen) => {
    await seen.frame.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }");
      document.adoptedStyleSheets = [sheet];
    });
    assert.deepEqual(await broken(seen), [], seen.name);
    await seen.frame.evaluate(() => (document.adoptedStyleSheets = []));
  }));

// 2.1.1, 2.1.2, 2.4.3, 2.4.11
test("the whole journey can be done with the keyboard alone, and the focus is always somewhere sensible", async () => {
  const context = await browser.newContext();
  const person = await Person.at(context, await bamboo());
  const focused = () => person.page.evaluate(() => document.activeElement.id || (document.activeElement === document.body ? "" : document.activeElement.textContent));
  const tabTo = (name) =>
    until(async () => {
      if ((await focused()) === name) return true;
      await person.page.keyboard.press("Tab");
      return false;
    }, `the focus reaches ${name}`);
  const heading = (name) => until(async () => (await focused()) === name, `the heading ${name} has the focus`);
  await heading("What Acme will read from BambooHR");
  await tabTo("Agree and continue");
  await person.page.keyboard.press("Enter");
  await heading("What is your BambooHR address?");
  await tabTo("field-subdomain");
  await person.page.keyboard.press("Enter");
  await person.page.getByRole("alert").and(person.page.locator(":focus")).waitFor();
  await tabTo("Enter the BambooHR address");
  await person.page.keyboard.press("Enter");
  assert.equal(await focused(), "field-subdomain");
  await person.page.keyboard.type("https://acme.bamboohr.com/home");
  await person.page.keyboard.press("Enter");
  await heading("Check that your account can see the data");
  await tabTo("Continue");
  await person.page.keyboard.press("Space");
  await heading("Create an API key");
  await tabTo("field-api_key");
  await person.page.keyboard.type(BAMBOO_KEY);
  await tabTo("Show");
  await person.page.keyboard.press("Space");
  assert.equal(await person.page.locator("#field-api_key").getAttribute("type"), "text");
  await tabTo("Connect BambooHR");
  await person.page.keyboard.press("Enter");
  // In a document of its own.
  await person.page.getByRole("heading", { name: "BambooHR is connected" }).and(person.page.locator(":focus")).waitFor();
  await context.close();
});

// 2.4.7, 2.4.11
test("whatever has the focus shows it, and nothing covers it", () =>
  everywhere({}, { only: (name) => ["tools", "scopes", "step-problem", "step-secret", "our-fault"].includes(name) }, async ({ page, frame, name }) => {
    await frame.evaluate(() => document.activeElement.blur());
    const seen = new Set();
    for (;;) {
      await page.keyboard.press("Tab");
      const focus = await frame.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return null;
        const frame = element.matches(".connect-input") ? element.parentElement : element;
        const box = element.getBoundingClientRect();
        const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const isClear = Boolean(hit) && (element.contains(hit) || hit.contains(element) || Boolean(hit.closest("label")?.contains(element)));
        return { place: [...document.querySelectorAll("*")].indexOf(element), name: element.outerHTML.slice(0, 90), outline: parseFloat(getComputedStyle(frame).outlineWidth), isClear };
      });
      if (!focus || seen.has(focus.place)) break;
      seen.add(focus.place);
      assert.ok(focus.outline >= 2, `${name}: ${focus.name} shows no focus`);
      assert.ok(focus.isClear, `${name}: ${focus.name} is covered`);
    }
    assert.ok(seen.size > 1, name);
  }));

// 3.3.7, 3.3.8
test("a password manager and the clipboard may fill every field", async () => {
  const context = await browser.newContext();
  const person = await Person.at(context, await bamboo());
  await person.agree();
  // As what is pasted or filled in by a password manager arrives: at once, and without keys.
  await person.field("BambooHR address").focus();
  await person.page.keyboard.insertText("acme");
  await person.onward();
  await person.onward();
  await person.field("API key").focus();
  await person.page.keyboard.insertText(BAMBOO_KEY);
  assert.equal(await person.value("API key"), BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.screen("connected");
  await context.close();
});

// One walk for all that is only looked at: what moves, what is too small to hit, and what is read aloud.
let walked;
const walk = () =>
  (walked ??= (async () => {
    const seen = [];
    const brand = { privacy: "https://acme.example/privacy", support: "help@acme.example" };
    await backend.api("/v1/branding", { method: "PUT", body: JSON.stringify(brand) });
    await everywhere({ reducedMotion: "reduce" }, {}, async ({ frame, name }) => {
      const page = await frame.evaluate(() => ({
        moving: document.getAnimations().length,
        small: [...document.querySelectorAll("button, input, select, summary, a")]
          .filter((element) => element.checkVisibility() && !element.matches(".connect-text a"))
          .filter((element) => element.getBoundingClientRect().height < 24 || element.getBoundingClientRect().width < 24)
          .map((element) => element.outerHTML),
      }));
      // What is made anew every time reads the same.
      const read = (await frame.locator("body").ariaSnapshot())
        .replace(/http:\/\/127\.0\.0\.1:\d+\/\S+/g, "<address>")
        .replace(/code: [\w-]{43}$/gm, "code: <secret>")
        .replace(/"Copy \w{22}"/g, '"Copy <link>"');
      seen.push({ name, ...page, read: `${read}\n` });
    });
    return seen;
  })());

// 2.3.3
test("nothing moves on any screen for whoever asked for less motion", async () => {
  for (const { name, moving } of await walk()) assert.equal(moving, 0, name);
});

// 2.5.8
test("every target is at least 24 pixels high and wide", async () => {
  for (const { name, small } of await walk()) assert.deepEqual(small, [], name);
});

// 1.3.1, 1.3.2, 2.4.6, 3.3.2, 4.1.2: what a screen reader is given, in its order. Reviewed as text; `REVIEW=1` writes it anew.
test("the journey reads to a screen reader as it was reviewed", async () => {
  const folder = fileURLToPath(new URL("read-aloud/", import.meta.url));
  for (const { name, read } of await walk()) {
    const file = `${folder}${name}.yml`;
    if (process.env.REVIEW) writeFileSync(file, read);
    assert.ok(existsSync(file), `${name} was never reviewed`);
    assert.equal(read, readFileSync(file, "utf8"), name);
  }
});
