// A page that cannot start says so, in two browsers: whatever of it is missing, changed, blocked or on its way for ever.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { inEach } from "./browsers.mjs";
import { Backend, until } from "./harness.mjs";
import { wordsOf } from "./tour.mjs";

let backend;
before(async () => {
  backend = await Backend.start();
});
after(() => backend.stop());
const bamboo = (fields) => backend.link({ integration_tool: "bamboohr", ...fields });

// What becomes of a file on its way.
const changed = async (request) => {
  const answer = await fetch(request.url());
  const body = Buffer.from(await answer.arrayBuffer());
  body[body.length - 1] ^= 1;
  return request.respond({ status: 200, contentType: answer.headers.get("content-type"), body });
};
const missing = (request) => request.respond({ status: 404, contentType: "text/plain", body: "gone" });
const blocked = (request) => request.abort();
const stalled = () => {};

inEach((name, browser) => {
  // A page on which whatever fits has something happen to it; how often each part was asked for is counted.
  const withTrouble = async (part, trouble) => {
    const page = await (await browser().createBrowserContext()).newPage();
    const asked = [];
    await page.setRequestInterception(true);
    page.on("request", (request) => {
      asked.push(request.url());
      return part.test(request.url()) ? trouble(request) : request.continue();
    });
    return { page, asked, open: (link) => void page.goto(link).catch(() => {}) };
  };
  const close = (page) => page.browserContext().close();
  const sees = (page, text) => until(() => page.evaluate((text) => document.body?.innerText.includes(text), text).catch(() => false), `it says "${text}"`);

  // C-03, R-15
  for (const [what, trouble] of Object.entries({ changed, missing, blocked, stalled }))
    test(`with a script that is ${what} the document says what to do after fifteen seconds, in its language, in ${name}`, async () => {
      const { page, open } = await withTrouble(/\/boot-/, trouble);
      await page.emulateMediaFeatures?.([{ name: "prefers-reduced-motion", value: "reduce" }]).catch(() => {});
      open(await bamboo({ language: "de" }));
      const late = wordsOf("de")["document.late"];
      await until(() => page.evaluate(() => document.getAnimations().some(({ animationName }) => animationName === "connect-late")).catch(() => false), "the document is there");
      const at = (time) =>
        page.evaluate((time) => {
          document.getAnimations().find(({ animationName }) => animationName === "connect-late").currentTime = time;
          const { height } = document.querySelector(".connect-late").getBoundingClientRect();
          return [document.querySelector(".connect-late").checkVisibility({ visibilityProperty: true }), height > 0];
        }, time);
      assert.deepEqual(await at(14000), [false, false]);
      assert.deepEqual(await at(15100), [true, true]);
      await sees(page, late);
      await close(page);
    });

  //
  const skewed = (asked) => asked.filter((url) => url.includes("/l/")).map((url) => new URL(url).search);
  for (const [what, part, trouble] of [["wasm that is missing", /\.wasm$/, missing], ["wasm that was changed", /\.wasm$/, changed], ["words that are missing", /\/words-/, missing]])
    test(`with ${what} the page is loaded again once, and then says so, in ${name}`, async () => {
      const { page, asked, open } = await withTrouble(part, trouble);
      open(await bamboo());
      await sees(page, "The page could not be started");
      assert.deepEqual(skewed(asked), ["", "?again=1"]);
      await page.click("#fallback-reload");
      await until(() => skewed(asked).length === 3, "it is loaded again when that is asked for");
      await sees(page, "The page could not be started");
      assert.deepEqual(skewed(asked), ["", "?again=1", "?again=1"]);
      await close(page);
    });

  for (const [what, isBlocked] of [["", false], [" although nothing can be stored", true]])
    test(`a page from before a new version comes up with the new one by itself${what}, in ${name}`, async () => {
      let isOld = true;
      const { page, asked, open } = await withTrouble(/\.wasm$/, (request) => (isOld ? missing(request) : request.continue()));
      if (isBlocked) await page.evaluateOnNewDocument(() => Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("refused", "SecurityError"); } }));
      page.on("request", (request) => (isOld &&= !request.url().includes("again=1")));
      const link = await bamboo();
      open(link.replace("#", "?lang=en#"));
      await page.waitForSelector('main[data-screen="scopes"]');
      assert.deepEqual(skewed(asked), ["?lang=en", "?lang=en&again=1"]);
      await until(async () => page.url() === `${link.split("#")[0]}?lang=en`, "the address is as it was");
      await close(page);
    });

  test(`in an app that has started nothing of that is left, in ${name}`, async () => {
    const { page, open } = await withTrouble(/^$/, stalled);
    open(await bamboo());
    await page.waitForSelector('main[data-screen="scopes"]');
    assert.equal(await page.$(".connect-late"), null);
    await close(page);
  });
});
