// A reporter for node's test runner: which tests have passed, one to a line, for scripts/requirements.mjs.
import { relative } from "node:path";

export default async function* passed(events) {
  for await (const { type, data } of events) {
    if (type === "test:pass" && data.file && data.skip === undefined && data.todo === undefined && data.details?.type !== "suite") yield `${relative(".", data.file)}\t${data.name}\n`;
  }
}
