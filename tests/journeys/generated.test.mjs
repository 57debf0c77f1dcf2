// E-03, E-05, T-07: thousands of messages that nobody should send, from everybody who could, to the flow and to our SDK. They change nothing,
// and nobody is told anything for them. SEED=… sends the same ones again, MESSAGES=… more of them.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { inEach } from "./browsers.mjs";
import { changesNothing, flood, listen, look, overheard, seed, to } from "./floods.mjs";
import { idOf, until } from "./harness.mjs";
import { backend, button, embed, evil, frameAt, heard, hello, host, link, windowBeside } from "./strangers.mjs";
import { Between } from "./tamper.mjs";
import { asked, screen } from "./walks.mjs";

let between;
before(async () => {
  between = await Between.start();
});
after(() => between?.stop());

const toKey = async (flow) => {
  await (await button(flow, "Agree and continue")).click();
  await (await flow.waitForSelector("#field-api_key")).type("canary-key");
};
const pressLast = async (flow) => (await button(flow, "Connect Sandbox")).evaluate((button) => void setTimeout(() => button.click()));

inEach((name, browser) => {
  const rule = (what, tell) =>
    test(`${what}, in ${name}`, async (story) => {
      story.diagnostic(`SEED=${seed}`);
      const context = await browser().createBrowserContext();
      const page = await context.newPage();
      const mistakes = [];
      // Some browsers tell as a mistake what they keep from a parent of another origin.
      const mistaken = (text) => /target origin provided/.test(text) || mistakes.push(text);
      page.on("console", (message) => message.type() === "error" && mistaken(message.text()));
      page.on("pageerror", (error) => mistaken(String(error)));
      await tell(page);
      assert.deepEqual(mistakes, []);
      await context.close();
    });
  const strangers = async (page) => {
    await embed(page, evil.url);
    await page.evaluate((url) => void window.open(url), evil.url);
    const popup = await windowBeside(page);
    await popup.waitForFunction(() => window.attack);
    await page.bringToFront();
    return [await frameAt(page, evil.url), popup];
  };

  rule("whatever its host, a frame beside it, a window of the host and the host's channel say, the flow goes on as if nothing was said", async (page) => {
    await page.goto(host.url);
    await embed(page, await link([host.url, evil.url]));
    const { nonce } = (await hello(page)).data;
    const flow = await frameAt(page, backend.url);
    await toKey(flow);
    await listen(flow);
    const [beside, popup] = await strangers(page);
    const toHost = () => page.evaluate((origin) => [...heard.filter((message) => message.origin === origin).map(({ data }) => data.type), ...(window.heardOnChannels ?? [])], backend.url);
    const seen = async () => [await look(flow), await toHost()];
    for (const [who, target, mayBeRight] of [[page, "frames[0]", false], [beside, "parent.frames[0]", true], [popup, "opener.frames[0]", true]])
      await changesNothing(seen, () => flood(who, to(target), { nonce, mayBeRight }, flow), [beside, popup]);

    await page.evaluate((nonce) => (window.channel = attack(frames[0], "{ cf: 2, type: 'init', nonce }", nonce)[0].port1), nonce);
    const told = (type) => until(() => page.evaluate((type) => onPort.includes(type), type), `${type} is told on the channel`);
    await told("ready");
    await changesNothing(seen, () => flood(page, "channel.postMessage(message, ports)", { nonce, mayBeRight: false }, flow), [beside, popup]);
    await pressLast(flow);
    await told("success");
    assert.deepEqual([await toHost(), await overheard(beside, popup)], [["hello"], []]);
  });

  rule("a host that is not allowed, and frames the flow against its policy, gets nothing and changes nothing, although it guesses right", async (page) => {
    const withoutAncestors = (headers) => ({ ...headers, "content-security-policy": headers["content-security-policy"].replace(/frame-ancestors [^;]*/, "") });
    between.reset({ change: ({ url, headers }) => url.startsWith("/l/") && { headers: withoutAncestors(headers) } });
    await page.evaluateOnNewDocument(() => {
      const make = crypto.randomUUID.bind(crypto);
      window.made = [];
      crypto.randomUUID = () => (made.push(make()), made.at(-1));
    });
    const address = await between.backend.link({ integration_tool: "sandbox", link_type: "EMBEDDED", allowed_origins: [host.url] }, "development");
    await page.goto(evil.url);
    await embed(page, address);
    const flow = await frameAt(page, between.url);
    await toKey(flow);
    await listen(flow);
    const [nonce] = await flow.evaluate(() => made);
    assert.ok(nonce, "the flow waits for an answer");
    await changesNothing(() => look(flow), () => flood(page, to("frames[0]"), { nonce, mayBeRight: true }, flow), [page]);
    await pressLast(flow);
    await screen(flow, "connected");
    assert.equal((await asked(between.backend, `/links/${idOf(address)}/outcome`, { secret: new URL(address).hash.slice(1) }, { origin: host.url })).state, "completed");
    assert.deepEqual(await overheard(page), []);
  });

  rule("whatever a frame beside the flow, a window of the host, another flow and who has taken the flow's place say, our SDK does not hear it", async (page) => {
    await page.goto(host.url);
    await embed(page, await link());
    const [beside, popup] = await strangers(page);
    const other = await frameAt(page, backend.url);
    await listen(page);
    const open = async (address) => {
      await page.evaluate(async (sdk, link) => {
        const { openConnect } = await import(sdk);
        Object.assign(window, { called: [], result: undefined, stop: new AbortController() });
        const heard = Object.fromEntries(["onReady", "onStep", "onClose", "onEvent"].map((name) => [name, (...told) => called.push([name, ...told])]));
        openConnect(link, { ...heard, signal: stop.signal, timeoutMs: 300000 }).then(({ activationToken }) => (window.result = activationToken), ({ code }) => (window.result = code));
      }, `${backend.url}/sdk/connect.js`, address);
      const flow = await (await page.waitForSelector("dialog iframe")).contentFrame();
      await toKey(flow);
      await page.waitForFunction(() => called.some(([, step]) => step?.screen === "step"));
      return flow;
    };
    const settled = () => until(() => page.evaluate(() => window.result), "the promise is settled");
    const seen = () => page.evaluate(() => [called, result ?? "unsettled", mistakes, Reflect.ownKeys(Object.prototype).join()]);

    const flow = await open(await link());
    for (const [who, target] of [[beside, "parent"], [popup, "opener"], [other, "parent"]]) await changesNothing(seen, () => flood(who, to(target), { nonce: "x", mayBeRight: true }, page), [beside, popup]);
    assert.deepEqual(await other.evaluate(() => heardOnChannels), []);
    await pressLast(flow);
    assert.match(await settled(), /^cfa_/);

    await open(await link());
    await page.evaluate((url) => (document.querySelector("dialog iframe").src = url), `${evil.url}/instead`);
    const instead = await frameAt(page, `${evil.url}/instead`);
    await instead.waitForFunction(() => window.attack);
    await changesNothing(seen, () => flood(instead, to("parent"), { nonce: "x", mayBeRight: true }, page), [beside, popup, instead]);
    await page.evaluate(() => stop.abort());
    assert.equal(await settled(), "cancelled");
  });
});
