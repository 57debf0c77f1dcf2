// A hostile parent, a hostile sibling frame and a hostile popup: they get nothing, and they change nothing.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

let host, evil;
const listen = async (name) => {
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(`<!doctype html><html lang="en"><title>${name}</title><script>window.heard = []; addEventListener("message", (event) => heard.push([event.origin, event.data]))</script><div id="place"></div>`));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
};
before(async () => {
  [host, evil] = await Promise.all([listen("Host"), listen("Evil")]);
  host.url = `http://localhost:${host.address().port}`;
  evil.url = `http://evil.localhost:${evil.address().port}`;
});
after(() => [host, evil].forEach((server) => (server.closeAllConnections(), server.close())));

const link = (allowed_origins = [host.url]) => backend.link({ integration_tool: "sandbox", link_type: "EMBEDDED", allowed_origins }, "development");
const frameOf = (page) => until(() => page.frames().find((frame) => frame.url().includes("/l/")), "the frame is there");

async function framed(url = host.url, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate((address) => {
    const frame = Object.assign(document.createElement("iframe"), { src: address, width: 600, height: 700 });
    document.getElementById("place").append(frame);
  }, address ?? (await link()));
  return { context, page };
}

// What a page may try to slip in. `nonce` is the one the flow has said hello with.
const MESSAGES = {
  "nothing": "null",
  "a number": "42",
  "a text": "'close'",
  "a list": "['init']",
  "an empty object": "{}",
  "an init without a nonce": "{ cf: 2, type: 'init' }",
  "an init with a wrong nonce": "{ cf: 2, type: 'init', nonce: 'x' }",
  "an init with an empty nonce": "{ cf: 2, type: 'init', nonce: '' }",
  "an init with a nonce that is a list": "{ cf: 2, type: 'init', nonce: [nonce] }",
  "an init of another version": "{ cf: 3, type: 'init', nonce }",
  "an init whose version is a text": "{ cf: '2', type: 'init', nonce }",
  "an init with more in it": "{ cf: 2, type: 'init', nonce, apiURL: 'https://evil.example' }",
  "an init with a prototype": "JSON.parse('{\"cf\":2,\"type\":\"init\",\"nonce\":\"' + nonce + '\",\"__proto__\":{\"x\":1}}')",
  "a hello": "{ cf: 2, type: 'hello', nonce }",
  "a close": "{ type: 'close' }",
  "a success": "{ type: 'success', data: { activation_token: 'stolen' } }",
  "a session": "{ type: 'session', token: 'x' }",
  "a language": "{ type: 'language', language: 'de' }",
  "a theme with an address": "{ type: 'theme', url: 'https://evil.example/x.css' }",
  "something endless": "(() => { const loop = {}; loop.self = loop; return loop; })()",
  "something huge": "'x'.repeat(1000000)",
};

const untouched = async (page) => {
  const frame = await frameOf(page);
  await frame.getByRole("button", { name: "Agree and continue" }).waitFor();
  return frame.evaluate(() => [document.querySelector("main").dataset.screen, document.documentElement.lang, Object.prototype.x]);
};

for (const [what, message] of Object.entries(MESSAGES))
  test(`the embedding page changes nothing with ${what} in place of an answer`, async () => {
    const { context, page } = await framed();
    await until(() => page.evaluate(() => heard.find(([, data]) => data.type === "hello")), "the flow says hello");
    const before = await untouched(page);
    await page.evaluate((message) => {
      const nonce = heard.find(([, data]) => data.type === "hello")[1].nonce;
      const send = new Function("nonce", `return ${message}`)(nonce);
      // With a channel, as a true answer has one: whatever is taken for an answer would be heard of there.
      const channel = new MessageChannel();
      window.onPort = [];
      channel.port1.onmessage = ({ data }) => onPort.push(data);
      document.querySelector("iframe").contentWindow.postMessage(send, "*", [channel.port2]);
    }, message);
    await page.evaluate(() => new Promise((later) => setTimeout(later, 100)));
    assert.deepEqual(await page.evaluate(() => onPort), []);
    assert.deepEqual(await untouched(page), before);
    assert.deepEqual((await page.evaluate(() => heard)).map(([, data]) => data.type), ["hello"]);
    await context.close();
  });

