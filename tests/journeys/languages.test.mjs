// In the end user's language: from the link, from the browser, or chosen in the page, and nothing typed is lost by it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, Person, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";
import { LANGUAGES, wordsOf } from "./tour.mjs";

const bamboo = (fields) => backend.link({ integration_tool: "bamboohr", ...fields });
const speak = (person, language) => person.page.locator("#language").selectOption(language);
const direction = (person) => person.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

test("each language has the plural forms that its rules ask for, and each form can be said", () => {
  for (const language of LANGUAGES) {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, sentence] of Object.entries(wordsOf(language))) {
      if (typeof sentence === "object") assert.deepEqual(Object.keys(sentence).sort(), [...pluralCategories].sort(), `${language} ${key}`);
    }
  }
});

for (const language of LANGUAGES) {
  test(`a whole journey can be done in ${language}`, async () => {
    const words = wordsOf(language);
    const context = await browser.newContext({ locale: "ja-JP" });
    const person = await Person.at(context, await bamboo({ language }));
    await person.press(words["scopes.continue"]);
    await person.page.locator("#field-subdomain").fill("acme");
    await person.press(words["step.continue"]);
    await person.press(words["step.continue"]);
    await person.page.locator("#field-api_key").fill(BAMBOO_KEY);
    await person.page.locator("form button[type=submit]").click();
    await person.screen("connected");
    await person.page.getByText(words["connected.close"]).waitFor();
    assert.deepEqual(await direction(person), [language, language === "ar" ? "rtl" : "ltr"]);
    assert.deepEqual(person.mistakes, []);
    await context.close();
  });
}

test("a link without a language follows the browser, and a language that there is not becomes English", async () => {
  for (const [locale, expected] of [["it-CH", "it"], ["ja-JP", "en"]]) {
    const context = await browser.newContext({ locale });
    const person = await Person.at(context, await bamboo());
    await person.screen("scopes");
    assert.equal((await direction(person))[0], expected);
    await context.close();
  }
});

test("changing the language changes every text at once, and keeps the place, the answers and what was opted out of", async () => {
  const context = await browser.newContext();
  const person = await Person.at(context, await backend.link({ language: "en" }));
  await person.screen("tools");
  await person.press("BambooHR");
  await person.page.getByRole("switch", { name: "Absences" }).click();
  await person.agree();
  await person.fill("BambooHR address", "acme");
  await person.page.locator("#language").focus();
  await speak(person, "de");
  await person.heading("Wie lautet Ihre BambooHR-Adresse?");
  assert.equal(await person.value("BambooHR-Adresse"), "acme");
  assert.match(await person.page.title(), /Adresse.*Acme/);
  const page = await person.page.evaluate(() => document.body.innerText);
  const English = Object.values(wordsOf("en")).flatMap((sentence) => (typeof sentence === "string" ? [sentence] : Object.values(sentence)));
  const left = English.filter((sentence) => !sentence.includes("{") && sentence.length > 6).filter((sentence) => page.includes(sentence));
  assert.deepEqual(left, []);
  await until(() => person.page.evaluate(() => document.activeElement.id === "language"), "the choice has the focus again");
  await speak(person, "ar");
  await until(async () => (await direction(person))[1] === "rtl", "the page reads from right to left");
  await person.page.reload();
  await until(async () => (await direction(person))[0] === "ar", "a reload keeps the language");
  await speak(person, "en");
  await person.press("Back");
  await person.screen("scopes");
  assert.equal(await person.page.getByRole("switch", { name: "Absences" }).isChecked(), false);
  await context.close();
});

test("where nothing can be stored, changing the language loses nothing either", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    for (const name of ["sessionStorage", "localStorage"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      });
  });
  const person = await Person.at(context, await bamboo({ language: "en" }));
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await speak(person, "fr");
  await person.page.getByRole("button", { name: wordsOf("fr")["step.connect"].replace("{tool}", "BambooHR") }).waitFor();
  assert.equal(await person.page.locator("#field-api_key").inputValue(), BAMBOO_KEY);
  await context.close();
});

