// Every screen and state, in both themes and every language, before the checker that knows most of WCAG by heart.
import { test } from "node:test";
import assert from "node:assert/strict";
import { backend, browser } from "./stage.mjs";
import { LANGUAGES, tour, violations } from "./tour.mjs";

for (const colorScheme of ["light", "dark"])
  for (const language of LANGUAGES)
    test(`every screen passes axe, in the ${colorScheme} theme, in ${language}`, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 700 } });
      await tour(backend, context, { language, look: async (seen) => assert.deepEqual(await violations(seen), [], seen.name) });
      await context.close();
    });
