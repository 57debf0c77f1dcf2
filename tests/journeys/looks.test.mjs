// How it looks, whatever the width, the theme, the language and the brand: nothing overlaps, nothing is cut off, everything can be read.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Person } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";
import { broken, tour } from "./tour.mjs";

for (const width of [320, 768, 1280])
  for (const language of ["en", "de", "ar"])
    test(`at ${width} pixels in ${language} nothing overlaps, is cut off or sticks out`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 720 } });
      await tour(backend, context, { language, look: async (seen) => assert.deepEqual(await broken(seen), [], seen.name) });
      await context.close();
    });

test("the measure finds text that is cut off, text that runs over other text, and what sticks out", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 720 } });
  const person = await Person.at(context, await backend.link());
  await person.screen("tools");
  const frame = person.page.mainFrame();
  for (const [rule, fault] of [
    [".connect-tool span { inline-size: 2rem; flex: none; overflow: hidden; white-space: nowrap }", /is cut off/],
    [".connect-tools li { block-size: 0 }", /runs over/],
    [".connect-search { min-inline-size: 30rem }", /pixels wide.*sticks out/],
  ]) {
    await frame.evaluate((rule) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rule);
      document.adoptedStyleSheets = [sheet];
    }, rule);
    assert.match((await broken({ frame })).join(" "), fault, rule);
  }
  await context.close();
});

// Every letter gets an accent and every sentence 40 % more of them, in brackets: what is not in brackets was never translated.
const LETTERS = { a: "á", e: "é", i: "í", o: "ó", u: "ú", A: "Á", E: "É", I: "Í", O: "Ó", U: "Ú" };
const pseudo = (text) => {
  const letters = text.replace(/\{\w+\}|[aeiou]/gi, (match) => LETTERS[match] ?? match);
  return `⟦${letters} ${"ló ".repeat(Math.ceil((text.length * 0.4) / 3)).trim()}⟧`;
};
const TEXTS = ["title", "label", "hint", "summary"];
const pseudoTree = (value, key, path = []) => {
  if (typeof value === "string") return TEXTS.includes(key) || ["body", "help", "before"].some((part) => path.includes(part)) ? (["href", "code"].includes(key) ? value : pseudo(value)) : value;
  if (Array.isArray(value)) return value.map((item) => pseudoTree(item, key, path));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, pseudoTree(item, name, [...path, name])]));
  return value;
};

test("in a pseudo-language no text is left in English, and words that are 40 % longer break nothing", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 720 } });
  const rewrite = (page, path, change) =>
    page.route(path, async (route) => {
      const answer = await route.fetch();
      if (!answer.ok()) return route.fulfill({ response: answer });
      return route.fulfill({ response: answer, json: change(await answer.json()) });
    });
  const prepare = async (page) => {
    await rewrite(page, "**/words-en-*.json", (words) =>
      Object.fromEntries(Object.entries(words).map(([key, text]) => [key, typeof text === "string" ? pseudo(text) : Object.fromEntries(Object.entries(text).map(([form, text]) => [form, pseudo(text)]))])),
    );
    await rewrite(page, "**/api/session", (session) => pseudoTree(session));
    await rewrite(page, "**/api/tools/*", (tool) => pseudoTree(tool));
  };
  // Names and values: of the tenant, the organization, the tools and the languages, of addresses, and what the backend quotes.
  const { data } = await backend.api("/v1/tools/hris");
  const tools = new Set(data.tools.map(({ label }) => label));
  const NAMES = /^(Acme|A|Initech|Sandbox|English|https:\/\/|\(?\w*\.bamboohr\.com\)?|ref-4711|ASSET_MISSING)$/;
  const look = async ({ page, frame, name }) => {
    assert.deepEqual(await broken({ frame }), [], name);
    const texts = await frame.evaluate(() => {
      const texts = [document.title];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.data.trim() && node.parentElement.checkVisibility() && !node.parentElement.closest("option, noscript, code")) texts.push(node.data.trim());
      }
      for (const element of document.querySelectorAll("[aria-label], [alt], [placeholder]")) texts.push(element.getAttribute("aria-label") ?? element.getAttribute("alt") ?? element.placeholder);
      return texts.filter(Boolean);
    });
    // A sentence may hold others; what remains once all of them are taken out was not translated. Joints of our own are allowed.
    const rest = (text) => {
      let before;
      do {
        before = text;
        text = text.replace(/⟦[^⟦⟧]*⟧/g, "");
      } while (text !== before);
      return text.replace(/[–·,()]|\band\b|Acme|BambooHR|Sandbox/g, "").trim();
    };
    const left = texts.filter((text) => !NAMES.test(text) && !tools.has(text) && rest(text));
    // The document comes as it was written, and these two sentences are the backend's.
    const quoted = name === "step-rejected" ? left.filter((text) => !text.startsWith("BambooHR did not accept this key")) : left;
    const shell = ["opening"].includes(name) ? quoted.filter((text) => text !== "Opening your connection…") : quoted;
    assert.deepEqual(name === "fallback" ? shell.filter((text) => !/^(Connect your system|Load the page again|If that does not help)/.test(text)) : shell, [], name);
    assert.ok(page);
  };
  // What comes with an answer to a submission, or from the stand-ins, is not rewritten.
  const only = (name) => !["choice", "certificate", "login", "logged-in", "finishing"].includes(name);
  await tour(backend, context, { prepare, look, only, words: (words) => Object.fromEntries(Object.entries(words).map(([key, text]) => [key, typeof text === "string" ? pseudo(text) : text])) });
  await context.close();
});

