// The browsers that embedding is tested in.
import { after, before, describe } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import puppeteer from "puppeteer-core";

const found = (...names) => {
  for (const name of names) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // The next one, perhaps.
    }
  }
};
export const BROWSERS = {
  chrome: process.env.CHROMIUM || found("chromium", "google-chrome"),
  firefox: process.env.FIREFOX || found("firefox-esr", "firefox"),
};

// What a person prefers, as their browser is told it.
const TOLD = {
  chrome: {
    light: ["--blink-settings=preferredColorScheme=1"],
    dark: ["--blink-settings=preferredColorScheme=0"],
    "less motion": ["--force-prefers-reduced-motion"],
    "own colours": ["--force-high-contrast"],
  },
  firefox: {
    light: { "layout.css.prefers-color-scheme.content-override": 1 },
    dark: { "layout.css.prefers-color-scheme.content-override": 0 },
    "less motion": { "ui.prefersReducedMotion": 1 },
    "own colours": { "browser.display.document_color_use": 2 },
  },
};

export const start = (browser, { prefers = [], ...options } = {}) => {
  const executablePath = BROWSERS[browser];
  assert.ok(executablePath, `${browser} is missing: scripts/setup test installs it`);
  const told = prefers.map((wish) => TOLD[browser][wish]);
  const how =
    browser === "chrome"
      ? { args: ["--no-sandbox", "--disable-background-networking", ...told.flat()] }
      : { args: [], extraPrefsFirefox: Object.assign({}, ...told) };
  return puppeteer.launch({ browser, executablePath, timeout: 60000, ...how, ...options });
};

// Tells the same in each browser: one is started for all of it. What is told is given the browser's name and a way to it.
export const inEach = (tell) => {
  for (const name of Object.keys(BROWSERS))
    describe(name, () => {
      let browser;
      before(async () => {
        browser = await start(name);
      });
      after(() => browser?.close());
      tell(name, () => browser);
    });
};
