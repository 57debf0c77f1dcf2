// Every tool of the catalog in a real browser, from its data alone and with the keyboard alone (E-18): what is wrong is said at the right field, what was not granted is
// marked by its own name, and what works ends in an integration.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { figure } from "./figures.mjs";
import { Backend, Person, idOf, launch } from "./harness.mjs";

let backend, browser;
before(async () => {
  [backend, browser] = await Promise.all([Backend.start({ SFTP_HOST: "sftp.connect.example" }), launch()]);
});
after(async () => {
  figure("keyboard_flows", byKeyboard);
  await browser?.close();
  await backend?.stop();
});

const byKeyboard = { completed: 0, of: 0 };
// Tab until it is there.
const reach = async (page, wanted) => {
  for (let presses = 0; presses < 200; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${wanted}`);
};
const enter = async (page, wanted) => (await reach(page, wanted), page.keyboard.press("Enter"));
// A group of radios has one place in the order; arrows move and choose within it.
const choose = async (page, wanted) => {
  const isHere = () => wanted.evaluate(({ name }) => document.activeElement.name === name);
  for (let presses = 0; presses < 200 && !(await isHere()); presses++) await page.keyboard.press("Tab");
  if (await wanted.evaluate((radio) => radio === document.activeElement)) return page.keyboard.press(" ");
  do await page.keyboard.press("ArrowDown");
  while (!(await wanted.isChecked()) && (await isHere()));
};

const catalog = fileURLToPath(new URL("../../catalog", import.meta.url));
const only = process.env.TOOL;
const tools = readdirSync(catalog, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (!only || entry.name === only))
  .map(({ name }) => name);

// What an end user has on their desk: the answers to fill in, and who they are at the tool.
const desk = (trial, entry) => ({
  answers: { ...trial.accepted[entry.way ?? 0].answers, ...entry.answers },
  account: entry.account ?? trial.accepted[entry.way ?? 0].account,
});

const categories = ["HRIS", "ATS", "LMS", "ASSESSMENT"];

async function opened(tool, permission) {
  for (const category of categories) {
    for (const key of ["production", "development"]) {
      const { data } = await backend.api(`/v1/tools/${category.toLowerCase()}`, { key });
      if (!data.tools.some(({ id }) => id === tool)) continue;
      const link = await backend.link({ integration_tool: tool, integration_category: category }, key);
      const [id, secret] = [idOf(link), new URL(link).hash.slice(1)];
      const answer = await fetch(`${backend.url}/api/session`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ link: id, secret }) });
      const session = await answer.json();
      const needs = ({ permissions }) => permissions?.includes(permission);
      const isAlways = session.tool.permissions.find(({ id }) => id === permission)?.always;
      if (!permission || isAlways || session.tool.scopes.some(needs)) return { link, tool: session.tool, key };
    }
  }
  throw new Error(`${tool} is offered nowhere`);
}

// Every link that was on a screen of the walks, unfolded or not; but for the log-ins, which are meant to take the page's place.
const links = [];
const seeLinks = async (page) => {
  const all = page.locator("main").getByRole("link", { includeHidden: true }).filter({ hasNotText: /^Log in to / });
  links.push(...(await all.evaluateAll((links) => links.map(({ href, target, rel, textContent }) => ({ href, target, rel, says: textContent })))));
};

// Walks from whatever is on display to the end of the steps.
async function walk(person, { answers, account }) {
  const { page } = person;
  for (;;) {
    const screen = await page.locator("main[data-screen]").getAttribute("data-screen");
    if (screen !== "scopes" && screen !== "step") return;
    const here = await page.locator("main[data-screen] h1").innerText();
    await seeLinks(page);
    // Whoever is faster than the focus would type into nothing.
    await page.waitForFunction(() => document.activeElement !== document.body);
    if (screen === "step") await fillIn(person, answers, account);
    if (screen === "step" && (await page.getByRole("alert").count())) return;
    await enter(page, page.locator("form button[type=submit]"));
    // On to another screen, or back at this one with something to put right.
    await page.waitForFunction(
      ([screen, here]) => {
        const main = document.querySelector("main[data-screen]");
        const isElsewhere = main && main.dataset.screen !== "submitting" && (main.dataset.screen !== screen || document.querySelector("main[data-screen] h1")?.innerText !== here);
        return isElsewhere || document.querySelector("[data-problems]");
      },
      [screen, here],
    );
    if (await page.getByRole("alert").count()) return;
  }
}

async function fillIn({ page }, answers, account) {
  for (const entry of await page.locator("form .connect-field").all()) {
    if (!(await entry.isVisible())) continue;
    const input = entry.locator("input, textarea").first();
    if (!(await input.count())) {
      const id = await entry.getAttribute("id");
      if (logins.has(id)) await logIn(page, entry, id, account);
      continue;
    }
    const id = (await input.getAttribute("name"))?.replace(/^field-/, "") ?? (await input.getAttribute("id")).replace(/^field-/, "");
    const answer = answers[id];
    if (answer === undefined) continue;
    const kind = await input.getAttribute("type");
    if (kind === "radio") {
      const radios = await entry.getByRole("radio").all();
      await choose(page, radios[options.get(id).indexOf(answer)]);
      continue;
    }
    await reach(page, input);
    // The system's own dialog is not the page's.
    if (kind === "file") await input.setInputFiles({ name: "example.csv", mimeType: "text/csv", buffer: Buffer.from(answer) });
    else {
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText(answer);
    }
  }
}

// What the tools at hand offer to choose from, and where they are logged in to.
const options = new Map();
const logins = new Set();

async function logIn(page, entry, id, account) {
  await page.waitForFunction((id) => document.querySelector(`#${id} a, #${id} .connect-done`), id);
  const login = entry.getByRole("link");
  if (!(await login.count())) return;
  await enter(page, login);
  await enter(page, page.getByRole("link", { name: `Log in as ${account}`, exact: true }));
  // A tool that does not know the client says so at once.
  await page.locator(`#${id} .connect-done, [data-problems]`).first().waitFor();
}

for (const tool of tools) {
  test(`${tool}: a wrong answer is blamed on its field, a missing permission is named, and what works connects`, async () => {
    const trial = backend.demo.trials[tool];
    const label = (fields, id) => fields.find((field) => field.id === id)?.label;
    const stories = [
      ...trial.refused.slice(0, 1).map((entry) => ({ ...desk(trial, entry), blames: entry.blames })),
      ...trial.lacking.slice(0, 1).map((entry) => ({ ...desk(trial, entry), lacks: entry.lacks })),
      ...trial.accepted.map((entry, way) => desk(trial, { way })),
    ];
    for (const story of stories) {
      const context = await browser.newContext();
      const at = await opened(tool, story.lacks);
      const fields = at.tool.steps.flatMap((step) => step.fields);
      for (const { id, kind } of fields) {
        if (kind.choice) options.set(id, kind.choice.map((option) => option.id));
        if (kind === "login") logins.add(`field-${id}`);
      }
      const person = await Person.at(context, at.link);
      await person.page.locator("main[data-screen]:not([data-screen=opening])").waitFor();
      await walk(person, story);
      if (story.blames) {
        const field = person.page.locator(`#field-${story.blames}`);
        await field.waitFor();
        const isInput = (await field.getAttribute("aria-invalid")) !== null;
        if (isInput) assert.equal(await field.getAttribute("aria-invalid"), "true", `${label(fields, story.blames)} is marked`);
        assert.equal((await person.problems()).length, 1);
      } else if (story.lacks) {
        const permission = at.tool.permissions.find(({ id }) => id === story.lacks).label;
        const row = person.page.getByRole("listitem").filter({ hasText: permission }).filter({ hasText: "still missing" });
        await row.first().waitFor();
      } else {
        byKeyboard.of++;
        await walk(person, story);
        await person.screen("connected");
        byKeyboard.completed++;
      }
      assert.deepEqual(person.mistakes, []);
      await context.close();
    }
  });
}

// C-07
test("every link of every tool opens a tab of its own, tells it nothing, and says which host it goes to", () => {
  const isRight = ({ href, target, rel, says }) => {
    const { protocol, host, origin } = new URL(href);
    // Pictures open themselves.
    const isClear = origin === backend.url || (protocol === "https:" && says.includes(`(${host})`));
    return isClear && target === "_blank" && rel === "noopener noreferrer";
  };
  assert.deepEqual(links.filter((link) => !isRight(link)), []);
  // What a field's answer stands for may be anything that is no other part of an address.
  const written = tools.flatMap((tool) => [...readFileSync(`${catalog}/${tool}/en.toml`, "utf8").matchAll(/\]\((https:[^)]*)\)/g)].map(([, address]) => address));
  const isSeen = (address) => links.some(({ href }) => new RegExp(`^${address.replace(/[.?+]/g, "\\$&").replace(/\{\w+\}/g, "[^/?#]+")}$`).test(href));
  assert.deepEqual(written.filter((address) => !isSeen(address)), []);
  assert.ok(only || written.length);
});
