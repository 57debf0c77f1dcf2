// E-09, M5: browsers that keep nothing, or nothing for others' frames, by their own settings.
import { after, before, describe } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "./browsers.mjs";
import { backend, link, stage } from "./hosts.mjs";

// What a browser's settings page writes.
const withPreferences = (preferences) => (folder) => {
  mkdirSync(join(folder, "Default"));
  writeFileSync(join(folder, "Default/Preferences"), JSON.stringify(preferences));
  return { userDataDir: folder };
};
const withBehaviour = (cookieBehavior) => () => ({ extraPrefsFirefox: { "network.cookie.cookieBehavior": cookieBehavior } });
// What throws in the host's page, and in the flow's frame.
const all = ["sessionStorage", "localStorage"];
const BROWSERS = {
  "chrome that keeps nothing": { blocks: [all, all], options: withPreferences({ profile: { default_content_setting_values: { cookies: 2 } } }) },
  "firefox that keeps nothing": { blocks: [all, all], options: withBehaviour(2) },
  "firefox that keeps nothing for others' frames": { blocks: [[], ["localStorage"]], options: withBehaviour(1) },
  "firefox that keeps every host's frames apart": { blocks: [[], []], options: withBehaviour(5) },
};
const blocked = (names) =>
  names.filter((name) => {
    try {
      return !window[name];
    } catch {
      return true;
    }
  });

for (const [name, { blocks, options }] of Object.entries(BROWSERS))
  describe(name, () => {
    let browser, folder;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "connect-storage-"));
      browser = await start(name.split(" ")[0], options(folder));
    });
    after(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const { story, open, result, flow, press, pressLast, ready } = stage(name, () => browser);

    story("the whole journey works, and nothing is kept on the host's origin", async (page) => {
      await open(page, await link());
      await ready(page);
      const frame = await flow(page);
      assert.deepEqual([await page.evaluate(blocked, all), await frame.evaluate(blocked, all)], blocks, "the setting is in force");
      await press(frame, "Agree and continue");
      await (await frame.waitForSelector("#field-api_key")).type("canary-key");
      await pressLast(frame, "Connect Sandbox");
      const { value } = await result(page);
      const { data } = await backend.api(`/v1/connect/integration-by-token/${value.activationToken}`, { key: "development" });
      assert.equal(data.tool, "sandbox");
      if (!blocks[0].length) assert.deepEqual(await page.evaluate(async () => [document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length]), ["", 0, 0, 0, 0]);
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
  });
