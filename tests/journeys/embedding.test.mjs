// In a host's page, with our SDK, in two browsers: every way it can go, and every time the host's promise is settled.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { idOf, until } from "./harness.mjs";
import { backend, closed, host, inBrowsers, link, slow } from "./hosts.mjs";

const closedPort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

inBrowsers(({ story, open, result, flow, press, pressLast, ready }) => {
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

  // E-11
  story("a page that is cross-origin isolated embeds the flow to its end, with either script", async (page) => {
    await page.goto(`${host.url}/isolated`);
    await page.waitForFunction(() => window.sdk);
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    await page.addScriptTag({ url: `${backend.url}/sdk/connect.global.js` });
    assert.equal(await page.evaluate(() => typeof Connect.openConnect), "function");
    await open(page, await link());
    await ready(page);
    // The frame has a process of its own, which one of the drivers reaches with a script only.
    const frame = await flow(page);
    await pressLast(frame, "Agree and continue");
    await (await frame.waitForSelector("#field-api_key")).evaluate((field) => ((field.value = "canary-key"), field.dispatchEvent(new Event("input", { bubbles: true }))));
    await pressLast(frame, "Connect Sandbox");
    const { value } = await result(page);
    const { data } = await backend.api(`/v1/connect/integration-by-token/${value.activationToken}`, { key: "development" });
    assert.equal(data.tool, "sandbox");
  });

  story("something is to be seen at once, however slow the server is, and only until the flow is there", async (page) => {
    const body = { end_user_email: "e@initech.example", end_user_organization_name: "Initech", integration_tool: "sandbox", allowed_origins: [host.url] };
    const { data } = await slow.api("/v1/connect/create-link", { key: "development", method: "POST", body: JSON.stringify(body) });
    for (const inline of [false, true]) {
      const skeletons = (where) => page.evaluate((where) => document.querySelectorAll(`${where} [role=status]`).length, where);
      const here = inline ? "#place" : "dialog";
      const seen = await page.evaluate((address, inline, here) => (open_(address, { inline }), document.querySelector(`${here} [role=status]`)?.checkVisibility()), data.link, inline, here);
      assert.equal(seen, true);
      await ready(page);
      assert.equal(await skeletons(here), 0);
      await page.evaluate(() => document.querySelector("iframe").remove());
      await result(page);
    }
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
    await open(page, `http://127.0.0.1:${await closedPort()}/l/abcdefghijklmnopqrstuv#cfl_x`);
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
    closed.length = 0;
    await open(page, await link());
    await ready(page);
    await page.goto(`${host.url}/second`);
    await until(() => closed.includes("cancelled"), "the host was told");
  });

  story("a callback that throws keeps no promise from being settled", async (page) => {
    const code = await page.evaluate((address) => {
      addEventListener("error", (event) => event.preventDefault());
      const wrong = () => {
        throw new Error("the host's own");
      };
      const abort = new AbortController();
      const opened = sdk.openConnect(address, { signal: abort.signal, onClose: wrong, onEvent: wrong }).catch((error) => error.code);
      abort.abort();
      return opened;
    }, await link());
    assert.equal(code, "cancelled");
  });

  story("options that make no sense reject, and leave nothing open", async (page) => {
    const address = await link();
    const codes = await page.evaluate(
      (address) => Promise.all([{ mode: "inline" }, { signal: {} }, { container: document.createElement("div") }].map((options) => sdk.openConnect(address, options).catch((error) => error.code ?? error.name))),
      address,
    );
    assert.deepEqual(codes, ["load_failed", "TypeError", "load_failed"]);
    await open(page, address);
    await ready(page);
  });

  story("a flow that is reloaded in its frame goes on, and its end is heard of", async (page) => {
    await open(page, await link());
    await ready(page);
    await page.evaluate(() => (window.isReady = false));
    await (await flow(page)).evaluate(() => void setTimeout(() => location.reload()));
    await ready(page);
    await pressLast(await flow(page), "Close");
    assert.equal((await result(page)).code, "cancelled");
  });

  story("in a page with a strict policy it looks as it should, and a policy that only reports stops nothing", async (page) => {
    await page.goto(`${host.url}/strict`);
    await page.waitForFunction(() => window.sdk);
    await open(page, await link());
    await ready(page);
    const [width, height] = await page.evaluate(() => [document.querySelector("iframe").clientWidth, document.querySelector("iframe").clientHeight]);
    assert.deepEqual([width, height], await page.evaluate(() => [innerWidth, innerHeight]));
    await pressLast(await flow(page), "Close");
    assert.equal((await result(page)).code, "cancelled");
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
    closed.length = 0;
    await page.goto(`${host.url}/second`);
    await page.goto(`${host.url}/again`);
    await page.waitForFunction(() => window.sdk);
    const before = await page.evaluate(() => history.length);
    await open(page, await link());
    await ready(page);
    assert.equal(await page.evaluate(() => history.length), before, "opening it adds nothing to go back through");
    await page.evaluate(() => void setTimeout(() => history.back()));
    await until(async () => (await page.title().catch(() => "")) === "Second", "the host has gone back");
    await until(() => closed.includes("cancelled"), "the host was told");
  });

  story("a host that the link does not allow is refused by the browser, and is told why", async (page) => {
    await open(page, await link({ allowed_origins: ["https://app.example.com"] }));
    const { code, message } = await result(page);
    assert.equal(code, "load_failed");
    assert.ok(message.includes(host.url) && message.includes("allowed_origins"), message);
  });

  story("what is no link is refused at once", async (page) => {
    for (const address of ["", "nonsense", "javascript:alert(1)", "javascript://localhost/l/abc?%0aalert(1)//#x", "data:text/html,x#y", "http://flow.example/l/abc#cfl_x", `${backend.url}/l/abc`, `${backend.url}/#cfl_x`, `${host.url}/l/abc#cfl_x`]) {
      await open(page, address);
      assert.equal((await result(page)).code, "bad_link", address);
    }
    await open(page, `${backend.url}/l/abcdefghijklmnopqrstuv#${"cfl_" + "x".repeat(51)}`);
    assert.equal((await result(page)).code, "load_failed");
    const wrong = new URL(await link());
    wrong.hash = "cfl_" + "x".repeat(51);
    await open(page, wrong.href);
    assert.equal((await result(page)).code, "bad_link");
  });

  story("inline it is as high as its content, and follows it", async (page) => {
    // All of it is in view: a driver that has to scroll the host's page for a click in the frame may click before it has scrolled.
    await page.setViewport({ width: 800, height: 1400 });
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
});
