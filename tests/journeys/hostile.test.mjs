// A hostile parent, a hostile sibling frame and a hostile popup, who know all there is to know: they get nothing, and they change nothing.
// They attack one and the same flow, which shows in the end that it was listening all the time.
import { before, test } from "node:test";
import assert from "node:assert/strict";
import { inEach } from "./browsers.mjs";
import { until } from "./harness.mjs";
import { backend, button, embed, evil, frameAt, heard, hello, host, link, windowBeside } from "./strangers.mjs";

// `nonce` is the one the flow has said hello with.
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
const INIT = "{ cf: 2, type: 'init', nonce }";
const ON_PORT = ["null", "'close'", "{ type: 'CLOSE' }", "{ type: ['close'] }", "{ type: 'success', data: { activation_token: 'x' } }", "{ type: 'close', more: 'x'.repeat(20000) }", "{ cf: 2, type: 'init' }", "{ type: 'language', language: 'de' }"];

inEach((name, browser) => {
  let page, flow, nonce;
  const attackers = {};
  before(async () => {
    page = await browser().newPage();
    await page.goto(host.url);
    // Allowed as they all are, only who they are and what they say can keep them out.
    await embed(page, await link([host.url, evil.url]));
    nonce = (await hello(page)).data.nonce;
    flow = await frameAt(page, backend.url);
    await button(flow, "Agree and continue");
    await flow.evaluate(() => addEventListener("message", ({ data }) => data?.attack && (window.lastAttack = data.attack)));
    await embed(page, evil.url);
    await page.evaluate((url) => void window.open(url), evil.url);
    const popup = await windowBeside(page);
    await popup.waitForFunction(() => window.attack);
    await page.bringToFront();
    Object.assign(attackers, { "the embedding page": [page, "frames[0]"], "a frame beside it": [await frameAt(page, evil.url), "parent.frames[0]"], "a window of its host": [popup, "opener.frames[0]"] });
  });

  const look = () => flow.evaluate(() => [document.querySelector("main").dataset.screen, document.documentElement.lang, "x" in Object.prototype]);
  let attacks = 0;
  // Messages arrive in the order they were sent in: when the last has arrived, the one before it was dealt with.
  const attack = async (who, message, channels = 1) => {
    const [from, to] = attackers[who];
    const last = ++attacks;
    await from.evaluate((to, ...words) => (attack(new Function(`return ${to}`)(), ...words), attack(new Function(`return ${to}`)(), `{ attack: ${words.at(-1)} }`, "", 0)), to, message, nonce, channels, last);
    await until(() => flow.evaluate((last) => window.lastAttack === last, last), "the attack has arrived");
  };
  const gotNothing = async (who) => {
    assert.deepEqual(await attackers[who][0].evaluate(() => onPort), []);
    assert.deepEqual((await heard(attackers[who][0])).map(({ data }) => data.type), who === "the embedding page" ? ["hello"] : []);
    assert.deepEqual(await look(), ["scopes", "en", false]);
  };
  const rule = (what, tell) => test(`${what}, in ${name}`, tell);

  for (const who of ["the embedding page", "a frame beside it", "a window of its host"])
    for (const [what, message] of Object.entries(who === "the embedding page" ? MESSAGES : { ...MESSAGES, "the right init": INIT }))
      rule(`${who} gets nothing and changes nothing with ${what} in place of an answer`, async () => {
        await attack(who, message);
        await gotNothing(who);
      });

  for (const channels of [0, 2])
    rule(`an answer with ${channels} channels is none`, async () => {
      await attack("the embedding page", INIT, channels);
      await gotNothing("the embedding page");
    });

  rule("after all that the right answer of the embedding page is heard, and nobody else has heard anything", async () => {
    await page.evaluate((init, nonce) => {
      window.before = onPort;
      window.onPort = [];
      window.channel = attack(frames[0], init, nonce)[0].port1;
    }, INIT, nonce);
    await until(() => page.evaluate(() => onPort.includes("ready")), "the channel is used");
    assert.deepEqual(await page.evaluate(() => before), []);
    for (const who of ["a frame beside it", "a window of its host"]) await gotNothing(who);
  });

  rule("the first answer counts, and a second one is not heard", async () => {
    const first = await page.evaluate(() => (window.first = onPort).length);
    await page.evaluate(() => (window.onPort = []));
    await attack("the embedding page", INIT);
    await (await button(flow, "Agree and continue")).click();
    await until(() => page.evaluate((first) => window.first.length > first, first), "the first goes on hearing");
    assert.deepEqual(await page.evaluate(() => onPort), []);
    assert.ok((await heard(page)).every(({ data }) => data.type === "hello"), "and nothing is said beside it");
  });

  for (const message of ON_PORT)
    rule(`on the channel ${message.slice(0, 40)} changes nothing`, async () => {
      const before = await look();
      await page.evaluate((message) => channel.postMessage(new Function(`return ${message}`)()), message);
      assert.deepEqual(await look(), before);
      assert.ok(!(await page.evaluate(() => first)).includes("close"));
    });

  rule("after all that a close on the channel is answered, once", async () => {
    await page.evaluate(() => channel.postMessage({ type: "close" }));
    await until(() => page.evaluate(() => first.includes("close")), "the flow closes");
    assert.equal(await page.evaluate(() => first.filter((type) => type === "close").length), 1);
  });

  rule("a window that opens the flow gets no hold of it", async () => {
    const opener = await browser().newPage();
    await opener.goto(evil.url);
    await opener.evaluate((address) => void (window.popup = window.open(address)), await link());
    const opened = await until(async () => (await browser().pages()).find((other) => other.url().startsWith(backend.url)), "the flow is open");
    await button(opened, "Agree and continue");
    assert.equal(await opened.evaluate(() => window.opener), null);
    assert.equal(await opener.evaluate(() => window.popup.closed), true);
    assert.deepEqual(await heard(opener), []);
  });
});
