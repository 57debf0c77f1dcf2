// The ways a network breaks (T-03), and a person who goes on as the page offers.
import assert from "node:assert/strict";
import { Person, until } from "./harness.mjs";

export const counted = { survived: 0, of: 0, drafts_lost: 0, duplicates: 0 };

const LONG = process.env.ALL ? { seconds: 30, bytes_per_second: 1 } : { seconds: 3, bytes_per_second: 100 };

// A name is looked up, and a handshake is made, before anything reaches the proxy: these two are the browser's own failures (CDP Fetch).
export const FAULTS = {
  "a refused connection": { fault: "refuse" },
  "a name that is not found": { abort: "namenotresolved" },
  "a failed TLS handshake": { abort: "connectionfailed" },
  "a reset before it is sent": { fault: "reset-before-send" },
  "a reset before it is worked on": { fault: "reset-after-send" },
  "a reset when it is done": { fault: "reset-after-commit" },
  "half an answer": { fault: "truncated" },
  "a slow answer": { fault: "slow", bytes_per_second: LONG.bytes_per_second },
  "a late answer": { fault: "stall", seconds: LONG.seconds },
  "a request that is doubled": { fault: "duplicate" },
  "a server that is down for a while": { fault: "error", status: 503 },
  "a server that asks for patience": { fault: "error", status: 429, retry_after: 2 },
  "a hotel's sign-in page": { fault: "captive" },
  "a small answer that unpacks to a large one": { fault: "gzip-bomb" },
  "an answer of the wrong type": { fault: "wrong-mime" },
  "a connection that ends within a chunk": { fault: "close-mid-chunk" },
};

// Breaks these calls until it is told to stop; `times` is how often each. `first` are rules that come before.
export async function breaking({ page, network }, calls, { abort, ...fault }, { first = [], times } = {}) {
  const often = times && { times };
  const isRule = !abort && fault.fault !== "refuse";
  await network.rules(...first, ...(isRule ? calls.map((call) => ({ ...call, ...fault, ...often })) : []));
  const isMeant = (call) => (url) => url.pathname.startsWith(call.path ?? "") && url.pathname.endsWith(call.suffix ?? "");
  for (const call of isRule ? [] : calls) {
    let left = times ?? Infinity;
    await page.route(isMeant(call), async (route) => {
      if ((call.method ?? route.request().method()) !== route.request().method() || left-- <= 0) return route.fallback();
      if (abort) return route.abort(abort);
      // A refused connection cannot be told by what it would have asked for: everything is refused from here on.
      await network.rules(fault);
      if (times) page.once("requestfailed", () => network.rules());
      return route.continue();
    });
  }
  return async () => {
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await network.rules();
  };
}

// What a person sees, at every moment.
function look() {
  const shown = (part) => (part?.checkVisibility() ? part.innerText.trim() : "");
  const box = document.getElementById("fallback");
  const main = document.querySelector("#app main");
  return {
    isOurs: Boolean(main || shown(box)),
    isLoaded: document.readyState === "complete",
    screen: main?.dataset.screen ?? "",
    fallback: shown(box),
    alert: shown(main?.querySelector("[role=alert]")),
    text: location.protocol === "chrome-error:" ? "the browser's own words" : (document.body?.innerText.trim() ?? ""),
  };
}
const watching = `addEventListener("DOMContentLoaded", () => {
  let last = "";
  const tell = () => {
    const seen = (${look})();
    if (JSON.stringify(seen) !== last) saw((last = JSON.stringify(seen)));
  };
  new MutationObserver(tell).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["hidden", "data-screen"] });
  tell();
});`;

// Walks to the end, never types anything twice, and remembers what was said that was not so.
export class Traveller extends Person {
  static async on(page, network, link, answers) {
    const person = new Traveller(page);
    Object.assign(person, { network, link, answers, lies: [], pending: [], keys: new Set() });
    page.on("request", (request) => request.headers()["idempotency-key"] && person.keys.add(request.headers()["idempotency-key"]));
    await page.exposeBinding("saw", (_, text) => person.saw(JSON.parse(text)));
    await page.addInitScript(watching);
    return person;
  }

  static async at(context, network, link, answers) {
    const person = await Traveller.on(await context.newPage(), network, link, answers);
    await person.open(link);
    return person;
  }

  // Whatever is said to be wrong, nothing may have come of what was sent by then: save that the server cannot be reached, which says
  // nothing about that.
  saw({ alert }) {
    if (alert && !/could not reach the server/.test(alert)) this.pending.push(this.network.made(this.link).then((made) => made.length && this.lies.push(alert)));
  }

  now = async () => (await this.page.evaluate(look).catch(() => null)) ?? { isOurs: false, isLoaded: false, screen: "", fallback: "", alert: "", text: "" };

  // What there is to see once nothing is under way.
  rests = (patience = 80000) =>
    until(async () => {
      const seen = await this.now();
      return (seen.fallback || (seen.isOurs ? !["opening", "submitting", "done"].includes(seen.screen) : seen.isLoaded)) && seen;
    }, "the page says how it stands", patience);

  // The browser may still be on its way to a page of its own about what went wrong.
  again = () => until(() => this.page.reload().then(() => true, () => false), "it is loaded again");

  async checkAnswers() {
    for (const [label, answer] of Object.entries(this.answers)) {
      const field = this.field(label);
      if (!(await field.count())) continue;
      const value = await field.inputValue();
      if (value !== answer) counted.drafts_lost++;
      assert.equal(value, answer, `${label} is kept`);
    }
  }

  async arrive(last, isDone = ({ screen, text }) => screen === "connected" || /^Already connected/m.test(text)) {
    for (let tries = 0; tries < 12; tries++) {
      let seen = await this.rests();
      if (!seen.isOurs) {
        await this.again();
        seen = await this.rests();
        assert.ok(seen.isOurs, `a reload leads on from “${seen.text}”`);
      }
      if (isDone(seen)) return this.check();
      await this.checkAnswers();
      const names = seen.fallback ? ["Load the page again"] : ["Try again", last, "Continue", "Agree and continue", "BambooHR"];
      const buttons = names.map((name) => this.page.getByRole("button", { name, exact: true }).filter({ visible: true }));
      const offered = await until(async () => {
        for (const button of buttons) if (await button.count()) return button;
      }, `there is a way on from “${seen.fallback || seen.text}”`, 3000);
      await offered.click();
      // What was pressed takes the place of what there was.
      await until(async () => JSON.stringify(await this.now()) !== JSON.stringify(seen), "something happens", 5000).catch(() => {});
    }
    assert.fail(`no end: ${(await this.now()).text}`);
  }

  async check() {
    await Promise.all(this.pending);
    assert.deepEqual(this.lies, [], "nothing is said to have failed that was done");
    const made = await this.network.made(this.link);
    if (made.length > 1) counted.duplicates++;
    assert.equal(made.length, 1, "one integration");
  }
}
