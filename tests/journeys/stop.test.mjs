// R-12, C-12: an app that broke is stopped from outside, in two browsers, and says so; nothing that was typed is lost, and nothing is sent.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { inEach } from "./browsers.mjs";
import { figure } from "./figures.mjs";
import { BAMBOO_KEY, Backend, until } from "./harness.mjs";

let backend;
const recoveries = { restored: 0, of: 0 };
before(async () => {
  backend = await Backend.start();
});
after(() => (figure("recoveries", recoveries), backend.stop()));

// Modules of one function: it runs into `unreachable`, calls itself for ever, asks for more memory than there is as Rust does, or calls out.
const START = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0];
const module = (...sections) => [...START, ...sections.flat()];
const code = (...body) => [10, body.length + 4, 1, body.length + 2, 0, ...body, 11];
const ONE = [3, 2, 1, 0], NAMED = [7, 5, 1, 1, 102, 0, 0];
const calling = module([2, 7, 1, 1, 109, 1, 102, 0, 0], ONE, [7, 5, 1, 1, 102, 0, 1], code(16, 0));
const BROKEN = {
  "that panics": [module(ONE, NAMED, code(0)), ""],
  "that runs out of stack": [module(ONE, NAMED, code(16, 0)), ""],
  "that runs out of memory": [module(ONE, [5, 3, 1, 0, 1], NAMED, code(65, 128, 128, 4, 64, 0, 65, 127, 70, 4, 64, 0, 11)), ""],
  "that calls what runs out of memory": [calling, "memory"],
  "that calls what fails": [calling, "failure"],
};

