// A reporter for node's test runner: which tests have passed, one to a line, for scripts/requirements.mjs; and the files of those that
// have not, for scripts/test. Both go into the file that PASSED names, at once: what is handed on to node may be lost when it is made to exit.
import { appendFileSync } from "node:fs";
import { relative } from "node:path";

export default async function* passed(events) {
  for await (const { type, data } of events) {
    if (!data.file || data.skip !== undefined || data.todo !== undefined || data.details?.type === "suite") continue;
    const file = relative(".", data.file);
    if (type === "test:pass") appendFileSync(process.env.PASSED, `${file}\t${data.name}\n`);
    if (type === "test:fail") appendFileSync(process.env.PASSED, `failed\t${file}\n`);
  }
}
