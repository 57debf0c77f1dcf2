// One face over three engines, so that a story is told once: a `Place` is a page or a frame in it, and is looked into by role and name.
import { after, before, describe, test } from "node:test";
import { createServer } from "node:http";
import { start as startBrowser } from "./browsers.mjs";
import { BAMBOO_KEY, until } from "./harness.mjs";
import { Between } from "./tamper.mjs";
import { WebKit, endWebKit } from "./webkit.mjs";

export const ENGINES = ["chrome", "firefox", "webkit"];
export let between, hosts;
before(async () => {
  [between, hosts] = await Promise.all([Between.start(), startHosts()]);
});
after(async () => {
  await endWebKit();
  hosts?.stop();
  await between?.stop();
});

// What Puppeteer drives, with the manners of webkit.mjs and a few more.
class Place {
  constructor(page, frame = page.mainFrame()) {
    Object.assign(this, { page, own: frame });
  }
  evaluate = (...words) => this.own.evaluate(...words);
  start = async (url) => void this.page.goto(url).catch(() => {});
  goto = (url) => this.page.goto(url);
  // What comes back out of a browser's memory is no navigation to some drivers.
  back = async () => void this.page.goBack({ waitUntil: "domcontentloaded" }).catch(() => {});
  frame = async (start) => new Place(this.page, await until(() => this.own.childFrames().find((frame) => frame.url().startsWith(start)), `a frame at ${start} is there`));
  children = () => this.own.childFrames().map((frame) => new Place(this.page, frame));
  find = (selector) => this.own.waitForSelector(selector, { visible: true });
  // As an extension would: in a world of its own, which no policy of the page applies to.
  beside = (expression) => this.own.isolatedRealm().evaluate(expression);
  async resize(width) {
    await this.page.setViewport({ width, height: 700 });
    await this.evaluate((width) => new Promise((wide) => (function look() { innerWidth === width ? wide() : requestAnimationFrame(look); })()), width);
  }
  see = (role, name) => this.own.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`, { visible: true });
  press = async (name) => (await this.see("button", name)).click();
  async fill(name, text) {
    const labelled = (name) => [...document.querySelectorAll("input, textarea")].find(({ labels }) => [...labels].some(({ textContent }) => textContent.trim() === name));
    const field = await this.own.waitForFunction(labelled, {}, name);
    await field.evaluate((field) => (field.focus(), field.select()));
    await field.type(text);
  }
  key = (name) => this.page.keyboard.press(name);
  type = (text) => this.page.keyboard.type(text);
}

// What may be switched off before a page is opened.
const puppeteerPage = async (name, browser, { script = true, wasm = true, early } = {}) => {
  // Firefox takes scripts away from a whole browser only.
  const own = !script && name === "firefox" ? await startBrowser(name, { extraPrefsFirefox: { "javascript.enabled": false } }) : null;
  const context = await (own ?? browser).createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const errors = [];
  // A status that is part of a story is not a mistake of the page.
  page.on("console", (message) => message.type() === "error" && !/Failed to load resource/.test(message.text()) && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  if (!script && name === "chrome") await page.setJavaScriptEnabled(false);
  if (!wasm) await page.evaluateOnNewDocument(() => delete globalThis.WebAssembly);
  if (early) await page.evaluateOnNewDocument(early);
  return [Object.assign(new Place(page), { errors }), () => (own ?? context).close()];
};
const webKitPage = async ({ script = true, wasm = true, localStorage = true } = {}) => {
  const args = [script || "--enable-javascript=false", localStorage || "--enable-html5-local-storage=false"].filter((word) => word !== true);
  const browser = await WebKit.start({ args, env: wasm ? {} : { JSC_useWasm: "0" } });
  return [Object.assign(browser.page(), { errors: [] }), () => browser.close()];
};

// Tells the same in every engine. `rule` is given a fresh page that nothing was done to yet. What people prefer, only the first two are told.
export const inEveryEngine = (tell, engines = ENGINES, prefers = []) => {
  for (const name of engines)
    describe(name, () => {
      let browser;
      before(async () => {
        if (name !== "webkit") browser = await startBrowser(name, { prefers });
      });
      after(() => browser?.close());
      const rule = (what, told, options = {}) =>
        test(`${what}, in ${name}`, options, async () => {
          between.reset();
          const [place, close] = name === "webkit" ? await webKitPage(options) : await puppeteerPage(name, browser, options);
          try {
            await told(place);
          } finally {
            between.reset();
            await close();
          }
        });
      tell(rule, name);
    });
};

// Hosts on other sites than the flow, without our SDK: the page answers a hello, and writes down what it is told on the channel.
const PAGE = `<!doctype html><html lang="en"><title>Host</title><style>html, body, iframe { margin: 0; border: 0; display: block; width: 100%; height: 100% }</style><script>
window.hellos = []; window.told = [];
addEventListener("message", ({ data, origin, source }) => {
  if (data.type !== "hello") return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => told.push(data.type);
  hellos.push(origin);
  source.postMessage({ cf: 2, type: "init", nonce: data.nonce }, origin, [port2]);
});
window.embed = (src) => void document.body.append(Object.assign(document.createElement("iframe"), { src, title: "Connect" }));
</script><body>`;
async function startHosts() {
  const server = createServer(({ url }, answer) => {
    const policy = new URL(url, "http://host").searchParams.get("policy");
    if (policy) answer.setHeader("referrer-policy", policy);
    answer.setHeader("content-type", "text/html").end(PAGE);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const at = (name) => `http://${name}:${server.address().port}`;
  return { host: at("localhost"), second: at("second.localhost"), evil: at("evil.localhost"), stop: () => (server.closeAllConnections(), server.close()) };
}
export const embed = (place, address) => place.evaluate((address) => embed(address), address);

// Links to the two tools that a journey is walked through with.
export const sandbox = (fields) => between.backend.link({ integration_tool: "sandbox", ...fields }, "development");
export const bamboo = (fields) => between.backend.link({ integration_tool: "bamboohr", ...fields }, fields?.allowed_origins ? "development" : "production");
export const framed = (allowed_origins = [hosts.host]) => ({ link_type: "EMBEDDED", allowed_origins });

export const toSandboxKey = async (place) => {
  await place.press("Agree and continue");
  await place.fill("API key", "canary-key");
};
const throughSandbox = async (place) => {
  await toSandboxKey(place);
  await place.press("Connect Sandbox");
  await place.see("heading", "Sandbox is connected");
};
const throughBamboo = async (place) => {
  await place.press("Agree and continue");
  await place.fill("BambooHR address", "acme");
  await place.press("Continue");
  await place.see("heading", "Check that your account can see the data");
  await place.press("Continue");
  await place.fill("API key", BAMBOO_KEY);
  await place.press("Connect BambooHR");
  await place.see("heading", "BambooHR is connected");
};
export const JOURNEYS = { Sandbox: { link: sandbox, walk: throughSandbox }, BambooHR: { link: bamboo, walk: throughBamboo } };

export const text = (place) => place.evaluate(() => document.body?.innerText ?? "").catch(() => "");
export const shows = (place, words) => until(async () => (await text(place)).includes(words), `the page says: ${words}`);
