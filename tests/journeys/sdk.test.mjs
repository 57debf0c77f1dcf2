// The SDK in other clothes: the published package of the field, React, Vue, and a custom element.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { buildSync } = createRequire(`${process.env.NODE_PATH.split(":")[0]}/here`)("esbuild");
const bundled = (contents, options) => buildSync({ stdin: { contents, resolveDir: here("."), loader: "jsx" }, nodePaths: [here("node_modules")], bundle: true, write: false, format: "esm", define: { "process.env.NODE_ENV": '"production"' }, ...options }).outputFiles[0].text;

const RESULT = "(value) => (window.result = { value })";
const FAILED = "(error) => (window.result = { code: error.code, name: error.name })";
const PAGES = {
  kombo: () => `<script>${readFileSync(createRequire(import.meta.url).resolve("@kombo-api/connect").replace("index.cjs", "index.js"), "utf8")}</script>
    <script>window.go = (link) => KomboConnect.showKomboConnect(link).then(${RESULT}, ${FAILED})</script>`,
  react: () => `<div id="app"></div><script type="module">${bundled(`
    import { StrictMode, createElement as h, useState } from "react";
    import { createRoot } from "react-dom/client";
    import { ConnectFlow, useConnect } from "../../sdk/react.js";
    const App = () => {
      const [link, setLink] = useState();
      const open = useConnect({ onReady: () => (window.isReady = true) });
      window.go = setLink;
      window.modal = (link) => open(link).then(${RESULT}, ${FAILED});
      return link ? h(ConnectFlow, { link, className: "mine", onSuccess: ${RESULT}, onError: ${FAILED} }) : null;
    };
    createRoot(document.getElementById("app")).render(h(StrictMode, null, h(App)));`)}</script>`,
  vue: () => `<div id="app"></div><script type="module">${bundled(`
    import { createApp, h, ref } from "vue";
    import { ConnectFlow } from "../../sdk/vue.js";
    const link = ref("");
    window.go = (address) => (link.value = address);
    createApp({ render: () => link.value && h(ConnectFlow, { link: link.value, onSuccess: ${RESULT}, onError: ${FAILED} }) }).mount("#app");`)}</script>`,
  element: () => `<script src="${backend.url}/sdk/connect.global.js"></script><script>
    window.go = (link) => {
      const flow = document.createElement("connect-flow");
      flow.addEventListener("connect-success", ({ detail }) => (window.result = { value: detail.activationToken }));
      flow.addEventListener("connect-error", ({ detail }) => (window.result = { code: detail.code, name: detail.name }));
      flow.setAttribute("link", link);
      document.body.append(flow);
    };</script>`,
};

let host;
before(async () => {
  const server = createServer(({ url }, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(`<!doctype html><html lang="en"><title>Host</title><body>${PAGES[url.slice(1)]?.() ?? ""}`);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  host = { server, url: `http://localhost:${server.address().port}` };
});
after(() => (host.server.closeAllConnections(), host.server.close()));

const link = () => backend.link({ integration_tool: "sandbox", link_type: "EMBEDDED", allowed_origins: [host.url] }, "development");

async function at(page, options = {}) {
  // All of the inline frame is in view: a driver that has to scroll the host's page for a click in it may click before it has scrolled.
  const context = await browser.newContext({ viewport: { width: 1280, height: 1600 }, ...options });
  const tab = await context.newPage();
  await tab.goto(`${host.url}/${page}`);
  await tab.waitForFunction(() => window.go);
  return { context, page: tab, flow: tab.frameLocator("iframe") };
}

async function walk(flow) {
  // By key: the frame grows while it loads, and a driver's click may be meant for where the button was.
  await flow.getByRole("button", { name: "Agree and continue" }).press("Enter");
  await flow.getByLabel("API key", { exact: true }).fill("canary-key");
  // Later, because the frame is gone with the click.
  await flow.getByRole("button", { name: "Connect Sandbox" }).evaluate((button) => void setTimeout(() => button.click()));
}

const result = (page) => until(() => page.evaluate(() => window.result), "it is told how it ended");
const exchanged = async (token) => (await backend.api(`/v1/connect/integration-by-token/${token}`, { key: "development" })).data.tool;

for (const [page, name] of [["kombo", "the unmodified published package"], ["react", "React"], ["vue", "Vue"], ["element", "a custom element of the plain script"]]) {
  test(`${name} gets a token that can be exchanged`, async () => {
    const stage = await at(page);
    await stage.page.evaluate((address) => void go(address), await link());
    await walk(stage.flow);
    assert.equal(await exchanged((await result(stage.page)).value), "sandbox");
    await stage.context.close();
  });

  test(`${name} is told that the end user closed the flow`, async () => {
    const stage = await at(page);
    await stage.page.evaluate((address) => void go(address), await link());
    // Later, because the frame is gone with the click.
    await stage.flow.getByRole("button", { name: "Close" }).evaluate((button) => void setTimeout(() => button.click()));
    const { code, name: error } = await result(stage.page);
    assert.equal(page === "kombo" ? error : code, page === "kombo" ? "KomboConnectCancelledError" : "cancelled");
    await stage.context.close();
  });
}

test("a React hook opens it over the page", async () => {
  const stage = await at("react");
  await stage.page.waitForFunction(() => window.modal);
  await stage.page.evaluate((address) => void modal(address), await link());
  await stage.page.locator("dialog[open] iframe").waitFor();
  await walk(stage.flow);
  assert.equal(await exchanged((await result(stage.page)).value.activationToken), "sandbox");
  await stage.context.close();
});

test("in a frame without credentials the whole journey works", async () => {
  const stage = await at("element");
  await stage.page.evaluate(() => {
    const make = document.createElement.bind(document);
    document.createElement = (name) => (name === "iframe" ? Object.assign(make(name), { credentialless: true }) : make(name));
  });
  await stage.page.evaluate((address) => void go(address), await link());
  await walk(stage.flow);
  assert.equal(await exchanged((await result(stage.page)).value), "sandbox");
  await stage.context.close();
});

// E-08
test("the frame may do no more than the flow needs, and has a name", async () => {
  const stage = await at("element");
  await stage.page.evaluate((address) => void go(address), await link());
  const frame = stage.page.locator("iframe");
  await frame.waitFor();
  assert.equal(await frame.getAttribute("sandbox"), "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads");
  assert.deepEqual(await Promise.all(["allow", "title", "referrerpolicy"].map((name) => frame.getAttribute(name))), ["clipboard-write", "Connect your system", "strict-origin"]);
  await stage.context.close();
});
