// Every screen and state there is, one after the other, in any language: for whoever has something to look for on all of them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { BAMBOO_KEY, HASTY, Host, PLANNING, Person, RECORDS, idOf, until } from "./harness.mjs";

export const LANGUAGES = ["en", "de", "fr", "it", "es", "ar"];
export const wordsOf = (language) => JSON.parse(readFileSync(fileURLToPath(new URL(`../../public/words/${language}.json`, import.meta.url)), "utf8"));

// `look` is told { page, frame, name }: the frame is the page's own, or that of a host. `prepare` may change a page before it is opened,
// and `words` says what it then makes of the words.
export async function tour(backend, context, { language = "en", look, prepare = () => {}, only = () => true, words: rewrite = (words) => words }) {
  const words = rewrite(wordsOf(language));
  const mistakes = [];
  const link = (fields, key) => backend.link({ language, ...fields }, key);
  const see = (page, name, frame = page.mainFrame()) => (only(name) ? look({ page, frame, name }) : undefined);
  const visit = async (address) => {
    const person = new Person(await context.newPage());
    await prepare(person.page);
    if (address) await person.open(address);
    return person;
  };
  const submit = (view) => view.locator("form button[type=submit]").click();
  const step = (view, id) => view.locator(`form[data-step="${id}"]`).waitFor();
  const hold = () => {
    let go;
    return { held: new Promise((resolve) => (go = resolve)), go: () => go() };
  };

  const expired = await link({ integration_tool: "bamboohr" });
  backend.run("link", "expire", idOf(expired));
  const late = await visit(expired);
  await late.screen("unavailable");
  await see(late.page, "unavailable");
  await late.page.close();

  const broken = await visit();
  await broken.page.addInitScript(HASTY);
  await broken.page.route("**/api/session", (route) =>
    route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify({ type: "", code: "internal", title: "", status: 500, instance: "ref-4711" }) }),
  );
  await broken.open(await link({ integration_tool: "bamboohr" }));
  await broken.screen("unavailable");
  await see(broken.page, "our-fault");
  await broken.page.close();

  const stalled = await visit();
  const opening = hold();
  await stalled.page.route("**/api/session", async (route) => (await opening.held, route.abort()));
  await stalled.open(await link());
  await stalled.screen("opening");
  // The document shows the same before the app is there; the app is looked at.
  await stalled.page.locator("footer").waitFor({ state: "attached" });
  await see(stalled.page, "opening");
  opening.go();
  await stalled.page.close();

  const blocked = await visit();
  await blocked.page.route("**/*.wasm", (route) => route.fulfill({ status: 404 }));
  await blocked.open(await link());
  await blocked.page.getByText(words["fallback.OTHER.title"]).waitFor();
  await see(blocked.page, "fallback");
  await blocked.page.close();

  const person = await visit(await link());
  const page = person.page;
  await person.screen("tools");
  await see(page, "tools");
  await page.locator("#search").fill("nothing at all");
  await page.locator("[data-tool]").first().waitFor({ state: "detached" });
  await see(page, "tools-none");
  await page.locator("#search").fill("");
  await page.locator('[data-tool="bamboohr"]').click();
  await person.screen("scopes");
  await page.locator("summary").first().click();
  await see(page, "scopes");
  await page.getByRole("switch").last().click();
  await see(page, "scopes-off");
  await page.getByRole("switch").last().click();
  await submit(page);
  await step(page, "address");
  await see(page, "step");
  await submit(page);
  await page.locator("[data-problems]").waitFor();
  await see(page, "step-problem");
  await page.locator("#field-subdomain").fill("acme.personio.de");
  await page.locator("[data-screen] h1").click();
  await page.locator(".connect-problem").waitFor();
  await see(page, "step-remark");
  await page.locator("#field-subdomain").fill("https://acme.bamboohr.com/home");
  await page.locator("[data-screen] h1").click();
  await until(async () => (await page.locator("#field-subdomain").inputValue()) === "acme", "the address is tidied");
  await see(page, "step-tidied");
  await submit(page);
  await step(page, "access");
  await see(page, "step-permissions");
  await submit(page);
  await step(page, "key");
  await page.locator("form .connect-entry summary").first().click();
  await page.locator("#field-api_key").fill("ffffffffffffffffffffffffffffffffffffffff");
  await see(page, "step-secret");
  await submit(page);
  await page.locator("[data-problems]").waitFor();
  await see(page, "step-rejected");
  await page.locator("#field-api_key").fill(BAMBOO_KEY);
  const checking = hold();
  await page.route("**/api/submissions", async (route) => (await checking.held, route.continue()));
  await submit(page);
  await person.screen("submitting");
  await see(page, "submitting");
  checking.go();
  await person.screen("connected");
  await see(page, "connected");
  await page.close();

  const developer = await visit(await link({ integration_tool: "sandbox" }, "development"));
  await developer.screen("scopes");
  await submit(developer.page);
  await step(developer.page, "key");
  await developer.page.locator("#field-api_key").fill("missing-permission");
  await submit(developer.page);
  await developer.page.locator(".connect-missing").first().waitFor();
  await see(developer.page, "sandbox-permission");
  await developer.page.close();

  if (DIRECTIONS.includes(language)) mistakes.push(...(await engine({ backend, visit, link, submit, see })));

  // Refused before, needed now; and the other way round.
  const before = await backend.scopeConfig({ ...RECORDS, except: { ...RECORDS.except, hris_teams: "OPTIONAL", "hris_employees.gender": "OPTIONAL" } });
  const now = await backend.scopeConfig(PLANNING);
  const integration = await backend.connect({ scope_config_id: before }, ["hris_teams"]);
  const relinked = await visit(await backend.relink(integration, { scope_config_id: now, language }));
  await relinked.screen("scopes");
  await relinked.page.locator("details.connect-details > summary").click();
  await see(relinked.page, "relink");
  await submit(relinked.page);
  await relinked.screen("granting");
  await see(relinked.page, "granting");
  await relinked.page.route("**/api/submissions", (route) =>
    route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ type: "", code: "permissions-missing", title: "", status: 422, permissions: [{ permission: "time_off", scopes: ["hris_absences"] }] }) }),
  );
  await submit(relinked.page);
  await relinked.page.locator(".connect-missing").waitFor();
  await see(relinked.page, "granting-problem");
  await relinked.page.locator("form > button[type=button]").click();
  await step(relinked.page, "access");
  await see(relinked.page, "relink-step");
  await backend.api(`/v1/integrations/${integration}`, { method: "DELETE" });
  await relinked.page.reload();
  await relinked.screen("unavailable");
  await see(relinked.page, "deleted");
  await relinked.page.close();

  const host = await Host.start();
  const embedded = await visit(host.url);
  const frame = await host.embed(embedded.page, await link({ integration_tool: "bamboohr", link_type: "EMBEDDED", allowed_origins: [host.url] }, "development"));
  await submit(frame);
  await frame.locator("#field-subdomain").fill("acme");
  await see(embedded.page, "embedded", frame);
  await frame.locator(".connect-close").click();
  await frame.locator('main[data-screen="leaving"]').waitFor();
  await see(embedded.page, "leaving", frame);
  await embedded.page.close();
  await host.stop();
  assert.deepEqual([...mistakes, ...[late, broken, person, developer, relinked, embedded].flatMap(({ mistakes }) => mistakes)], []);
}