const say = (page, ports = 1) =>
  page.evaluate((ports) => {
    const nonce = heard.find(([, data]) => data.type === "hello")[1].nonce;
    window.ports = [...Array(ports)].map(() => new MessageChannel());
    window.onPort = [];
    const list = window.onPort;
    for (const { port1 } of window.ports) port1.onmessage = ({ data }) => list.push(data.type);
    document.querySelector("iframe").contentWindow.postMessage({ cf: 2, type: "init", nonce }, "*", window.ports.map(({ port2 }) => port2));
  }, ports);
const helloOf = (page) => until(() => page.evaluate(() => heard.find(([, data]) => data.type === "hello")), "the flow says hello");

for (const ports of [0, 2])
  test(`an answer with ${ports} channels is none`, async () => {
    const { context, page } = await framed();
    await helloOf(page);
    await untouched(page);
    await say(page, ports);
    await page.evaluate(() => new Promise((later) => setTimeout(later, 100)));
    assert.deepEqual(await page.evaluate(() => onPort), []);
    await context.close();
  });

test("the first answer counts, and a second one is not heard", async () => {
  const { context, page } = await framed();
  await helloOf(page);
  await say(page);
  await until(() => page.evaluate(() => onPort.includes("ready")), "the channel is used");
  const first = await page.evaluate(() => (window.first = onPort).length);
  await say(page);
  const frame = await frameOf(page);
  await frame.getByRole("button", { name: "Agree and continue" }).click();
  await until(() => page.evaluate((first) => window.first.length > first, first), "the first goes on hearing");
  assert.deepEqual(await page.evaluate(() => onPort), []);
  assert.ok(!(await page.evaluate(() => heard)).some(([, data]) => data.type !== "hello"), "and nothing is said beside it");
  await context.close();
});

const ON_PORT = ["null", "'close'", "{ type: 'CLOSE' }", "{ type: ['close'] }", "{ type: 'success', data: { activation_token: 'x' } }", "{ type: 'close', more: 'x'.repeat(20000) }", "{ cf: 2, type: 'init' }", "{ type: 'language', language: 'de' }"];
for (const message of ON_PORT)
  test(`on the channel ${message.slice(0, 40)} changes nothing`, async () => {
    const { context, page } = await framed();
    await helloOf(page);
    await say(page);
    await until(() => page.evaluate(() => onPort.includes("ready")), "the channel is used");
    await page.evaluate((message) => ports[0].port1.postMessage(new Function(`return ${message}`)()), message);
    await page.evaluate(() => new Promise((later) => setTimeout(later, 100)));
    assert.ok(!(await page.evaluate(() => onPort)).includes("close"));
    assert.equal((await untouched(page))[0], "scopes");
    await context.close();
  });

test("a frame beside it that answers in the host's name is not heard, and hears nothing", async () => {
  const { context, page } = await framed();
  const [, hello] = await helloOf(page);
  await untouched(page);
  await page.evaluate((url) => document.getElementById("place").append(Object.assign(document.createElement("iframe"), { src: url, name: "sibling" })), evil.url);
  const sibling = await until(() => page.frames().find((frame) => frame.url().startsWith(evil.url)), "the sibling is there");
  await sibling.waitForFunction(() => window.heard);
  const answered = await sibling.evaluate((nonce) => {
    const channel = new MessageChannel();
    window.onPort = [];
    channel.port1.onmessage = ({ data }) => onPort.push(data);
    parent.frames[0].postMessage({ cf: 2, type: "init", nonce }, "*", [channel.port2]);
    return new Promise((later) => setTimeout(() => later([onPort, heard]), 200));
  }, hello.nonce);
  assert.deepEqual(answered, [[], []]);
  await context.close();
});

