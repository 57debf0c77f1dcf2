// What the tests have counted, each figure in a file of its own, where somebody has named a folder for them.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.FIGURES;
export const figure = (name, value) => {
  if (folder) writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value)}\n`);
};

// A figure that several files have a part in: whichever is done last has them all.
export function share(name, part, value) {
  if (!folder) return;
  figure(`${name}-${part}`, value);
  const sum = {};
  for (const file of readdirSync(folder).filter((file) => file.startsWith(`${name}-`)))
    for (const [key, count] of Object.entries(JSON.parse(readFileSync(join(folder, file), "utf8")))) sum[key] = (sum[key] ?? 0) + count;
  figure(name, sum);
}