// WCAG 2.2, 1.4.3 and 1.4.11. The colours are those that the browser has computed.
test("with 200 accent colours, text keeps a contrast of 4.5 and controls of 3, in both themes", async () => {
  const screens = {};
  for (const theme of ["light", "dark"]) {
    const context = await browser.newContext({ colorScheme: theme, reducedMotion: "reduce" });
    const open = async (fields) => {
      const person = await Person.at(context, await backend.link({ integration_tool: "bamboohr", ...fields }));
      await person.screen("scopes");
      return person;
    };
    const scopes = await open();
    await scopes.page.locator("summary").first().click();
    const step = await open();
    await step.agree();
    await step.fill("BambooHR address", "acme");
    await step.onward();
    await step.onward();
    await step.page.getByRole("button", { name: "Show API key" }).click();
    screens[theme] = { context, pages: [scopes.page, step.page] };
  }
  let state = 4711;
  const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const colours = ["#000000", "#ffffff", "#808080", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#777777"];
  while (colours.length < 200) colours.push(`#${Math.floor(random() * 0x1000000).toString(16).padStart(6, "0")}`);
  const faint = [];
  for (const accent of colours) {
    const { data, error } = await backend.api("/v1/branding", { method: "PUT", body: JSON.stringify({ accent }) });
    assert.ok(data, error?.message);
    for (const [theme, { pages }] of Object.entries(screens))
      for (const page of pages) {
        const found = await page.evaluate(measure, data.theme);
        faint.push(...found.map((what) => `${accent} ${theme}: ${what}`));
      }
  }
  await backend.api("/v1/branding", { method: "PUT", body: "{}" });
  assert.deepEqual(faint, []);
  for (const { context } of Object.values(screens)) await context.close();
});

// In the page: dresses it as the shell does, and measures every text and control that wears the accent.
function measure(theme) {
  for (const [name, value] of Object.entries(theme)) document.documentElement.style.setProperty(name, value);
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = (colour) => {
    const [r, g, b] = [...channels(colour)].slice(0, 3).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] === 255) return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const found = [];
  const need = (least, one, other, what) => {
    const got = contrast(one, other);
    if (got < least) found.push(`${what}: ${got.toFixed(2)}`);
  };
  for (const element of document.body.querySelectorAll("*")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (hasText && element.checkVisibility() && !element.closest(".connect-visually-hidden, option, code")) need(4.5, getComputedStyle(element).color, behind(element), `text of ${element.className || element.tagName}`);
  }
  for (const button of document.querySelectorAll(".connect-button")) {
    need(3, getComputedStyle(button).borderTopColor, behind(button.parentElement), "edge of the button");
    const probe = document.createElement("i");
    button.append(probe);
    for (const state of ["", "-hover"]) {
      probe.style.backgroundColor = `var(--connect-color-accent${state})`;
      need(4.5, getComputedStyle(button).color, getComputedStyle(probe).backgroundColor, `text of the button${state}`);
    }
    probe.remove();
  }
  for (const input of document.querySelectorAll("input[role=switch]")) {
    need(3, getComputedStyle(input).borderTopColor, behind(input.parentElement), "edge of the switch");
    need(3, getComputedStyle(input, "::before").backgroundColor, getComputedStyle(input).backgroundColor, "knob of the switch");
  }
  // What the browser draws by itself, such as the focus and the progress bar, is asked for by its colour.
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.backgroundColor = "var(--connect-color-accent-text)";
  for (const place of [document.querySelector(".connect-card"), document.documentElement]) need(3, getComputedStyle(probe).backgroundColor, behind(place), "focus and progress");
  probe.remove();
  return found;
}
