// A-01, T-01: every kind of screen before axe in a second engine, and in another site's frame.
import { after } from "node:test";
import assert from "node:assert/strict";
import { WIDTHS, check } from "./axe.mjs";
import { inEveryEngine } from "./engines.mjs";
import { share } from "./figures.mjs";
import { stops } from "./stops.mjs";

const tally = { checked: 0, violations: 0 };
after(() => share("axe", "engines", tally));

const isPreferred = (theme) => matchMedia(`(prefers-color-scheme: ${theme})`).matches;
// The longest words beside the shortest where there is time for them.
const LANGUAGES = process.env.ALL ? ["en", "de"] : ["en"];
const PLACES = { "a page of its own": false, "another site's frame": true };
// Chromium's own pages, and more of them, are in axe.test.mjs.
const isElsewhere = (engine, isFramed) => engine === "chrome" && !isFramed;

for (const theme of ["light", "dark"])
  inEveryEngine(
    (rule, name) => {
      for (const [where, isFramed] of Object.entries(PLACES).filter(([, isFramed]) => !isElsewhere(name, isFramed)))
        for (const language of LANGUAGES)
          rule(`every screen passes axe at every width on ${where}, in the ${theme} theme, in ${language}`, (page) =>
            stops(page, { isFramed, language }, async (place, screen) => {
              assert.ok(await place.evaluate(isPreferred, theme), "the setting is in force");
              for (const width of WIDTHS) {
                await place.resize(width);
                const found = await check(place.beside);
                tally.checked++;
                tally.violations += found.length;
                assert.deepEqual(found, [], `${screen} at ${width} pixels`);
              }
            }),
          );
    },
    ["chrome", "firefox"],
    [theme],
  );
