// How the flow behaves in somebody else's page: it shows itself at once and in the right light, leaves a way out, and fits.
import assert from "node:assert/strict";
import { host, inBrowsers, link } from "./hosts.mjs";
import { broken } from "./tour.mjs";

const silent = () => `${host.url.replace("localhost", "127.0.0.1")}/l/silent#cfl_x`;

inBrowsers(({ name, story, open, result, flow, press, pressLast, ready }) => {
  story("while the server is silent, a way out can be seen over the page after a moment, and works", async (page) => {
    // 1280 pixels by 1024, at 400 %.
    await page.setViewport({ width: 320, height: 256 });
    await open(page, silent());
    const shown = () => page.$$eval("dialog button", (buttons) => buttons.map((button) => button.checkVisibility({ visibilityProperty: true })));
    assert.deepEqual(await shown(), [false]);
    const cancel = await page.waitForSelector("::-p-aria([name='Cancel'][role='button'])", { visible: true });
    const { x, y, width, height } = await cancel.boundingBox();
    assert.ok(x > 0 && y > 0 && x + width < 320 && y + height < 256 && width > 24 && width < 200 && height > 24, `${[x, y, width, height]}`);
    await cancel.click();
    assert.equal((await result(page)).code, "cancelled");
    assert.equal(await page.$("dialog"), null);
  });

  story("once the flow is there, its own way out is the only one", async (page) => {
    await open(page, await link());
    await ready(page);
    assert.equal((await page.$$("dialog button")).length, 0);
  });

  story("nothing flashes in the wrong light: what is seen first is as light or dark as the flow", async (page) => {
    for (const [scheme, theme, isDark] of [["light", "auto", false], ["dark", "auto", true], ["light", "dark", true], ["dark", "light", false]]) {
      const seen = await page.evaluate(
        (scheme, theme, address) => {
          document.documentElement.style.colorScheme = scheme;
          open_(address, { theme });
          const look = (selector) => getComputedStyle(document.querySelector(selector));
          const [red] = look("dialog [role=status]").backgroundColor.match(/\d+/);
          const seen = [red < 128, look("iframe").colorScheme, look("iframe").backgroundColor];
          document.querySelector("iframe").remove();
          return seen;
        },
        scheme,
        theme,
        silent(),
      );
      assert.deepEqual(seen, [isDark, isDark ? "dark" : "light", "rgba(0, 0, 0, 0)"], `${scheme} ${theme}`);
      await result(page);
    }
  });

  for (const inline of [false, true])
    story(`at 400 % everything can be reached and nothing sticks out, ${inline ? "inline" : "over the page"}`, async (page) => {
      await page.setViewport({ width: 320, height: 256 });
      await open(page, await link(), { inline });
      await ready(page);
      const frame = await flow(page);
      const fits = async () => assert.deepEqual([await broken({ frame }), await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)], [[], true]);
      await fits();
      // Without scrolling: a driver may click before the host's page has scrolled.
      await pressLast(frame, "Agree and continue");
      await frame.waitForSelector("#field-api_key");
      await fits();
    });

  // The other driver cannot ask for these.
  if (name !== "chrome") return;

  story("what is seen first keeps still for whoever asked for less motion", async (page) => {
    for (const [value, moving] of [["reduce", 0], ["no-preference", 1]]) {
      await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value }]);
      await open(page, silent());
      assert.equal(await page.evaluate(() => document.querySelector("dialog [role=status]").getAnimations().length), moving, value);
      await page.evaluate(() => document.querySelector("iframe").remove());
      await result(page);
    }
  });

  story("on a screen with notches the flow keeps clear of them, and its backdrop does not", async (page) => {
    const session = await page.createCDPSession();
    await session.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 47, bottom: 34 } });
    await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    const box = (selector) => page.$eval(selector, (element) => [element.getBoundingClientRect().top, element.getBoundingClientRect().bottom]);
    await open(page, await link());
    await ready(page);
    const height = await page.evaluate(() => innerHeight);
    assert.deepEqual([await box("dialog"), await box("dialog iframe")], [[0, height], [47, height - 34]]);
    assert.match(await page.$eval("dialog", (dialog) => getComputedStyle(dialog).borderTopColor), /0\.5\)/);
  });

  story("a printed step has its words, and none of its buttons", async (page) => {
    await page.goto(await link());
    const read = () => page.evaluate(() => document.body.innerText);
    await press(page.mainFrame(), "Agree and continue");
    await page.waitForSelector("#field-api_key");
    assert.match(await read(), /Connect Sandbox/);
    await page.emulateMediaType("print");
    const printed = await read();
    assert.match(printed, /API key/);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll("button")].filter((button) => button.checkVisibility() && !button.closest(".connect-input-row")).length), 0, printed);
  });
});
