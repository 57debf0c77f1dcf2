// C-03: bytes that were changed on the way are not run, in any engine.
import { after } from "node:test";
import assert from "node:assert/strict";
import { JOURNEYS, between, inEveryEngine, sandbox, shows } from "./engines.mjs";
import { figure } from "./figures.mjs";
import { flipBoot, flipWasm } from "./tamper.mjs";

const nothingOfTheApp = async (page) => {
  assert.equal(await page.evaluate(() => document.querySelectorAll("#app form, #app input, #app button").length), 0);
  assert.deepEqual(between.changes(), []);
};
let refused = 0;

inEveryEngine((rule) => {
  rule("what comes untouched through the same hands works (C-03)", async (page) => {
    await page.start(await sandbox());
    await JOURNEYS.Sandbox.walk(page);
    assert.ok(between.changes().length > 0, "what would have changed something is seen");
  });

  rule("wasm with one bit flipped is not run, and the page says so (C-03)", async (page) => {
    between.reset({ change: flipWasm });
    await page.start(await sandbox());
    await shows(page, "The page could not be started");
    await shows(page, "INTEGRITY");
    await nothingOfTheApp(page);
    refused++;
  });

  // Whether a script has run can be told from the address: the first thing it does is to take the secret away from there.
  rule("the script with one bit flipped is not run (C-03)", async (page) => {
    between.reset({ change: flipBoot });
    await page.goto(await sandbox());
    await between.was("/boot-");
    await nothingOfTheApp(page);
    assert.match(await page.evaluate(() => location.hash), /^#cfl_/);
    assert.equal(await page.evaluate(() => document.querySelector("main").dataset.screen), "opening");
    assert.ok(!between.asked.some((line) => line.includes("/api/session")));
    refused++;
  });

  // Without its script the page has no clock but the style's: it is put forward.
  rule("a page whose script is not run says so after fifteen seconds (C-03, R-15)", async (page) => {
    between.reset({ change: flipBoot });
    await page.goto(await sandbox());
    const late = (time) =>
      page.evaluate((time) => {
        const clock = document.getAnimations().find(({ animationName }) => animationName === "connect-late");
        if (clock) clock.currentTime = time;
        return clock && document.body.innerText.includes("Please load the page again, or open your link in another browser.");
      }, time);
    assert.deepEqual([await late(14900), await late(15100)], [false, true]);
    await nothingOfTheApp(page);
  });
});

after(() => figure("tampered_loads", { refused, of: 6 }));
