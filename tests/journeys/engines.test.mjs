// C-01, C-05, T-01: a whole journey in every engine, on a page of its own and in another site's frame, that no policy has to stop.
import { after } from "node:test";
import assert from "node:assert/strict";
import { until } from "./harness.mjs";
import { ENGINES, JOURNEYS, between, embed, framed, hosts, inEveryEngine } from "./engines.mjs";
import { figure } from "./figures.mjs";
import { isBoot } from "./tamper.mjs";

// Before any script of the page: where the engine cannot, the script is held back until this is there. What was seen is kept in the
// window's name, for the document that takes the page's place once all is done.
const watch = () => {
  const seen = window.name.startsWith("{") ? JSON.parse(window.name) : { violations: [], mistakes: [] };
  const note = (kind, text) => (seen[kind].push(text), (window.name = JSON.stringify(seen)));
  window.name = JSON.stringify(seen);
  addEventListener("securitypolicyviolation", ({ effectiveDirective }) => note("violations", effectiveDirective));
  addEventListener("error", ({ message }) => note("mistakes", message));
  addEventListener("unhandledrejection", ({ reason }) => note("mistakes", String(reason)));
  const tell = console.error;
  console.error = (...words) => (note("mistakes", words.join(" ")), tell.apply(console, words));
};
const reported = () => between.backend.log.split("the page's security policy was violated").length - 1;

const violated = { csp: 0, trusted_types: 0, pages: 0 };
const passed = Object.fromEntries(ENGINES.map((name) => [name, 0]));

inEveryEngine((rule, name) => {
  for (const [tool, { link, walk }] of Object.entries(JOURNEYS))
    for (const where of ["a page of its own", "another site's frame"])
      rule(
        `${tool} is connected on ${where}, and no policy is violated on the way`,
        async (page) => {
          const isFramed = where !== "a page of its own";
          const address = await link(isFramed ? framed() : {});
          if (isFramed) await page.goto(hosts.host);
          const isHeldBack = name === "webkit";
          between.reset({ hold: (url) => isHeldBack && isBoot(url) });
          const before = reported();
          await (isFramed ? embed(page, address) : page.start(address));
          await between.was("/boot-");
          const place = isFramed ? await page.frame(between.url) : page;
          if (isHeldBack) await place.evaluate(watch);
          between.release();
          await walk(place);
          if (isFramed) await until(() => page.evaluate(() => told.includes("success")), "the host is told");
          const { violations, mistakes } = JSON.parse(await place.evaluate(() => window.name));
          violated.pages++;
          for (const directive of violations) violated[/trusted-types/.test(directive) ? "trusted_types" : "csp"]++;
          assert.deepEqual([violations, mistakes, page.errors], [[], [], []]);
          assert.equal(reported(), before, "and none is reported");
          passed[name]++;
        },
        { early: watch },
      );
});

after(() => {
  figure("engines", { passed: Object.values(passed).filter((count) => count === 4).length, of: ENGINES.length });
  figure("policy_violations", violated);
});