// Each kind of field that the tools of the tour do not have, and what comes after the credentials. One language per direction: what is new
// in them is where things stand.
const DIRECTIONS = ["en", "ar"];
async function engine({ backend, visit, link, submit, see }) {
  const several = await visit(await link({ integration_tool: "smartrecruiters", integration_category: "ATS" }));
  await several.screen("scopes");
  await submit(several.page);
  await several.page.getByRole("radio").first().waitFor();
  await submit(several.page);
  await several.page.locator("[data-problems]").waitFor();
  await see(several.page, "choice");
  await several.page.close();

  const { trials } = backend.demo;
  const adp = trials.adpworkforcenow.accepted[0].answers;
  const certified = await visit(await link({ integration_tool: "adpworkforcenow" }));
  await certified.screen("scopes");
  while (!(await certified.page.locator("textarea").count())) {
    const here = await certified.page.locator("main[data-screen] h1").innerText();
    for (const [field, answer] of Object.entries(adp)) {
      const input = certified.page.locator(`input#field-${field}`);
      if (await input.count()) await input.fill(answer);
    }
    await submit(certified.page);
    await until(async () => (await certified.page.locator("main[data-screen] h1").innerText()) !== here, "the next step is there");
  }
  await certified.page.locator("textarea").first().fill("no certificate");
  await submit(certified.page);
  await certified.page.locator("[data-problems]").waitFor();
  await see(certified.page, "certificate");
  await certified.page.close();

  const loggedIn = await visit(await link({ integration_tool: "datev" }));
  await loggedIn.screen("scopes");
  await submit(loggedIn.page);
  for (const field of ["consultant_number", "client_number"]) await loggedIn.page.locator(`#field-${field}`).fill(trials.datev.accepted[0].answers[field]);
  await submit(loggedIn.page);
  await loggedIn.page.locator(".connect-login").waitFor();
  await see(loggedIn.page, "login");
  await loggedIn.page.locator(".connect-login").click();
  await loggedIn.page.getByRole("link", { name: "Log in as admin" }).click();
  await loggedIn.page.locator(".connect-field .connect-done").waitFor();
  await loggedIn.page.locator("form > .connect-details > summary").click();
  await loggedIn.page.locator("form > .connect-details button").click();
  await loggedIn.page.locator("form > .connect-details code").waitFor();
  await see(loggedIn.page, "logged-in");
  await loggedIn.page.close();

  const finishing = await visit(await link({ integration_tool: "greenhouse", integration_category: "ATS" }));
  await finishing.screen("scopes");
  await submit(finishing.page);
  await finishing.page.locator("form[data-step]").waitFor();
  while (!(await finishing.page.locator("code").filter({ hasText: "/hooks/" }).count())) {
    const here = await finishing.page.locator("main[data-screen] h1").innerText();
    const key = finishing.page.locator("#field-api_key");
    if (await key.count()) await key.fill(trials.greenhouse.accepted[0].answers.api_key);
    await submit(finishing.page);
    await until(async () => !["submitting"].includes(await finishing.page.locator("main[data-screen]").getAttribute("data-screen")) && (await finishing.page.locator("main[data-screen] h1").innerText()) !== here, "the next step is there");
  }
  await finishing.page.locator(".connect-copy").nth(1).waitFor();
  await see(finishing.page, "finishing");
  await finishing.page.close();
  return [several, certified, loggedIn, finishing].flatMap(({ mistakes }) => mistakes);
}

