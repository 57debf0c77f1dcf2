// C-05: no text becomes markup, a script or a script's address, whatever it is and wherever it is put, in two browsers.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { inEach } from "./browsers.mjs";
import { Backend } from "./harness.mjs";

let backend;
before(async () => {
  backend = await Backend.start();
});
after(() => backend.stop());

// Of every kind: what does harm, what has passed filters before, and what is harmless.
const TEXTS = ["<script>x</script>", "<img src=x onerror=x>", '<img src="x"onerror=x>', "<svg/onload=x>", "<svg\nonload=x>", "<a href=javascript:x>y</a>", "<a href=java&#115;cript:x>y</a>", "<a href='java\tscript:x'>y</a>", "<iframe srcdoc=x></iframe>", "<object data=x></object>", "<embed src=x>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=x>", "<style>*{}</style>", "<p style=color:red>x</p>", "<form action=//evil.example><input></form>", "<details ontoggle=x open>", "<math><mtext><script>x</script></mtext></math>", "<b>x</b>", "&lt;", ""];
const SINKS = {
  innerHTML: (text) => (document.createElement("div").innerHTML = text),
  "a template's innerHTML": (text) => (document.createElement("template").innerHTML = text),
  "a shadow's innerHTML": (text) => (document.createElement("div").attachShadow({ mode: "open" }).innerHTML = text),
  outerHTML: (text) => (document.createElement("div").appendChild(document.createElement("p")).outerHTML = text),
  insertAdjacentHTML: (text) => document.createElement("div").insertAdjacentHTML("beforeend", text),
  setHTMLUnsafe: (text) => document.createElement("div").setHTMLUnsafe(text),
  parseHTMLUnsafe: (text) => Document.parseHTMLUnsafe(text),
  parseFromString: (text) => new DOMParser().parseFromString(text, "text/html"),
  createContextualFragment: (text) => document.createRange().createContextualFragment(text),
  "document.write": (text) => document.write(text),
  "document.writeln": (text) => document.writeln(text),
  srcdoc: (text) => (document.createElement("iframe").srcdoc = text),
  "srcdoc as an attribute": (text) => document.createElement("iframe").setAttribute("srcdoc", text),
  "a script's text": (text) => (document.createElement("script").text = text),
  "a script's textContent": (text) => (document.createElement("script").textContent = text),
  "a script's innerText": (text) => (document.createElement("script").innerText = text),
  "a script's src": (text) => (document.createElement("script").src = text),
  "a script's src as an attribute": (text) => document.createElement("script").setAttribute("src", text),
  "an SVG script's href": (text) => document.createElementNS("http://www.w3.org/2000/svg", "script").setAttribute("href", text),
  "an event attribute": (text) => document.createElement("p").setAttribute("onclick", text),
  setTimeout: (text) => setTimeout(text || "1"),
  setInterval: (text) => setInterval(text || "1"),
  Worker: (text) => new Worker(`/${text}`),
  SharedWorker: (text) => new SharedWorker(`/${text}`),
  "a second policy": (text) => trustedTypes.createPolicy("default", { createHTML: () => text }),
  "a policy of another name": (text) => trustedTypes.createPolicy("other", { createHTML: () => text }),
};

inEach((name, browser) => {
  test(`${TEXTS.length} texts are refused by ${Object.keys(SINKS).length} ways into the page, in ${name}`, async () => {
    const page = await browser().newPage();
    await page.goto(await backend.link({ integration_tool: "bamboohr" }));
    await page.waitForSelector('main[data-screen="scopes"]');
    for (const [sink, put] of Object.entries(SINKS)) {
      const refused = `(texts) => texts.filter((text) => { try { (${put})(text); return true; } catch (error) { return !(error instanceof TypeError || error instanceof EvalError || error instanceof DOMException); } })`;
      assert.deepEqual(await page.evaluate(`(${refused})(${JSON.stringify(TEXTS)})`), [], sink);
    }
    assert.equal(await page.$eval("main", (main) => main.dataset.screen), "scopes");
    await page.close();
  });
});
