// In a host's page, with our SDK, in two browsers: every way it can go, and every time the host's promise is settled.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer, request as httpRequest } from "node:http";
import puppeteer from "puppeteer-core";
import { Backend, idOf, until } from "./harness.mjs";

const found = (...names) => {
  for (const name of names) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // The next one, perhaps.
    }
  }
};
const BROWSERS = {
  chrome: process.env.CHROMIUM || found("chromium", "google-chrome"),
  firefox: process.env.FIREFOX || found("firefox-esr", "firefox"),
};

let backend, host, slow, delay;
before(async () => {
  [backend, delay] = await Promise.all([Backend.start(), startDelay()]);
  slow = await Backend.start({ BASE_URL: delay.url });
  delay.target = slow.port;
  host = await startHost();
});
after(async () => {
  host?.server.closeAllConnections();
  host?.server.close();
  delay?.server.closeAllConnections();
  delay?.server.close();
  await Promise.all([backend?.stop(), slow?.stop()]);
});

// Everything takes 700 milliseconds longer, the document three seconds.
async function startDelay() {
  const delay = {};
  delay.server = createServer((request, answer) =>
    setTimeout(() => {
      const { method, headers, url } = request;
      const onward = httpRequest({ port: delay.target, host: "127.0.0.1", path: url, method, headers }, (response) => {
        answer.writeHead(response.statusCode, response.headers);
        response.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      request.pipe(onward);
    }, request.url.startsWith("/l/") ? 3000 : 700),
  );
  await new Promise((listening) => delay.server.listen(0, "127.0.0.1", listening));
  delay.url = `http://127.0.0.1:${delay.server.address().port}`;
  return delay;
}

// A host on another site than the flow, whose page has the SDK; `/silent` is a flow that never answers, `/second` just another page.
async function startHost() {
  const page = () => `<!doctype html><html lang="en"><title>Host</title><h1>Host</h1><button id="opener">Connect</button><div id="place"></div>
<script type="module">import * as sdk from "${backend.url}/sdk/connect.js"; window.sdk = sdk;
window.open_ = (link, options = {}) => { window.steps = []; window.result = undefined; const place = options.inline ? { container: document.getElementById("place") } : {};
sdk.openConnect(link, { ...options, ...place, onStep: (step) => steps.push(step.screen), onReady: () => (window.isReady = true) }).then((value) => (window.result = { value }), (error) => (window.result = { code: error.code, name: error.name, message: error.message })); };</script>`;
  const server = createServer((request, answer) => {
    if (request.url.startsWith("/l/silent")) return;
    answer.setHeader("content-type", "text/html");
    answer.end(request.url === "/second" ? "<!doctype html><title>Second</title>" : page());
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, url: `http://localhost:${server.address().port}` };
}

const link = (fields = {}) => backend.link({ integration_tool: "sandbox", link_type: "EMBEDDED", allowed_origins: [host.url], ...fields }, "development");

for (const [name, executablePath] of Object.entries(BROWSERS)) {
  let browser;
  before(async () => {
    assert.ok(executablePath, `${name} is missing: scripts/setup test installs it`);
    const args = name === "chrome" ? ["--no-sandbox", "--disable-background-networking"] : [];
    browser = await puppeteer.launch({ browser: name, executablePath, args });
  });
  after(() => browser?.close());

  const story = (what, tell) =>
    test(`${what}, in ${name}`, async () => {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.setDefaultTimeout(15000);
      await page.goto(host.url);
      await page.waitForFunction(() => window.sdk);
      try {
        await tell(page);
      } finally {
        await context.close();
      }
    });

  const open = (page, address, options = {}) => page.evaluate((address, options) => open_(address, options), address, options);
  const result = (page) => until(() => page.evaluate(() => window.result), "the promise is settled", 20000);
  const flow = (page) => until(() => page.frames().find((frame) => frame.url().startsWith(`${backend.url}/l/`)), "the flow's frame is there");
  const press = async (frame, label) => (await frame.waitForSelector(`::-p-aria([name="${label}"][role="button"])`, { visible: true })).click();
  // For what takes the frame away: a driver would wait in vain for the click to come to its end.
  const pressLast = async (frame, label) => (await frame.waitForSelector(`::-p-aria([name="${label}"][role="button"])`, { visible: true })).evaluate((button) => void setTimeout(() => button.click()));
  const ready = (page) => page.waitForFunction(() => window.isReady);

  story("a flow that is walked through to its end resolves with a token that can be exchanged", async (page) => {
    await open(page, await link());
    await ready(page);
    const frame = await flow(page);
    await press(frame, "Agree and continue");
    await (await frame.waitForSelector("#field-api_key")).type("canary-key");
    await pressLast(frame, "Connect Sandbox");
    const { value } = await result(page);
    assert.deepEqual(Object.keys(value), ["activationToken"]);
    const { data } = await backend.api(`/v1/connect/integration-by-token/${value.activationToken}`, { key: "development" });
    assert.equal(data.tool, "sandbox");
    assert.deepEqual((await page.evaluate(() => steps)).filter((screen) => !["opening", "connected"].includes(screen)), ["scopes", "step", "submitting"]);
    assert.equal(await page.evaluate(() => document.querySelectorAll("iframe, dialog").length), 0);
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  });

  story("closing it rejects as cancelled, and the focus is back where it was", async (page) => {
    await page.focus("#opener");
    await open(page, await link());
    await ready(page);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "IFRAME");
    await pressLast(await flow(page), "Close");
    assert.equal((await result(page)).code, "cancelled");
    assert.equal(await page.evaluate(() => document.activeElement.id), "opener");
    assert.equal(await page.evaluate(() => document.documentElement.style.overflow), "");
  });

  story("Escape in the host's page asks about unsent answers, and closes when there are none", async (page) => {
    await open(page, await link());
    await ready(page);
    const frame = await flow(page);
    await press(frame, "Agree and continue");
    await (await frame.waitForSelector("#field-api_key")).type("x");
    await page.evaluate(() => document.querySelector("dialog").dispatchEvent(new Event("cancel", { cancelable: true })));
    await pressLast(frame, "Leave");
    assert.equal((await result(page)).code, "cancelled");
  });

  for (const [end, command] of [["expired", "expire"], ["revoked", "revoke"]])
    story(`a link that is ${end} rejects as expired and says how it ended`, async (page) => {
      const address = await link();
      backend.run("link", command, idOf(address));
      await open(page, address);
      const { code, message } = await result(page);
      assert.deepEqual([code, message.includes(end)], ["expired", true], message);
    });

  story("a server that is not there rejects", async (page) => {
    await open(page, `http://127.0.0.1:9/l/abcdefghijklmnopqrstuv#cfl_x`, { newWindow: false });
    assert.equal((await result(page)).code, "load_failed");
  });

  story("a server that does not answer in time rejects as timed out", async (page) => {
    await open(page, `${host.url.replace("localhost", "127.0.0.1")}/l/silent#cfl_x`, { timeoutMs: 1500 });
    assert.equal((await result(page)).code, "timed_out");
  });

  story("a slow server is waited for", async (page) => {
    const body = { end_user_email: "e@initech.example", end_user_organization_name: "Initech", integration_tool: "sandbox", allowed_origins: [host.url] };
    const { data } = await slow.api("/v1/connect/create-link", { key: "development", method: "POST", body: JSON.stringify(body) });
    await open(page, data.link);
    await ready(page);
  });

  story("a host that goes elsewhere ends the flow", async (page) => {
    await open(page, await link());
    await ready(page);
    await page.goto(`${host.url}/second`);
    assert.equal(page.frames().length, 1);
  });

  story("a host that removes the frame gets its promise back", async (page) => {
    await open(page, await link());
    await ready(page);
    await page.evaluate(() => document.querySelector("iframe").remove());
    assert.equal((await result(page)).code, "cancelled");
    await open(page, await link());
    await ready(page);
  });

  story("a second flow beside the first is refused, and the first goes on", async (page) => {
    await open(page, await link());
    await ready(page);
    const second = await page.evaluate((address) => sdk.openConnect(address).catch((error) => error.code), await link());
    assert.equal(second, "already_open");
    await pressLast(await flow(page), "Close");
    assert.equal((await result(page)).code, "cancelled");
  });

  story("going back in the host, or elsewhere, ends the flow", async (page) => {
    await page.goto(`${host.url}/second`);
    await page.goto(`${host.url}/again`);
    await page.waitForFunction(() => window.sdk);
    const before = await page.evaluate(() => history.length);
    await open(page, await link());
    await ready(page);
    assert.equal(await page.evaluate(() => history.length), before, "opening it adds nothing to go back through");
    await page.evaluate(() => void setTimeout(() => history.back()));
    await until(async () => (await page.title().catch(() => "")) === "Second", "the host has gone back");
    assert.equal(page.frames().length, 1);
  });

  story("a host that the link does not allow is refused by the browser, and is told why", async (page) => {
    await open(page, await link({ allowed_origins: ["https://app.example.com"] }), { newWindow: false });
    const { code, message } = await result(page);
    assert.equal(code, "load_failed");
    assert.ok(message.includes(host.url) && message.includes("allowed_origins"), message);
  });

  story("what is no link is refused at once", async (page) => {
    for (const address of ["", "nonsense", "javascript:alert(1)", "http://flow.example/l/abc#cfl_x", `${backend.url}/l/abc`, `${backend.url}/#cfl_x`, `${host.url}/l/abc#cfl_x`]) {
      await open(page, address);
      assert.equal((await result(page)).code, "bad_link", address);
    }
    await open(page, `${backend.url}/l/abcdefghijklmnopqrstuv#${"cfl_" + "x".repeat(51)}`, { newWindow: false });
    assert.ok(["bad_link", "load_failed"].includes((await result(page)).code));
  });

  story("inline it is as high as its content, and follows it", async (page) => {
    await open(page, await link(), { inline: true });
    await ready(page);
    const frame = await flow(page);
    const heights = () => Promise.all([page.evaluate(() => document.querySelector("iframe").clientHeight), frame.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height))]);
    const fits = () => until(async () => (([outer, inner]) => Math.abs(outer - inner) < 3 && outer)(await heights()), "the frame is as high as its content");
    const before = await fits();
    await press(frame, "Agree and continue");
    await frame.waitForSelector("#field-api_key");
    await until(async () => (await fits()) !== before, "the height has changed");
  });

  story("language and theme are the host's, from the first moment on", async (page) => {
    await open(page, await link(), { language: "de", theme: "dark" });
    await ready(page);
    const frame = await flow(page);
    assert.equal(await frame.evaluate(() => document.documentElement.lang), "de");
    assert.equal(await frame.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches), true);
    assert.equal(await frame.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgba(0, 0, 0, 0)");
  });

  story("without a wish it is as light or dark as the host's page is shown", async (page) => {
    for (const [scheme, isDark] of [["", false], ["light", false], ["dark", true]]) {
      await page.evaluate((scheme) => (document.documentElement.style.colorScheme = scheme), scheme);
      await page.evaluate(() => (window.isReady = false));
      await open(page, await link());
      await ready(page);
      const frame = await flow(page);
      assert.equal(await frame.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches), isDark, scheme);
      await pressLast(frame, "Close");
      await result(page);
      await until(() => page.frames().length === 1, "the frame is gone");
    }
  });

  story("an aborted signal closes it", async (page) => {
    const address = await link();
    const code = await page.evaluate(async (address) => {
      const abort = new AbortController();
      const opened = sdk.openConnect(address, { signal: abort.signal }).catch((error) => error.code);
      abort.abort();
      return [await opened, document.querySelectorAll("iframe, dialog").length];
    }, address);
    assert.deepEqual(code, ["cancelled", 0]);
  });

  story("where the browser refuses the frame, a window of its own is offered, and its end is heard of", async (page) => {
    const address = await link();
    await page.evaluate(() => {
      const policy = Object.assign(document.createElement("meta"), { httpEquiv: "Content-Security-Policy", content: "frame-src 'none'" });
      document.head.append(policy);
    });
    await open(page, address);
    const offer = await page.waitForSelector("::-p-aria([name='Continue in a new window'])");
    await page.evaluate(() => (document.querySelector("dialog a").target = "_self_never"));
    await offer.evaluate((anchor) => anchor.addEventListener("click", (event) => event.preventDefault()));
    await offer.click();
    const other = await page.browserContext().newPage();
    await other.goto(address);
    await press(other.mainFrame(), "Agree and continue");
    await (await other.waitForSelector("#field-api_key")).type("window-key");
    await press(other.mainFrame(), "Connect Sandbox");
    await other.waitForSelector("main[data-screen=connected]");
    const { value } = await result(page);
    const { data } = await backend.api(`/v1/connect/integration-by-token/${value.activationToken}`, { key: "development" });
    assert.equal(data.tool, "sandbox");
  });
}
