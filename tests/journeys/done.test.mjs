// S-07: after it is connected the page is another document. It shows what was shown, and holds nothing of what was typed.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Gullible } from "./gullible.mjs";
import { Backend, Person, launch, until } from "./harness.mjs";
import { Listening } from "./listening.mjs";
import { canary, search } from "./residue.mjs";
import { violations, wordsOf } from "./tour.mjs";

const LOGO = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='90' height='30'%3E%3Crect width='90' height='30' fill='%23102030'/%3E%3C/svg%3E";
let backend, browser, tools;
before(async () => {
  tools = await Gullible.start();
  [backend, browser] = await Promise.all([Backend.start({ TOOL_ADDRESSES: tools.addresses("bamboohr") }), launch()]);
  const brand = { name: "Acme Büro", logo: { light: LOGO }, accent: "#ffd400", radius: 3, fonts: ["Georgia"], success: { en: "We write to you.", ar: "سنكتب إليك." } };
  const { data, error } = await backend.api("/v1/branding", { method: "PUT", body: JSON.stringify(brand) });
  assert.ok(data, error?.message);
});
after(async () => {
  await browser?.close();
  await backend?.stop();
  await tools?.stop();
});

// Connected, in a document that has never seen what was typed; and what was.
const done = async (language) => {
  const words = wordsOf(language);
  const secrets = { address: canary(), "API key": canary() };
  const link = await backend.link({ integration_tool: "bamboohr", language });
  secrets.link = new URL(link).hash.slice("#cfl_".length);
  const context = await browser.newContext({ viewport: { width: 320, height: 700 } });
  const person = new Person(await context.newPage());
  person.page.on("request", (request) => request.headers().authorization && (secrets.session = request.headers().authorization.split(".").at(-1)));
  await context.route("**/api/session", async (route) => {
    const answer = await route.fetch();
    secrets["key of drafts"] = (await answer.json()).draft_key.replace("=", "");
    await route.fulfill({ response: answer });
  });
  // Typed as by hand: a driver's own way would leave it in the page's memory.
  const type = async (field, text) => (await person.page.locator(`#field-${field}`).click(), person.page.keyboard.insertText(text));
  await person.open(link);
  await person.press(words["scopes.continue"]);
  await type("subdomain", secrets.address);
  await person.press(words["step.continue"]);
  await person.press(words["step.continue"]);
  await type("api_key", secrets["API key"]);
  let documents = 0;
  person.page.on("domcontentloaded", () => documents++);
  const { activation_token } = JSON.parse(await given(person, () => person.page.locator("form button[type=submit]").click()));
  secrets["activation token"] = activation_token.slice("cfa_".length);
  await until(() => documents === 1, "it is another document");
  await person.screen("connected");
  return { person, secrets, link, words, close: () => context.close() };
};
const given = async (person, work) => {
  let text;
  await person.page.route("**/api/submissions", async (route) => {
    const answer = await route.fetch();
    text = await answer.text();
    await route.fulfill({ response: answer });
  });
  await work();
  await until(() => text, "it is answered");
  return text;
};

const isShown = async ({ person: { page }, words }, language) => {
  const [tool, tenant] = ["BambooHR", "Acme Büro"];
  // Names are kept apart from a text of another direction by characters that nobody sees.
  await until(async () => (await page.getByRole("heading", { level: 1 }).innerText()).replace(/[\u2066-\u2069]/g, "") === words["connected.title"].replace("{tool}", tool), "the heading is there");
  for (const text of [words["connected.close"], { en: "We write to you.", ar: "سنكتب إليك." }[language]]) await page.getByText(text).waitFor();
  await until(() => page.getByRole("img", { name: tenant }).evaluate(({ complete, naturalWidth, currentSrc }) => complete && naturalWidth === 90 && currentSrc.includes("102030")), "the logo is there");
  const look = await page.evaluate(() => {
    const { lang, dir } = document.documentElement;
    const heading = document.querySelector("h1");
    return { lang, dir, direction: getComputedStyle(heading).direction, font: getComputedStyle(heading).fontFamily, accent: document.documentElement.style.cssText, focus: document.activeElement === heading };
  });
  assert.match(look.accent, /#ffd400|255, 212, 0/);
  assert.match(look.font, /^Georgia/);
  const direction = language === "ar" ? "rtl" : "ltr";
  assert.deepEqual([look.lang, look.dir, look.direction, look.focus], [language, direction, direction, true]);
  assert.match(await page.title(), new RegExp(words["connected.page_title"]));
  assert.equal(await page.locator("input, textarea, button:visible, form").count(), 0);
  assert.deepEqual(await violations({ page, frame: page.mainFrame() }), []);
};

for (const language of ["en", "ar"])
  test(`what is connected is shown in the tenant's looks by the new document, and by any that is loaded after it, in ${language}`, async () => {
    const story = await done(language);
    await isShown(story, language);
    await story.person.page.reload();
    await isShown(story, language);
    assert.deepEqual(story.person.mistakes, []);
    await story.close();
  });

test("nothing that was typed or is secret is in what the new document holds, keeps or is called", async () => {
  const { person, secrets, close } = await done("en");
  const kept = await person.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, history.state, name, document.title, location.href, document.cookie, performance.getEntries()]));
  assert.ok(kept.includes("cf1:done:"), "what is shown is kept");
  const mark = canary();
  await person.page.evaluate((mark) => (window.mark = mark), mark);
  const { heap, wasm } = await Listening.prototype.memory(person.page);
  assert.ok(heap.includes(mark), "the heap is this document's");
  assert.deepEqual(Object.keys(secrets).sort(), ["API key", "activation token", "address", "key of drafts", "link", "session"]);
  assert.deepEqual(search([["kept", kept], ["document", await person.page.content()], ["heap", heap], ["wasm", wasm]], secrets).hits, []);
  await close();
});

test("Back and Forward never lead to a field with anything in it", async () => {
  const { person, close, words } = await done("en");
  const { page } = person;
  const length = await page.evaluate(() => history.length);
  assert.ok(length > 2, "there is somewhere to go back to");
  const values = () => page.locator("input, textarea").evaluateAll((fields) => fields.map(({ value }) => value).filter(Boolean));
  const here = `${backend.url}/l/`;
  let seen = 0;
  for (const move of ["goBack", "goForward"])
    for (let step = 1; step < length; step++) {
      await page[move]({ waitUntil: "commit" }).catch(() => {});
      if (!page.url().startsWith(here)) continue;
      seen++;
      await page.getByRole("heading", { level: 1, name: words["connected.title"].replace("{tool}", "BambooHR") }).waitFor();
      assert.deepEqual(await values(), []);
    }
  assert.ok(seen > 2, "pages of ours were gone back to");
  await close();
});
