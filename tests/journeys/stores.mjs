// Browsers that keep everything, something or nothing, by their own settings; and what a page finds out about its stores.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// What a browser's settings page writes.
const withPreferences = (profile) => (folder) => {
  mkdirSync(join(folder, "Default"));
  writeFileSync(join(folder, "Default/Preferences"), JSON.stringify({ profile }));
  return { userDataDir: folder };
};
const withBehaviour = (cookieBehavior) => () => ({ extraPrefsFirefox: { "network.cookie.cookieBehavior": cookieBehavior } });
export const stores = ["sessionStorage", "localStorage"];
export const all = ["cookies", ...stores];
// What each refuses in the host's page, and in the flow's frame.
export const KEEPING = {
  // Said in so many words: some systems bring a Chromium of other settings.
  "chrome that keeps everything": { mode: "normal", blocks: [[], []], options: withPreferences({ cookie_controls_mode: 0, block_third_party_cookies: false }) },
  "chrome that keeps nothing for others' frames": { mode: "frames", blocks: [[], ["cookies"]], options: withPreferences({ cookie_controls_mode: 1, block_third_party_cookies: true }) },
  "chrome that keeps nothing": { mode: "nothing", blocks: [all, all], options: withPreferences({ default_content_setting_values: { cookies: 2 } }) },
  "firefox that keeps every host's frames apart": { mode: "normal", blocks: [[], []], options: withBehaviour(5) },
  "firefox that keeps nothing for others' frames": { mode: "frames", blocks: [[], ["cookies", "localStorage"]], options: withBehaviour(1) },
  "firefox that keeps nothing": { mode: "nothing", blocks: [all, all], options: withBehaviour(2) },
};

// Of these, which are refused.
export const blocked = (names) =>
  names.filter((name) => {
    try {
      if (name !== "cookies") return !window[name];
      document.cookie = "probe=1; SameSite=None; Secure";
      return !document.cookie.includes("probe");
    } catch {
      return true;
    } finally {
      document.cookie = "probe=; SameSite=None; Secure; Max-Age=0";
    }
  });
// Leaves no room for another value.
export const fill = (names) => {
  for (const store of names.map((name) => window[name]))
    for (let size = 2 ** 22; size >= 1; size /= 2)
      try {
        for (let count = 0; ; count++) store.setItem(`${size} ${count}`, "x".repeat(size));
      } catch {
        // Half as much may have room.
      }
};
export const isFull = (names) =>
  names.every((name) => {
    try {
      window[name].setItem("one more", "and another");
    } catch (error) {
      return /quota/i.test(`${error.name} ${error.message}`);
    }
  });