// `ways` are how a screen is looked at, one after the other; by itself, as it is.
export async function violations({ page, frame }, ways = { "as it is": () => {} }) {
  // A frame of another site has a process of its own, and one of the same site has not.
  const session = await page.context().newCDPSession(frame).catch(() => page.context().newCDPSession(page));
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const evaluate = async (expression) => (await session.send("Runtime.evaluate", { expression, contextId, awaitPromise: true, returnByValue: true })).result.value;
  const found = [];
  for (const [name, look] of Object.entries(ways)) {
    await look();
    found.push(...(await check(evaluate)).map((violation) => [name, ...violation]));
  }
  await session.detach();
  return found;
}

// What a person would call broken: text that is cut off or runs over other text, and things that stick out of the page.
export const broken = ({ frame }) =>
  frame.evaluate(() => {
    const found = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} pixels wide, of ${root.clientWidth}`);
    const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest(".connect-visually-hidden");
    const name = (element) => `${element.tagName.toLowerCase()}.${element.className} ${JSON.stringify(element.textContent.trim().slice(0, 40))}`;
    const lines = [];
    for (const element of document.body.querySelectorAll("*")) {
      if (!isShown(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.width && (box.left < -1 || box.right > root.clientWidth + 1)) found.push(`${name(element)} sticks out`);
      const style = getComputedStyle(element);
      if (!["visible", "auto"].includes(style.overflowX) && element.tagName !== "INPUT" && element.scrollWidth > element.clientWidth + 1) found.push(`${name(element)} is cut off`);
      for (const node of element.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE || !node.data.trim() || element.tagName === "OPTION") continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) if (rect.width > 1) lines.push({ element, rect });
      }
    }
    for (let a = 0; a < lines.length; a++)
      for (let b = a + 1; b < lines.length; b++) {
        const [{ element: one, rect: r }, { element: other, rect: s }] = [lines[a], lines[b]];
        if (one === other || one.contains(other) || other.contains(one)) continue;
        const wide = Math.min(r.right, s.right) - Math.max(r.left, s.left);
        const high = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
        if (wide > 2 && high > 4) found.push(`${name(one)} runs over ${name(other)}`);
      }
    return found;
  });
