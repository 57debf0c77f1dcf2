// The page as a guarded place: its policy, its integrity, its secrets, its reach.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { figure } from "./figures.mjs";
import { BAMBOO_KEY, Backend, Person } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const bamboo = (fields) => backend.link({ integration_tool: "bamboohr", ...fields });

// S-09
test("a secret field is a password field that nothing completes, corrects or spell-checks, and that can be shown", async () => {
  const context = await browser.newContext();
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  const field = person.field("API key");
  for (const [name, value] of Object.entries({ type: "password", autocomplete: "off", spellcheck: "false", autocapitalize: "none", autocorrect: "off" })) {
    assert.equal(await field.getAttribute(name), value, name);
  }
  assert.equal(await field.getAttribute("name"), null);
  await person.page.getByRole("button", { name: "Show API key" }).click();
  assert.equal(await field.getAttribute("type"), "text");
  assert.equal(await field.getAttribute("spellcheck"), "false");
  await context.close();
});

// C-01, C-05
// eval is refused as well, but not to a test that comes in through the developer tools.
test("a whole journey violates no policy, and text can become neither markup nor script", async () => {
  const context = await browser.newContext();
  await context.addInitScript("window.violations = []; addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective));");
  const person = await Person.at(context, await bamboo());
  await person.toBambooKey();
  assert.deepEqual(await person.page.evaluate("violations"), []);
  const refused = await person.page.evaluate(() =>
    [
      () => (document.createElement("div").innerHTML = "<img src=x onerror=alert(1)>"),
      () => (document.createElement("div").innerHTML = "<script>1</script>"),
      () => (document.createElement("script").text = "1"),
      () => (document.createElement("script").src = "https://evil.example/x.js"),
      () => setTimeout("1"),
      () => document.write("<script>1</script>"),
      () => (document.createElement("iframe").srcdoc = "<script>1</script>"),
    ].map((attempt) => {
      try {
        attempt();
        return "allowed";
      } catch {
        return "refused";
      }
    }),
  );
  assert.deepEqual(refused, Array(7).fill("refused"));
  await context.close();
});

// C-03
for (const part of ["boot", "wasm"]) {
  test(`a tampered ${part === "boot" ? "script" : "wasm file"} is refused, and the page says so`, async () => {
    const context = await browser.newContext();
    const person = new Person(await context.newPage());
    await person.page.route(part === "boot" ? "**/boot-*.js" : "**/connect-*.wasm", async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      body[body.length - 1] ^= 1;
      await route.fulfill({ response: answer, body });
    });
    await person.open(await bamboo());
    // Without its script the page has no clock but the style's, and no words but the document's.
    await person.page.getByText(part === "wasm" ? "The page could not be started" : "Please load the page again, or open your link in another browser.").waitFor({ timeout: 20000 });
    assert.ok(person.mistakes.some((mistake) => /integrity/.test(mistake)), "the browser refuses it");
    assert.equal(await person.page.locator('main[data-screen="scopes"]').count(), 0);
    await context.close();
  });
}

//
for (const [name, prepare, text] of [
  ["wasm that is missing", (page) => page.route("**/*.wasm", (route) => route.fulfill({ status: 404 })), "The page could not be started"],
  ["no network for the wasm", (page) => page.route("**/*.wasm", (route) => route.abort()), "check your internet connection"],
  ["a browser without wasm", (page) => page.addInitScript("delete globalThis.WebAssembly"), "This browser is too old"],
]) {
  test(`with ${name} the page says what to do`, async () => {
    const context = await browser.newContext();
    const person = new Person(await context.newPage());
    await prepare(person.page);
    await person.open(await bamboo());
    await person.page.getByText(text).waitFor();
    await person.page.getByRole("button", { name: "Load the page again" }).waitFor();
    await context.close();
  });
}

test("what the page says when it cannot start reads in its language's own direction", async () => {
  const context = await browser.newContext();
  for (const [language, direction] of [["ar", "rtl"], ["fr", "ltr"]]) {
    const page = await context.newPage();
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 404 }));
    await page.goto(await bamboo({ language }));
    await page.locator("#fallback:not([hidden])").waitFor();
    assert.deepEqual(await page.locator("#fallback :is(h1, p)").evaluateAll((texts) => texts.map((text) => getComputedStyle(text).direction)), Array(3).fill(direction));
  }
  await context.close();
});