test("a window that opens the flow gets no hold of it", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(evil.url);
  const popup = context.waitForEvent("page");
  await page.evaluate((address) => void (window.popup = window.open(address)), await link());
  const opened = await popup;
  await opened.getByRole("button", { name: "Agree and continue" }).waitFor();
  assert.equal(await opened.evaluate(() => window.opener), null);
  assert.equal(await page.evaluate(() => window.popup.closed), true);
  assert.deepEqual(await page.evaluate(() => heard), []);
  await context.close();
});

// Who may frame it, and how.
const FRAMINGS = {
  "another origin": { allow: () => ["https://app.example.com"] },
  "another port of the host": { allow: () => [`${host.url.replace(/\d+$/, "1")}`] },
  "the host over TLS": { allow: () => [host.url.replace("http:", "https:")] },
  "nobody": { allow: () => [] },
  "a subdomain of the host": { allow: () => [host.url], from: () => host.url.replace("localhost", "sub.localhost") },
  "an evil page": { allow: () => [host.url], from: () => evil.url },
};
for (const [what, { allow, from = () => host.url }] of Object.entries(FRAMINGS))
  test(`framed by ${what === "nobody" ? "a host where nobody is allowed" : what.startsWith("a ") || what.startsWith("an ") ? what : `a host where only ${what} is allowed`}, the browser shows nothing`, async () => {
    const { context, page } = await framed(from(), await link(allow()));
    await page.evaluate(() => new Promise((later) => setTimeout(later, 600)));
    const inside = await Promise.all(page.frames().slice(1).map((frame) => frame.locator("main").count().catch(() => 0)));
    assert.deepEqual(inside, [0]);
    assert.deepEqual(await page.evaluate(() => heard), []);
    await context.close();
  });

test("inside an allowed host that is itself framed by an evil page, the browser shows nothing", async () => {
  const { context, page } = await framed(evil.url, host.url);
  const inner = await until(() => page.frames().find((frame) => frame.url().startsWith(host.url)), "the host is framed");
  await inner.waitForFunction(() => window.heard);
  await inner.evaluate((address) => document.getElementById("place").append(Object.assign(document.createElement("iframe"), { src: address })), await link());
  await page.evaluate(() => new Promise((later) => setTimeout(later, 600)));
  assert.deepEqual(await inner.evaluate(() => heard), []);
  await context.close();
});

test("a frame without an origin of its own is told nothing", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(host.url);
  await page.evaluate((address) => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.srcdoc = `<script>onmessage = (event) => parent.postMessage(["caught", event.data], "*")<\/script><iframe src="${address}"></iframe>`.replace("<\\/", "</");
    document.getElementById("place").append(frame);
  }, await link());
  await page.evaluate(() => new Promise((later) => setTimeout(later, 800)));
  assert.deepEqual(await page.evaluate(() => heard), []);
  await context.close();
});

// How a link stands is told to the pages that may embed it, and to whoever holds it.
const outcome = (address, { origin = host.url, secret } = {}) => {
  const url = new URL(address);
  return fetch(`${backend.url}/api/links/${url.pathname.slice(3)}/outcome`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ secret: secret ?? url.hash.slice(1) }),
  });
};
for (const [what, options, expected] of [
  ["an allowed page that holds the link", {}, [200, "host"]],
  ["an evil page that holds the link", { origin: "http://evil.localhost" }, [200, null]],
  ["a page without an origin", { origin: "null" }, [200, null]],
  ["an allowed page without the secret", { secret: "cfl_wrong" }, [404, "host"]],
])
  test(`how a link stands: ${what}`, async () => {
    const answer = await outcome(await link(), options);
    assert.deepEqual([answer.status, answer.headers.get("access-control-allow-origin")], [expected[0], expected[1] && host.url]);
    assert.equal(answer.headers.get("access-control-allow-credentials"), null);
  });
