// S-11: what Back brings out of the browser's memory is asked for anew before anything of it is shown.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer, request as httpRequest } from "node:http";
import { inEach } from "./browsers.mjs";
import { Backend, idOf, until } from "./harness.mjs";

// Some browsers keep pages that say no-store, and some do so only where nobody tests them. Behind this, ours does not say it.
let backend, server;
before(async () => {
  server = createServer(({ method, headers, url }, answer) => {
    const onward = httpRequest({ port: backend.port, host: "127.0.0.1", path: url, method, headers }, (response) => {
      if (url.startsWith("/l/")) delete response.headers["cache-control"];
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    answer.req.pipe(onward);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  backend = await Backend.start({ BASE_URL: `http://127.0.0.1:${server.address().port}` });
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await backend.stop();
});

inEach((name, browser) => {
  const press = async (page, label) => (await page.waitForSelector(`::-p-aria([name="${label}"][role="button"])`, { visible: true })).click();
  const toAddress = async (link) => {
    const page = await browser().newPage();
    // Written down where it outlives the document.
    await page.evaluateOnNewDocument(() => addEventListener("pageshow", ({ persisted }) => (window.name += persisted ? "kept " : "new "), true));
    await page.goto(link);
    await press(page, "Agree and continue");
    await (await page.waitForSelector("#field-subdomain")).type("acme");
    // A page that still waits for an answer is not kept.
    await page.waitForNetworkIdle();
    return page;
  };

  test(`a page gone back to shows no answer to a link that was withdrawn meanwhile, in ${name}`, async () => {
    const link = await backend.link({ integration_tool: "bamboohr" });
    const page = await toAddress(link);
    await page.goto(`${backend.url}/healthz`);
    backend.run("link", "revoke", idOf(link));
    await page.goBack();
    await until(() => page.evaluate(() => document.querySelector("main h1")?.textContent === "This link was withdrawn").catch(() => false), "the page says so");
    assert.equal(await page.$$eval("input", (inputs) => inputs.length), 0);
    await until(async () => (await page.evaluate(() => window.name)) === "new kept new ", "it was kept, and loaded anew");
    await page.close();
  });

  test(`a page gone back to while its link is good has its answers, in ${name}`, async () => {
    const page = await toAddress(await backend.link({ integration_tool: "bamboohr" }));
    await page.goto(`${backend.url}/healthz`);
    await page.goBack();
    await until(() => page.evaluate(() => document.querySelector("#field-subdomain")?.value === "acme").catch(() => false), "the answer is there");
    await until(async () => (await page.evaluate(() => window.name)) === "new kept new ", "it was kept, and loaded anew");
    await page.close();
  });
});