inEach((name, browser) => {
  const press = async (page, label) => (await page.waitForSelector(`::-p-aria([name="${label}"][role="button"])`, { visible: true })).click();
  const heading = (page, text) => until(() => page.evaluate((text) => document.querySelector("#app h1")?.textContent === text, text).catch(() => false), `it says "${text}"`);
  const toKey = async () => {
    const page = await (await browser().createBrowserContext()).newPage();
    await page.goto(await backend.link({ integration_tool: "bamboohr" }));
    await press(page, "Agree and continue");
    await (await page.waitForSelector("#field-subdomain")).type("acme");
    await press(page, "Continue");
    await heading(page, "Check that your account can see the data");
    await press(page, "Continue");
    await (await page.waitForSelector("#field-api_key")).type(BAMBOO_KEY);
    await until(() => page.evaluate(() => Object.values(sessionStorage).join().includes("sealed\":{\"api_key")), "the key is kept");
    return page;
  };
  const close = (page) => page.browserContext().close();
  // Throws where the app would: in a listener, or behind a promise.
  const breakIt = (page, [bytes, outside], where = "listener") =>
    page.evaluate(
      async (bytes, outside, where) => {
        // Functions of the browser's own: what a test's fail with is kept from the page.
        const outsides = { memory: "".repeat.bind("xx", 2 ** 31), failure: Object.defineProperty.bind(null, null) };
        const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes), { m: { f: outsides[outside] ?? (() => {}) } });
        const begun = performance.now();
        window.shown = new Promise((seen) => {
          new MutationObserver(() => seen(performance.now() - begun)).observe(document.getElementById("fallback"), { attributes: true });
          setTimeout(seen, 3000, Infinity);
        });
        if (where === "promise") return void Promise.resolve().then(instance.exports.f);
        addEventListener("break", () => instance.exports.f(), { once: true });
        setTimeout(() => dispatchEvent(new Event("break")));
      },
      bytes,
      outside,
      where,
    );
  const isStopped = async (page) => {
    assert.ok((await page.evaluate(() => shown)) < 1000, "it is said within a second");
    assert.deepEqual(await page.evaluate(() => [document.activeElement.id, document.activeElement.textContent, document.getElementById("fallback-code").textContent, document.getElementById("app").inert, document.getElementById("app").checkVisibility()]), ["fallback-title", "Something broke", "STOPPED", true, false]);
  };

  for (const [what, broken] of Object.entries(BROKEN))
    test(`an app ${what} says so within a second, and a reload brings every answer back, in ${name}`, async () => {
      recoveries.of++;
      const page = await toKey();
      await breakIt(page, broken);
      await isStopped(page);
      // Another document: the one that is left has the heading as well.
      await Promise.all([page.waitForNavigation(), page.click("#fallback-reload")]);
      await heading(page, "Create an API key");
      assert.equal(await page.$eval("#field-api_key", (field) => field.value), BAMBOO_KEY);
      recoveries.restored++;
      await close(page);
    });

  test(`an app that breaks behind a promise is stopped as well, in ${name}`, async () => {
    const page = await toKey();
    await breakIt(page, BROKEN["that panics"], "promise");
    await isStopped(page);
    await close(page);
  });

  test(`what fails outside the wasm stops nothing, in ${name}`, async () => {
    const page = await toKey();
    await page.evaluate(() => {
      setTimeout(() => null.x);
      setTimeout(() => new Array(-1));
      Promise.reject(new DOMException("no", "NotAllowedError"));
      return new Promise((done) => setTimeout(done, 100));
    });
    assert.equal(await page.$eval("#fallback", ({ hidden }) => hidden), true);
    await press(page, "Connect BambooHR");
    await heading(page, "BambooHR is connected");
    await close(page);
  });

  test(`after it was stopped no answer, event or timer reaches the app, and it asks for nothing, in ${name}`, async () => {
    const page = await toKey();
    const held = [];
    await page.setRequestInterception(true);
    page.on("request", (request) => (request.url().includes("/api/") ? held.push(request) : request.continue()));
    await press(page, "Connect BambooHR");
    await until(() => held.some((request) => request.url().endsWith("/api/submissions")), "it is sent");
    await breakIt(page, BROKEN["that panics"]);
    await isStopped(page);
    const asked = held.length;
    const before = await page.evaluate(() => [document.getElementById("app").innerHTML, document.title, location.href, history.length]);
    for (const request of held) await request.respond({ status: 200, contentType: "application/json", body: '{"activation_token":"cfa_x"}' });
    // Shown again by force, it is as dead as it looks.
    await page.evaluate(async () => {
      const app = document.getElementById("app");
      app.hidden = app.inert = false;
      for (const element of app.querySelectorAll("*")) for (const type of ["click", "input", "change", "keydown", "submit", "focus", "blur"]) element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
      dispatchEvent(new PopStateEvent("popstate", { state: '{"place":"tools"}' }));
      dispatchEvent(new Event("online"));
      await new Promise((done) => setTimeout(done, 2500));
    });
    assert.deepEqual(await page.evaluate(() => [document.getElementById("app").innerHTML, document.title, location.href, history.length]), before);
    assert.equal(held.length, asked);
    await close(page);
  });

  // C-12
  const enter = async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    const before = page.url();
    for (const field of await page.$$("input, textarea, select, button")) {
      await field.focus();
      await page.keyboard.press("Enter");
    }
    await page.evaluate(() => {
      for (const form of document.forms) form.requestSubmit();
      return new Promise((done) => setTimeout(done, 300));
    });
    assert.deepEqual([page.url(), asked], [before, []]);
  };
  test(`Enter in every field of an app that was stopped changes no address and asks for nothing, in ${name}`, async () => {
    const page = await toKey();
    await breakIt(page, BROKEN["that panics"]);
    await isStopped(page);
    await page.evaluate(() => {
      document.getElementById("app").hidden = document.getElementById("app").inert = false;
      document.getElementById("fallback").hidden = true;
    });
    assert.ok(await page.$("#app form input"));
    await enter(page);
    await close(page);
  });

  test(`Enter in a form that nobody handles yet sends nothing, in ${name}`, async () => {
    const page = await (await browser().createBrowserContext()).newPage();
    await page.setRequestInterception(true);
    page.on("request", (request) => (request.url().endsWith(".wasm") ? request.respond({ status: 404, contentType: "text/plain", body: "" }) : request.continue()));
    await page.goto(await backend.link({ integration_tool: "bamboohr" }));
    await until(() => page.$eval("#fallback", ({ hidden }) => !hidden).catch(() => false), "the page says that it cannot start");
    await page.evaluate(() => {
      const form = document.body.appendChild(document.createElement("form"));
      form.append(Object.assign(document.createElement("input"), { name: "secret", value: "canary" }), document.createElement("button"));
      document.getElementById("fallback").hidden = true;
    });
    await enter(page);
    await close(page);
  });
});