test("a change of language leaves the focus where it is, and of two changes the last one counts", async () => {
  const context = await browser.newContext();
  const person = await Person.at(context, await bamboo({ language: "en" }));
  await person.agree();
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  await person.page.route("**/words-de-*.json", async (route) => (await held, route.continue()));
  await speak(person, "de");
  await speak(person, "fr");
  await person.page.getByRole("button", { name: wordsOf("fr")["step.continue"], exact: true }).waitFor();
  await person.page.locator("#field-subdomain").focus();
  await speak(person, "es").catch(() => {});
  await person.page.locator("#field-subdomain").focus();
  await person.page.getByRole("button", { name: wordsOf("es")["step.continue"], exact: true }).waitFor();
  await until(() => person.page.evaluate(() => document.activeElement.id === "field-subdomain"), "the input has the focus again");
  const german = person.page.waitForResponse("**/words-de-*.json");
  answer();
  await (await german).finished();
  await person.page.evaluate(() => new Promise((later) => setTimeout(later)));
  assert.equal((await direction(person))[0], "es");
  await context.close();
});

test("the language can be changed while tools are searched for, and what is shown when all is done stays in it", async () => {
  const context = await browser.newContext();
  const person = await Person.at(context, await backend.link({ language: "en" }));
  await person.page.locator("#search").fill("bamb");
  await speak(person, "de");
  await person.heading(wordsOf("de")["tools.title"]);
  assert.equal(await person.page.locator("#search").inputValue(), "bamb");
  await speak(person, "en");
  await person.press("BambooHR");
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await speak(person, "de");
  await person.page.locator("form button[type=submit]").click();
  await person.screen("connected");
  await person.page.reload();
  await person.page.getByText(wordsOf("de")["connected.close"]).waitFor();
  await context.close();
});

test("a language that cannot be loaded says so and changes nothing", async () => {
  const context = await browser.newContext();
  const person = await Person.at(context, await bamboo({ language: "en" }));
  await person.agree();
  await person.fill("BambooHR address", "acme");
  // As the page of a hotel's network does.
  await person.page.route("**/words-es-*.json", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Log in</h1>" }));
  await speak(person, "es");
  await person.page.getByText("This language could not be loaded").waitFor();
  assert.equal(await person.page.locator("#language").inputValue(), "en");
  assert.equal(await person.value("BambooHR address"), "acme");
  await person.onward();
  await person.toStep("Check that your account can see the data");
  assert.equal(await person.page.getByText("This language could not be loaded").count(), 0);
  await person.page.unroute("**/words-es-*.json");
  await speak(person, "es");
  await person.press(wordsOf("es")["step.continue"]);
  await context.close();
});

test("the language can be changed on a page that has nothing else to offer", async () => {
  const context = await browser.newContext();
  const link = await bamboo({ language: "en" });
  backend.run("link", "expire", new URL(link).pathname.split("/").at(-1));
  const person = await Person.at(context, link);
  await person.heading("This link has expired");
  await speak(person, "it");
  await person.heading(wordsOf("it")["unavailable.expired.title"]);
  await context.close();
});

test("a text that is missing in the language is marked as English for screen readers", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  // What the backend sends when a translation lacks an entry; the backend's own tests see to it that it does.
  await page.route("**/api/session", async (route) => {
    const answer = await route.fetch();
    const session = await answer.json();
    Object.assign(session.tool.steps[0], { lang: "en", title: "What is your BambooHR address?" });
    session.tool.steps[0].fields[0].lang = "en";
    session.tool.scopes[0].lang = "en";
    await route.fulfill({ response: answer, json: session });
  });
  const person = new Person(page);
  await person.open(await bamboo({ language: "de" }));
  await person.screen("scopes");
  assert.equal(await page.getByText("Mitarbeitende", { exact: true }).getAttribute("lang"), "en");
  assert.equal(await page.getByText("Teams und Abteilungen", { exact: true }).getAttribute("lang"), null);
  await person.press(wordsOf("de")["scopes.continue"]);
  assert.equal(await page.getByRole("heading", { level: 1 }).getAttribute("lang"), "en");
  assert.equal(await page.locator('label[for="field-subdomain"]').getAttribute("lang"), "en");
  // The page's own words beside it are in the page's own language.
  await page.locator("#field-subdomain").press("Enter");
  assert.equal(await page.locator("#field-subdomain-problem").evaluate((problem) => problem.closest("[lang]").lang), "de");
  await context.close();
});
