// What the tests have counted, each figure in a file of its own, where somebody has named a folder for them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const figure = (name, value) => {
  if (process.env.FIGURES) writeFileSync(join(process.env.FIGURES, `${name}.json`), `${JSON.stringify(value)}\n`);
};