test("without JavaScript the document itself says so", async () => {
  const html = await (await fetch(await bamboo())).text();
  assert.match(html, /<noscript>[^]*This page needs JavaScript[^]*<\/noscript>/);
});

// E-20
test("nothing in the address, the history or a message makes the page ask anybody else", async () => {
  const context = await browser.newContext();
  const hosts = new Set();
  context.on("request", (request) => hosts.add(new URL(request.url()).host));
  const link = await bamboo();
  const [path, secret] = link.split("#");
  for (const query of ["apiURL=https://evil.example", "api=//evil.example", "environment=development", "tool=https://evil.example/x.json", "theme=https://evil.example/x.css", "base=https://evil.example", "sdkv=1.3.0"]) {
    const person = await Person.at(context, `${path}?${query}#${secret}`);
    await person.screen("scopes");
    await person.page.evaluate(() => {
      for (const data of [{ apiURL: "https://evil.example" }, "close", null, { type: "session_token", sessionToken: "x" }]) postMessage(data, "*");
      history.replaceState('{"place":{"step":"../../evil"}}', "");
    });
    await person.page.reload();
    await person.screen("scopes");
    await person.page.close();
  }
  figure("foreign_requests", { hosts: hosts.size, foreign: [...hosts].filter((host) => host !== `127.0.0.1:${backend.port}`).length });
  assert.deepEqual([...hosts], [`127.0.0.1:${backend.port}`]);
  await context.close();
});

// S-12, X-06, K-01: one planted value per secret, looked for in everything the system writes and says.
test("no secret is in the database, the logs, the address bar or the traffic, save in the one request that sends it", async () => {
  const guarded = await Backend.start();
  const context = await browser.newContext();
  const seen = [];
  context.on("request", (request) => seen.push([`${request.method()} ${request.url()}`, `${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ""}`]));
  context.on("response", async (answer) => seen.push([`answer of ${answer.url()}`, JSON.stringify(answer.headers()) + (await answer.text().catch(() => ""))]));
  const link = await guarded.link({ integration_tool: "bamboohr" });
  const person = await Person.at(context, link);
  const refused = "feedc0defeedc0defeedc0defeedc0defeedc0de";
  await person.toBambooKey();
  await person.fill("API key", refused);
  await person.press("Connect BambooHR");
  await person.page.getByRole("alert").waitFor();
  await person.fill("API key", BAMBOO_KEY);
  const activation_token = await person.given(async () => {
    await person.press("Connect BambooHR");
    await person.screen("connected");
  });
  await guarded.api(`/v1/connect/integration-by-token/${activation_token}`);
  const linkSecret = link.split("#")[1];
  const apiKey = guarded.demo.environments.production.api_key;

  const where = (secret) => seen.filter(([, text]) => text.includes(secret)).map(([name]) => name);
  const submit = `POST ${guarded.url}/api/submissions`;
  assert.deepEqual(where(BAMBOO_KEY), [submit]);
  assert.deepEqual(where(refused), [submit]);
  assert.deepEqual(where(linkSecret), [`POST ${guarded.url}/api/session`]);
  assert.ok(!person.page.url().includes(linkSecret));

  const secrets = { BAMBOO_KEY, refused, linkSecret, activation_token, apiKey };
  const written = () =>
    readdirSync(guarded.folder)
      .filter((file) => file.startsWith("connect.db"))
      .map((file) => [file, readFileSync(join(guarded.folder, file))]);
  const live = written();
  await guarded.down();
  const log = guarded.log.split("Stop with Ctrl-C.").slice(1).join("");
  assert.ok(log.includes("a link was completed"), "the log holds what happened");
  for (const [name, secret] of Object.entries(secrets)) {
    for (const [file, bytes] of [...live, ...written()]) assert.ok(!bytes.includes(secret), `${name} is in ${file}`);
    assert.ok(!log.includes(secret), `${name} is in the log`);
  }
  await guarded.stop();
  await context.close();
});

test("the built page links one script and one stylesheet, and holds neither inline", () => {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  assert.deepEqual([...html.matchAll(/<script[^>]*>/g)].map(([tag]) => /integrity="sha384-[^"]+"/.test(tag) && /src="\/boot-[0-9a-f]{16}\.js"/.test(tag)), [true]);
  assert.equal([...html.matchAll(/<link rel="stylesheet"[^>]*integrity="sha384-/g)].length, 1);
  assert.ok(!/<style|\sstyle=|\son[a-z]+=/i.test(html));
});
