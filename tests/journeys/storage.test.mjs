// E-09, T-04, M5: browsers that keep nothing, or nothing for others' frames, by their own settings; stores that are full; stores that are
// emptied in the middle of it all; and a frame that has no origin to keep anything for.
import { after, before, describe } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "./browsers.mjs";
import { figure } from "./figures.mjs";
import { BAMBOO_KEY, idOf, until } from "./harness.mjs";
import { backend, link, stage } from "./hosts.mjs";
import { KEEPING, all, blocked, fill, isFull, stores } from "./stores.mjs";
import { wordsOf } from "./tour.mjs";
import { asked, filled, leave, press, screen, walk } from "./walks.mjs";

const MODES = ["normal", "frames", "nothing", "full", "emptied", "sandboxed"];
const passed = { chrome: new Set(), firefox: new Set() };
after(() => figure("storage_modes", { chromium: passed.chrome.size, firefox: passed.firefox.size, of: MODES.length }));

const ANSWERS = { subdomain: "acme", api_key: BAMBOO_KEY };

for (const [name, { mode, blocks, options }] of Object.entries(KEEPING))
  describe(name, () => {
    const engine = name.split(" ")[0];
    let browser, folder;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "connect-storage-"));
      browser = await start(engine, options(folder));
    });
    after(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const { story, open, result, flow, press: pressIn, pressLast, ready } = stage(name, () => browser);

    story("the whole journey works, and nothing is kept on the host's origin", async (page) => {
      await open(page, await link());
      await ready(page);
      const frame = await flow(page);
      assert.deepEqual([await page.evaluate(blocked, all), await frame.evaluate(blocked, all)], blocks, "the setting is in force");
      await pressIn(frame, "Agree and continue");
      await (await frame.waitForSelector("#field-api_key")).type("canary-key");
      await pressLast(frame, "Connect Sandbox");
      const { value } = await result(page);
      const { data } = await backend.api(`/v1/connect/integration-by-token/${value.activationToken}`, { key: "development" });
      assert.equal(data.tool, "sandbox");
      if (!blocks[0].length) assert.deepEqual(await page.evaluate(async () => [document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length]), ["", 0, 0, 0, 0]);
      passed[engine].add(mode);
    });

    if (!blocks[1].length)
      story("what a frame keeps is not there outside the host", async (page) => {
        await open(page, await link());
        await ready(page);
        await (await flow(page)).evaluate(() => localStorage.setItem("mark", "here"));
        await page.goto(`${backend.url}/healthz`);
        assert.equal(await page.evaluate(() => localStorage.getItem("mark")), null);
      });

    story("closing it rejects as cancelled", async (page) => {
      await open(page, await link());
      await ready(page);
      await pressLast(await flow(page), "Close");
      assert.equal((await result(page)).code, "cancelled");
    });

    if (mode !== "normal") return;

    const bamboo = () => backend.link({ integration_tool: "bamboohr" });
    const connects = async (page, link, mode) => {
      await press(page, "Connect BambooHR");
      await screen(page, "connected");
      const { state } = await asked(backend, `/links/${idOf(link)}/outcome`, { secret: new URL(link).hash.slice(1) }, { origin: backend.url });
      assert.equal(state, "completed");
      passed[engine].add(mode);
    };

    story("the whole journey works where there is no room left for anything", async (page) => {
      await page.goto(`${backend.url}/healthz`);
      await page.evaluate(fill, stores);
      const link = await bamboo();
      await page.goto(link);
      await screen(page, "scopes");
      assert.ok(await page.evaluate(isFull, stores), "there is no room");
      await walk(page, ANSWERS);
      assert.ok(await page.evaluate(isFull, stores), "there was none all the time");
      await connects(page, link, "full");
    });

    story("what is kept can vanish between any two steps, and nothing that was typed in the open page is lost", async (page) => {
      const empty = () => page.evaluate((names) => names.map((name) => [window[name].length, window[name].clear()][0]), stores);
      const link = await bamboo();
      await page.goto(link);
      await screen(page, "scopes");
      assert.ok((await empty())[0] > 0, "there was something to lose");
      await walk(page, ANSWERS, { before: empty, after: empty });
      // To the address and back again: past a step that asks for nothing.
      for (const [name, to] of [["Back", []], ["Back", ["subdomain"]], ["Continue", []], ["Continue", ["api_key"]]]) {
        await empty();
        await leave(page, () => press(page, name));
        assert.deepEqual(await filled(page, ANSWERS), to);
      }
      await empty();
      await connects(page, link, "emptied");
    });

    story("a frame without an origin is named what it lacks", async (page) => {
      const address = await link({ language: "fr" });
      await page.evaluate((src) => {
        const frame = Object.assign(document.createElement("iframe"), { src });
        frame.setAttribute("sandbox", "allow-scripts allow-forms allow-popups");
        document.body.append(frame);
      }, address);
      const frame = await flow(page);
      const text = wordsOf("fr")["fallback.SANDBOXED.text"];
      await until(() => frame.evaluate((text) => document.body?.innerText.includes(text), text).catch(() => false), "it says what is missing");
      assert.match(text, /allow-same-origin/);
      assert.equal(await frame.evaluate(() => document.getElementById("fallback-code").textContent), "SANDBOXED");
      assert.equal(await frame.evaluate(() => self.origin), "null", "the setting is in force");
      passed[engine].add("sandboxed");
    });
  });
