// A backend, tools, a receiver of webhooks and pages that are all listened to, with a canary for every secret that is in play.
import { createServer } from "node:http";
import { Gullible } from "./gullible.mjs";
import { Backend, freePort, launch, until } from "./harness.mjs";
import { canary } from "./residue.mjs";

export const HOST = "https://app.example.com";
// A host that is told everything there is to tell, by message and by channel.
const HOST_PAGE = `<!doctype html><html lang=en><title>Host</title><iframe title=Connect></iframe><script>window.heard = [];
addEventListener("message", ({ data, source, origin }) => { heard.push(data); if (data.type !== "hello") return;
const { port1, port2 } = new MessageChannel(); port1.onmessage = ({ data }) => heard.push(data); source.postMessage({ cf: 2, type: "init", nonce: data.nonce }, origin, [port2]); });</script>`;

// Whatever a page keeps or shows to others, but for its own session token, which a reload needs.
const leftBehind = () => {
  const kept = (store) => {
    try {
      return Object.entries(window[store]).filter(([key]) => !key.startsWith("cf1:session:"));
    } catch {
      return "refused";
    }
  };
  const page = [kept("sessionStorage"), kept("localStorage"), history.state, name, document.title, location.href, document.referrer, document.cookie];
  return [page, performance.getEntries()].map((part) => JSON.stringify(part));
};

export class Listening {
  canaries = {};
  // By place, what was said or left there.
  said = {};
  pending = [];

  async begin() {
    [this.tools, this.browser, this.metrics] = [await Gullible.start(), await launch(), `127.0.0.1:${await freePort()}`];
    this.secret("the client's secret", canary());
    for (const [what, text] of Object.entries(this.tools.secrets)) this.secret(`the log-in's ${what}`, text);
    this.backend = await Backend.start({
      LOG: "trace",
      METRICS_ADDRESS: this.metrics,
      TOOL_ADDRESSES: this.tools.addresses("bamboohr", "factorial"),
      LOGIN_CLIENTS: `factorial=client:${this.canaries["the client's secret"]}`,
    });
    for (const [name, { api_key }] of Object.entries(this.backend.demo.environments)) this.secret(`the API key of ${name}`, api_key);
    this.receiver = createServer(async (request, answer) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      this.say("webhooks", JSON.stringify(request.headers), Buffer.concat(chunks));
      answer.writeHead(204).end();
    });
    await new Promise((listening) => this.receiver.listen(0, "127.0.0.1", listening));
    const url = `http://127.0.0.1:${this.receiver.address().port}/webhooks`;
    const { data } = await this.post("/v1/webhooks", { url });
    this.webhook = data.id;
    this.secret("the webhook's secret", data.secret.replace(/^whsec_|=$/g, ""));
  }

  async end() {
    await this.browser?.close();
    await this.backend?.stop();
    await this.tools?.stop();
    this.receiver?.closeAllConnections();
    this.receiver?.close();
  }

  post = (path, body) => this.backend.api(path, { method: "POST", body: JSON.stringify(body) });
  say = (place, ...words) => (this.said[place] ??= []).push(...words);
  secret = (what, text) => (this.canaries[what] = text);
  link = (what, link) => (this.secret(`${what}: link`, new URL(link).hash.slice("#cfl_".length)), link);

  // A page that is listened to.
  async page() {
    const context = await this.browser.newContext({ permissions: ["local-network-access"] });
    context.on("console", (message) => this.say("console", message.text()));
    context.on("weberror", (error) => this.say("console", String(error.error())));
    context.on("request", (request) => {
      const { authorization, ...headers } = request.headers();
      if (authorization) this.secret(`session ${authorization.split(/[_.]/)[1]}`, authorization.split(".").at(-1));
      this.say("requests", `${request.method()} ${request.url()}`, JSON.stringify(headers));
    });
    // Heard on its way: a page that is done makes room for another document, and takes its answers with it.
    await context.route(`${this.backend.url}/api/**`, async (route) => {
      try {
        const response = await route.fetch();
        this.hear(route.request().url(), await response.text());
        await route.fulfill({ response });
      } catch {
        // Nobody waits for it any more.
      }
    });
    await context.route(`${HOST}/*`, (route) => route.fulfill({ contentType: "text/html", body: HOST_PAGE }));
    return context.newPage();
  }

  hear(url, text) {
    const path = url.slice(this.backend.url.length).split("/");
    this.say(`answers of ${path[2]}`, text);
    const [, token] = /"activation_token":"cfa_([^"]+)/.exec(text) ?? [];
    if (token) this.secret(`activation token ${token.slice(0, 4)}`, token);
    const [, key] = /"draft_key":"([^"]+)/.exec(text) ?? [];
    if (key) this.secret(`key of drafts ${key.slice(0, 4)}`, key.replace("=", ""));
  }

  async look(page) {
    for (const frame of page.frames().filter((frame) => frame.url().startsWith("http"))) {
      // A page that is done may just be making room for the next.
      const [page, performance] = await until(() => frame.evaluate(leftBehind).catch(() => null), "it can be looked at");
      this.say("page", page);
      this.say("performance", performance);
    }
  }

  // Typed as by hand: a driver's own way would leave it in the page's memory.
  async type(what, page, name, text, frame = page) {
    this.secret(`${what}: ${name}`, text);
    await frame.getByLabel(name, { exact: true }).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(text);
  }

  async press(frame, name) {
    await frame.getByRole("button", { name, exact: true }).click();
  }

  // Everything that a page's scripts and its wasm still hold.
  async memory(page) {
    const devtools = await page.context().newCDPSession(page);
    const heap = [];
    devtools.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => heap.push(chunk));
    await devtools.send("HeapProfiler.collectGarbage");
    await devtools.send("HeapProfiler.takeHeapSnapshot");
    const { result } = await devtools.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
    const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: result.objectId });
    const functionDeclaration = "function () { return this.map(({ buffer }) => new TextDecoder('latin1').decode(buffer)).join() }";
    const wasm = await devtools.send("Runtime.callFunctionOn", { objectId: objects.objectId, functionDeclaration, returnByValue: true });
    return { heap: heap.join(""), wasm: wasm.result.value };
  }
}
