// One cell of the matrix: one call, one fault, one journey.
import { after, before } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, launch, until } from "./harness.mjs";
import { FAULTS, Traveller, breaking, counted } from "./faults.mjs";
import { pool } from "./network.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

export const SUBMIT = { method: "POST", path: "/api/submissions" };
export const POLL = { method: "GET", path: "/api/submissions/" };
export const ANSWERS = { "BambooHR address": "acme", "API key": BAMBOO_KEY };
export const CONNECT = "Connect BambooHR";
const kept = (person) => until(async () => JSON.stringify(await person.storage()).includes("sealed"), "the draft is kept");
// As long as a page that comes late; one that comes byte by byte is not waited for.
const patience = { timeout: 35000 };

export async function toKey(context, network, fields, link) {
  const person = await Traveller.at(context, network, link ?? (await network.link(fields)), ANSWERS);
  if (fields?.integration_tool === null) await person.press("BambooHR");
  await person.toBambooKey();
  await person.fill("API key", BAMBOO_KEY);
  await kept(person);
  return person;
}

// What is broken is loaded anew: nothing of it comes from the browser's own store.
const browserOf = ({ page }) => page.context().newCDPSession(page);
export const uncached = async (person) => {
  const browser = await browserOf(person);
  await browser.send("Network.enable");
  await browser.send("Network.setCacheDisabled", { cacheDisabled: true });
};

// Stops what takes too long to load, as a person would.
async function stopping(person, load) {
  const browser = await browserOf(person);
  await load().catch(() => browser.send("Page.stopLoading").catch(() => {}));
}
const reload = (person) => stopping(person, () => person.page.reload(patience));

const shows = async (person) => assert.ok((await person.now()).text, "the page is not blank");

export const settles = async (person) => {
  const { screen, alert } = await person.rests();
  assert.ok(screen !== "step" || alert, "whoever is sent back is told why");
};

const CALLS = {
  // Until it is there, what is shown is the browser's own: that may be nothing.
  async document(context, network, fault) {
    const person = await toKey(context, network);
    const mend = await breaking(person, [{ path: "/l/" }], fault);
    await reload(person);
    await mend();
    await person.again();
    await person.arrive(CONNECT);
  },

  async wasm(context, network, fault) {
    const person = await toKey(context, network);
    await uncached(person);
    const mend = await breaking(person, [{ suffix: ".wasm" }], fault);
    await reload(person);
    await person.rests();
    await shows(person);
    await mend();
    await person.arrive(CONNECT);
  },

  // Words, the session and the tool, each once.
  async definition(context, network, fault) {
    const person = await toKey(context, network, { integration_tool: null });
    await uncached(person);
    const mend = await breaking(person, [{ path: "/words-" }, { path: "/api/session" }, { path: "/api/tools/" }], fault, { times: 1 });
    await reload(person);
    await shows(person);
    await person.arrive(CONNECT);
    await mend();
  },

  async submit(context, network, fault) {
    const person = await toKey(context, network);
    const mend = await breaking(person, [SUBMIT], fault);
    await person.press(CONNECT);
    await settles(person);
    await mend();
    await person.arrive(CONNECT);
  },

  // The answer is lost when all is done, and then the question what became of it meets the fault.
  async poll(context, network, fault) {
    const person = await toKey(context, network);
    const mend = await breaking(person, [POLL], fault, { first: [{ ...SUBMIT, fault: "reset-after-commit", times: 1 }] });
    await person.press(CONNECT);
    await settles(person);
    await mend();
    await person.arrive(CONNECT);
  },

  async callback(context, network, fault) {
    const answers = { "Beraternummer (consultant number)": "455148", "Mandantennummer (client number)": "1" };
    const person = await Traveller.at(context, network, await network.link({ integration_tool: "datev" }), answers);
    await person.agree();
    for (const [label, answer] of Object.entries(answers)) await person.fill(label, answer);
    await person.onward();
    await person.page.getByRole("link", { name: "Log in to DATEV" }).click();
    const mend = await breaking(person, [{ path: "/login/" }], fault);
    const logIn = () => person.page.getByRole("link", { name: "Log in as admin" }).click({ noWaitAfter: true });
    const tool = person.page.url();
    const ends = ["requestfailed", "requestfinished"].map((event) => person.page.waitForEvent(event, { predicate: (request) => request.url().includes("/login/"), ...patience }));
    await logIn();
    await stopping(person, () => Promise.any(ends));
    await until(() => person.page.url() !== tool, "the tool's page is left", 5000).catch(() => {});
    await mend();
    // Stopped in time, the tool's page is still there.
    if (person.page.url() === tool) await logIn();
    await until(() => person.page.url() !== tool, "the tool's page is left");
    await person.arrive("Connect DATEV", ({ text }) => /accepted the access/.test(text));
  },
};

export const COLUMNS = Object.keys(CALLS);

const withNetwork = pool();
// A story with a network and a browser's storage of its own.
export const alone = (tell) => () =>
  withNetwork(async (network) => {
    const context = await browser.newContext();
    await tell(context, network).finally(() => context.close());
  });

export const cell = (call, fault) =>
  alone(async (context, network) => {
    counted.of++;
    await CALLS[call](context, network, FAULTS[fault]);
    counted.survived++;
  });
