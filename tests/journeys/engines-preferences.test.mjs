// A-09 in a second engine: less motion and colours of one's own. Chromium, and more screens, are in access.test.mjs.
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { inEveryEngine } from "./engines.mjs";
import { faint } from "./faint.mjs";
import { stops } from "./stops.mjs";

const isPreferred = (preference) => matchMedia(preference).matches;

inEveryEngine(
  (rule) => {
    rule("nothing moves on any kind of screen for whoever asked for less motion", (page) =>
      stops(page, {}, async (place, screen) => {
        assert.ok(await place.evaluate(isPreferred, "(prefers-reduced-motion: reduce)"), "the setting is in force");
        assert.equal(await place.evaluate(() => document.getAnimations().length), 0, screen);
      }));

    rule("every kind of screen passes axe in forced colours, and what is on, pressed or wrong can still be told", (page) =>
      stops(page, {}, async (place, screen) => {
        assert.ok(await place.evaluate(isPreferred, "(forced-colors: active)"), "the setting is in force");
        assert.deepEqual(await check(place.beside), [], screen);
        assert.deepEqual(await place.evaluate(faint), [], screen);
      }));
  },
  ["firefox"],
  ["less motion", "own colours"],
);
