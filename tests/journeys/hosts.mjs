// A host's page with our SDK, in two browsers, and what it is tried with.
import { after, before, test } from "node:test";
import { createServer, request as httpRequest } from "node:http";
import { inEach } from "./browsers.mjs";
import { Backend, until } from "./harness.mjs";

// Every code that a page of the host has been told, even in its last moment.
export const closed = [];
export let backend, host, slow;
let delay;
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

// A host on another site than the flow, whose page has the SDK; `/silent` is a flow that never answers, `/second` just another page, and
// `/isolated` the first one cut off from whatever does not say that it may be embedded.
async function startHost() {
  const page = () => `<!doctype html><html lang="en"><title>Host</title><h1>Host</h1><button id="opener">Connect</button><div id="place"></div>
<script type="module">import * as sdk from "${backend.url}/sdk/connect.js"; window.sdk = sdk;
window.open_ = (link, options = {}) => { window.steps = []; window.isReady = false; window.result = undefined; const place = options.inline ? { container: document.getElementById("place") } : {};
sdk.openConnect(link, { ...options, ...place, onStep: (step) => steps.push(step.screen), onReady: () => (window.isReady = true), onClose: ({ code }) => navigator.sendBeacon("/closed/" + code) }).then((value) => (window.result = { value }), (error) => (window.result = { code: error.code, name: error.name, message: error.message })); };</script>`;
  const server = createServer((request, answer) => {
    if (request.url.startsWith("/l/silent")) return;
    if (request.url.startsWith("/closed/")) return closed.push(request.url.slice(8)), answer.end();
    answer.setHeader("content-type", "text/html");
    // A page may be strict about styles and scripts, and merely curious about frames.
    if (request.url === "/strict") answer.setHeader("content-security-policy", `style-src 'none'; frame-src ${backend.url}; connect-src ${backend.url}`).setHeader("content-security-policy-report-only", "frame-src 'none'");
    if (request.url === "/isolated") answer.setHeader("cross-origin-embedder-policy", "require-corp").setHeader("cross-origin-opener-policy", "same-origin");
    answer.end(request.url === "/second" ? "<!doctype html><title>Second</title>" : page());
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, url: `http://localhost:${server.address().port}` };
}

export const link = (fields = {}) => backend.link({ integration_tool: "sandbox", link_type: "EMBEDDED", allowed_origins: [host.url], ...fields }, "development");

// Tells the same stories in each browser.
export const inBrowsers = (tell) => inEach((name, browser) => tell(stage(name, browser)));

export function stage(name, browser) {
  const story = (what, tell) =>
    test(`${what}, in ${name}`, async () => {
      const context = await browser().createBrowserContext();
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
  return { name, story, open, result, flow, press, pressLast, ready };
}
