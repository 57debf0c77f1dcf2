// How fast the page opens and goes on, on a phone with a slow network and without either, and how fast the server answers: `scripts/bench`.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { Backend, idOf, launch } from "./harness.mjs";
import { asked } from "./walks.mjs";

const LOADS = Number(process.env.LOADS ?? 9);
const FLOWS = Number(process.env.FLOWS ?? 400);
const AT_ONCE = 20;
// Slow 4G and the fourfold slower processor of a mid-range phone, as Lighthouse simulates them.
const PHONE = { cpu: 4, network: { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) | 0, uploadThroughput: (0.75e6 / 8) | 0 } };
const DESK = { cpu: 1 };

const [backend, browser] = await Promise.all([Backend.start({ LOG: "error", RATE_LIMIT: "1000000" }), launch()]);
const sorted = (values) => values.toSorted((a, b) => a - b);
const quantile = (values, part) => Math.round(sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))] * 10) / 10;

// In the page: when its first screen was there, and how long after a press the next one was painted.
const watch = () => {
  const seen = (window.seen = {});
  let pressed;
  addEventListener("click", () => (pressed = performance.now()), true);
  new MutationObserver(() => {
    const main = document.querySelector("main[data-screen]");
    if (main?.dataset.screen === "scopes") seen.usable ??= performance.now();
    if (main?.dataset.screen === "step" && !seen.step) {
      seen.step = true;
      requestAnimationFrame(() => setTimeout(() => (seen.step = performance.now() - pressed)));
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-screen"] });
};
async function load({ cpu, network }) {
  // A browser that was never here: nothing is cached.
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  if (network) await cdp.send("Network.enable").then(() => cdp.send("Network.emulateNetworkConditions", network));
  await page.addInitScript(watch);
  await page.goto(await backend.link({ integration_tool: "bamboohr" }));
  await page.locator('main[data-screen="scopes"]').waitFor();
  await page.getByRole("button", { name: "Agree and continue" }).click();
  await page.waitForFunction(() => typeof seen.step === "number");
  const times = await page.evaluate(() => ({ paint: performance.getEntriesByName("first-contentful-paint")[0].startTime, ...seen }));
  await context.close();
  return times;
}

// So many at once until all are done; how long each took, in milliseconds.
async function each(items, work) {
  const [times, left] = [[], [...items]];
  const lane = async () => {
    for (let item; (item = left.shift()); ) {
      const begun = performance.now();
      await work(item);
      times.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { median: quantile(times, 0.5), p99: quantile(times, 0.99), per_second: Math.round(items.length / ((performance.now() - begun) / 1000)) };
}

const report = { at: new Date().toISOString(), processors: cpus().length, page: {}, server: {} };
for (const [name, place] of Object.entries({ phone: PHONE, desk: DESK })) {
  // The first is for the machine: files that were never read, code that was never run.
  await load(place);
  const loads = [];
  for (let count = 0; count < LOADS; count++) loads.push(await load(place));
  const median = (part) => quantile(loads.map((times) => times[part]), 0.5);
  report.page[name] = { first_paint: median("paint"), usable: median("usable"), next_step: median("step") };
}
await browser.close();

const links = [];
for (let count = 0; count < FLOWS; count++) links.push(await backend.link({ integration_tool: "sandbox" }, "development"));
const sessions = [];
report.server.open = await each(links, async (link) => {
  const session = await asked(backend, "/session", { link: idOf(link), secret: new URL(link).hash.slice(1) });
  sessions.push(session);
});
report.server.submit = await each(sessions, async ({ token, link, tool }) => {
  const headers = { authorization: `Bearer ${token}`, "idempotency-key": `bench-${link}` };
  const { activation_token } = await asked(backend, "/submissions", { tool: "sandbox", asked: tool.asked, answers: { api_key: "any" }, opted_out: [] }, headers);
  if (!activation_token) throw new Error("it is not connected");
});
await backend.stop();

writeFileSync(process.argv[2], `${JSON.stringify(report, null, 2)}\n`);
console.log(`Page, milliseconds, median of ${LOADS} cold loads (phone: slow 4G, processor four times slower)`);
console.table(report.page);
console.log(`Server, milliseconds, ${FLOWS} calls, ${AT_ONCE} at once, on ${report.processors} processors that the caller shares`);
console.table(report.server);
