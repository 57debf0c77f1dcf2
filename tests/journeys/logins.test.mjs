// E-13: a log-in at a tool, begun in a frame, in two browsers: in a window of its own, whose opener policy and end mean nothing to the flow.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer, request as httpRequest } from "node:http";
import { inEach } from "./browsers.mjs";
import { Backend, Host, until } from "./harness.mjs";

// Between a browser and the tool, which says nothing of openers by itself.
let backend, host, tool;
before(async () => {
  const server = createServer((request, answer) => {
    const { method, headers, url } = request;
    const onward = httpRequest({ port: backend.standinPort, host: "127.0.0.1", path: url, method, headers }, (response) => {
      answer.writeHead(response.statusCode, { ...response.headers, "cross-origin-opener-policy": tool.policy });
      response.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    request.pipe(onward);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  tool = { server, url: `http://127.0.0.1:${server.address().port}` };
  [backend, host] = await Promise.all([Backend.start({ TOOL_ADDRESSES: `factorial=${tool.url}/factorial/{host}` }), Host.start()]);
});
after(async () => {
  tool?.server.closeAllConnections();
  tool?.server.close();
  await Promise.all([host?.stop(), backend?.stop()]);
});

inEach((name, browser) => {
  const named = (frame, role, label) => frame.waitForSelector(`::-p-aria([name="${label}"][role="${role}"])`, { visible: true });
  const says = (frame, words) => until(() => frame.evaluate((words) => document.body.innerText.includes(words), words).catch(() => false), `it says “${words}”`);
  const logIn = async (page, frame) => {
    const before = await page.browserContext().pages();
    await (await named(frame, "link", "Log in to Factorial")).click();
    return until(async () => (await page.browserContext().pages()).find((other) => !before.includes(other) && other.url().startsWith(tool.url)), "a window is open");
  };

  for (const policy of ["unsafe-none", "same-origin", "same-origin-allow-popups"])
    test(`in a frame a log-in opens a window of its own, whatever that window's opener policy (${policy}), and closing it early is no error, in ${name}`, async () => {
      tool.policy = policy;
      const page = await (await browser().createBrowserContext()).newPage();
      page.setDefaultTimeout(15000);
      await page.goto(host.url);
      const link = await backend.link({ integration_tool: "factorial", link_type: "EMBEDDED", allowed_origins: [host.url] }, "development");
      const frame = await host.embed(page, link);
      await (await named(frame, "button", "Agree and continue")).click();
      await (await named(frame, "radio", "Log in to Factorial")).click();
      await (await named(frame, "button", "Continue")).click();
      const first = await logIn(page, frame);
      assert.deepEqual(await first.evaluate(() => [window.opener === null, document.referrer]), [true, ""]);
      await first.close();
      await page.bringToFront();
      await says(frame, "Waiting for you to log in to Factorial");
      assert.equal(await frame.$$eval("[role=alert]", (alerts) => alerts.filter((alert) => alert.checkVisibility()).length), 0);
      const second = await logIn(page, frame);
      const { account } = backend.demo.trials.factorial.accepted.find(({ account }) => account);
      await (await named(second, "link", `Log in as ${account}`)).click();
      await says(second, "You are logged in. You can close this window");
      assert.equal(await second.evaluate(() => document.scripts.length), 0);
      await page.bringToFront();
      await says(frame, "You are logged in to Factorial.");
      await page.browserContext().close();
    });
});
