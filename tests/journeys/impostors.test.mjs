// In a host's page with our SDK, whoever pretends to be the flow is answered nothing and believed nothing.
import { before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { inEach } from "./browsers.mjs";
import { until } from "./harness.mjs";
import { backend, button, embed, evil, frameAt, heard, host, link, windowBeside } from "./strangers.mjs";

const MESSAGES = {
  "a hello": "{ cf: 2, type: 'hello', nonce: 'x' }",
  "a success": "{ type: 'success', data: { activation_token: 'stolen' } }",
  "a close": "{ type: 'close' }",
  "what opens a channel": "{ cf: 2, type: 'init', nonce: 'x' }",
};

inEach((name, browser) => {
  let page;
  const rule = (what, tell) => test(`${what}, in ${name}`, tell);
  const open = async (options = {}) =>
    page.evaluate(
      async (sdk, link, options) => {
        const { openConnect } = await import(sdk);
        window.result = undefined;
        window.isReady = false;
        openConnect(link, { ...options, onReady: () => (window.isReady = true) }).then(({ activationToken }) => (window.result = activationToken), ({ code }) => (window.result = code));
      },
      `${backend.url}/sdk/connect.js`,
      await link(),
      options,
    );
  const result = () => until(() => page.evaluate(() => window.result), "the promise is settled");
  const close = async () => {
    await (await button(await frameAt(page, backend.url), "Close")).evaluate((button) => void setTimeout(() => button.click()));
    assert.equal(await result(), "cancelled");
  };

  before(async () => {
    page = await browser().newPage();
  });
  beforeEach(async () => {
    await page.goto(host.url);
    await embed(page, evil.url);
    await open();
    await page.waitForFunction(() => window.isReady);
  });

  for (const [who, to, where] of [["a frame beside the flow", "parent", () => frameAt(page, evil.url)], ["a window of the host", "opener", () => page.evaluate((url) => void window.open(url), evil.url).then(() => windowBeside(page))]])
    rule(`${who} is not taken for the flow, whatever it says`, async () => {
      const impostor = await where();
      await impostor.waitForFunction(() => window.attack);
      await page.bringToFront();
      for (const message of Object.values(MESSAGES)) await impostor.evaluate((to, message) => void attack(window[to], message), to, message);
      await until(async () => (await heard(page)).filter(({ origin }) => origin === evil.url).length === Object.keys(MESSAGES).length, "all of it has arrived");
      await close();
      assert.deepEqual([await heard(impostor), await impostor.evaluate(() => onPort)], [[], []]);
      if (to === "opener") await impostor.close();
    });

  rule("another flow in the same page, which nobody answers, is not taken for the one that was opened", async () => {
    await embed(page, await link());
    const other = await until(() => page.frames().filter((frame) => frame.url().startsWith(backend.url))[1], "the other flow is there");
    // Not as a person would: the page beside the dialog is inert.
    await (await other.waitForSelector(".connect-close")).evaluate((button) => button.click());
    await until(async () => (await heard(page)).some(({ data }) => data.type === "close"), "it says that it is closed");
    assert.equal(await page.evaluate(() => window.result), undefined);
    await close();
  });

  rule("whoever has taken the flow's place in its frame is not taken for the flow, and the host gets its promise back", async () => {
    await close();
    await open({ timeoutMs: 2000 });
    await page.waitForFunction(() => window.isReady);
    await page.evaluate((url) => (document.querySelector("dialog iframe").src = url), `${evil.url}/instead`);
    const impostor = await frameAt(page, `${evil.url}/instead`);
    await impostor.waitForFunction(() => window.attack);
    for (const message of Object.values(MESSAGES)) await impostor.evaluate((message) => void attack(parent, message), message);
    // Nothing, too, when it is gone.
    const answered = async () => !impostor.detached && (await impostor.evaluate(() => heard.length || onPort.length).catch(() => 0));
    assert.equal(await until(async () => ((await answered()) ? "answered" : page.evaluate(() => window.result)), "it has come to an end"), "timed_out");
  });
});
