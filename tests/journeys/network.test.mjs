// Whatever the network does to a submission, or to the question what became of it: nothing is lost, doubled or told wrong (T-03).
import { describe, test } from "node:test";
import { cell } from "./cells.mjs";
import { FAULTS } from "./faults.mjs";

describe("a network that breaks", { concurrency: 3 }, () => {
  for (const call of ["submit", "poll"]) for (const fault of Object.keys(FAULTS)) test(`${call}: ${fault}`, cell(call, fault));
});
