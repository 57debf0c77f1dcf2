// Every call of a journey with every fault of the network: nothing is lost, doubled or told wrong (T-03). Takes minutes, so only with ALL.
import { after, describe, test } from "node:test";
import { COLUMNS, cell } from "./cells.mjs";
import { FAULTS, counted } from "./faults.mjs";
import { figure } from "./figures.mjs";

describe("a network that breaks", { concurrency: 4, skip: !process.env.ALL }, () => {
  after(() => figure("network_faults", counted));
  for (const call of COLUMNS) for (const fault of Object.keys(FAULTS)) test(`${call}: ${fault}`, cell(call, fault));
});
