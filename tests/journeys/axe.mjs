// Axe, the checker that knows most of WCAG by heart, for whichever driver. It is put into a world of its own, as an extension would be: the
// page's policies do not apply to it, and are not loosened for it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
export const WIDTHS = [320, 768, 1280];

const ask = `axe.run({ runOnly: ${JSON.stringify(TAGS)}, resultTypes: ["violations"] }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, ...v.nodes.map((n) => n.html + " " + n.failureSummary)])))`;

// `evaluate` answers what an expression is in that world. A document is given axe once.
export async function check(evaluate) {
  if (!(await evaluate("Boolean(globalThis.axe)"))) await evaluate(`${axe}; undefined`);
  return JSON.parse(await evaluate(ask));
}

