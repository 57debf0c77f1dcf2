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

export const start = (browser, options = {}) => {
  const executablePath = BROWSERS[browser];
  assert.ok(executablePath, `${browser} is missing: scripts/setup test installs it`);
  const args = browser === "chrome" ? ["--no-sandbox", "--disable-background-networking"] : [];
  return puppeteer.launch({ browser, executablePath, args, timeout: 60000, ...options });
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
