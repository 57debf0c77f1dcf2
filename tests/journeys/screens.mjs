// Every screen in three widths, two themes and three languages, as pictures and on one sheet: `scripts/screens [folder]`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Backend, launch } from "./harness.mjs";
import { tour } from "./tour.mjs";

const folder = resolve(process.argv[2] ?? "target/screens");
const pick = (name, all) => (process.env[name] ? process.env[name].split(",") : all);
const languages = pick("LANGUAGES", ["en", "de", "ar"]);
const widths = pick("WIDTHS", ["320", "768", "1280"]).map(Number);
const themes = pick("THEMES", ["light", "dark"]);
const screens = process.env.SCREENS?.split(",");

mkdirSync(folder, { recursive: true });
const [backend, browser] = await Promise.all([Backend.start(), launch()]);
const taken = [];
for (const language of languages)
  for (const theme of themes)
    for (const width of widths) {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 720 }, reducedMotion: "reduce" });
      const look = async ({ page, name }) => {
        const file = `${language}-${theme}-${width}-${name}.png`;
        await page.screenshot({ path: join(folder, file), fullPage: true });
        taken.push({ language, theme, width, name, file });
      };
      await tour(backend, context, { language, look, only: (name) => !screens || screens.includes(name) });
      await context.close();
    }
const names = [...new Set(taken.map(({ name }) => name))];
const cell = (name) => taken.filter((shot) => shot.name === name).map(({ file, width }) => `<img src="${file}" alt="${file}" width="${width / 4}" loading="lazy">`).join("");
const sheet = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Every screen</title><style>body{font:14px system-ui;background:#888}section{display:flex;flex-wrap:wrap;gap:8px;align-items:start}h2{flex-basis:100%;margin:16px 0 0}img{border:1px solid #555}</style>${names.map((name) => `<section><h2>${name}</h2>${cell(name)}</section>`).join("")}`;
writeFileSync(join(folder, "index.html"), sheet);
console.log(`${taken.length} pictures, and index.html with all of them, are in ${folder}`);
await browser.close();
await backend.stop();
