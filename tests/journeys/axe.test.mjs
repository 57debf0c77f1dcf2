// Every screen and state, in both themes and every language, before the checker that knows most of WCAG by heart.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { WIDTHS } from "./axe.mjs";
import { share } from "./figures.mjs";
import { until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";
import { LANGUAGES, tour, violations } from "./tour.mjs";

const tally = { checked: 0, violations: 0 };
after(() => share("axe", "tour", tally));

// What is on its way from one colour to the other is there.
const settle = () => document.getAnimations().forEach((animation) => animation instanceof CSSTransition && animation.finish());
const ways = ({ page, frame }, widths) => {
  const look = async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 700 });
    await until(() => frame.evaluate((width) => innerWidth === width, width), `it is ${width} pixels wide`);
    await frame.evaluate(settle);
  };
  return Object.fromEntries(["dark", "light"].flatMap((theme) => widths.map((width) => [`${theme}, ${width} pixels`, () => look(theme, width)])));
};

// The shortest words and the longest.
const EVERY_WIDTH = ["en", "de"];
const through = async (language, widths) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 700 } });
  const look = async (seen) => {
    const found = await violations(seen, ways(seen, widths));
    tally.checked += 2 * widths.length;
    tally.violations += found.length;
    assert.deepEqual(found, [], seen.name);
    await seen.page.setViewportSize({ width: 320, height: 700 });
  };
  await tour(backend, context, { language, look });
  await context.close();
};
for (const language of LANGUAGES) {
  const widths = EVERY_WIDTH.includes(language) ? WIDTHS : WIDTHS.slice(0, 1);
  test(`every screen passes axe in both themes at ${widths.join(", ")} pixels, in ${language}`, () => through(language, widths));
}
