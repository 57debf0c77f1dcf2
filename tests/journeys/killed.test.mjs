// the browser ends a page while somebody types, at moments that nobody chose. SEED=… types the same and kills at the same times again.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { start } from "./browsers.mjs";
import { figure } from "./figures.mjs";
import { Backend, until } from "./harness.mjs";
import { press, screen } from "./walks.mjs";

const KILLS = 10;
const AGE = 300;
// A plain field and a secret one, of one step.
const FIELDS = ["client_id", "client_secret"];
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

const first = Number(process.env.SEED ?? randomInt(2 ** 31));
let seed = first;
const below = (end) => ((seed = Math.imul(seed, 1103515245) + 12345) >>> 8) % end;

let backend, browser;
before(async () => {
  [backend, browser] = await Promise.all([Backend.start(), start("chrome")]);
});
after(async () => {
  await browser?.close();
  await backend?.stop();
});

const values = (page) => Promise.all(FIELDS.map((id) => page.$eval(`#field-${id}`, ({ value }) => value)));
const focus = (page, id) => page.$eval(`#field-${id}`, (field) => (field.focus(), field.setSelectionRange(field.value.length, field.value.length)));

// Types on, now here and now there, until the page is gone; answers what was in the fields AGE before, and what may be at most.
async function typeUntilKilled(page, client) {
  const crashed = new Promise((gone) => page.once("error", gone));
  const typed = await values(page);
  const states = [{ at: -Infinity, typed: [...typed] }];
  let killed;
  setTimeout(() => {
    killed = performance.now();
    client.send("Page.crash").catch(() => {});
  }, AGE + below(700));
  let at = below(2);
  while (!killed) {
    if (below(5) === 0) at = 1 - at;
    const letter = LETTERS[below(LETTERS.length)];
    typed[at] += letter;
    const key = async () => {
      await focus(page, FIELDS[at]);
      if (killed) return;
      await page.keyboard.press(letter);
      states.push({ at: performance.now(), typed: [...typed] });
      await new Promise((done) => setTimeout(done, below(50)));
    };
    await Promise.race([key().catch(() => {}), crashed]);
  }
  await crashed;
  return { old: states.findLast(({ at }) => at < killed - AGE).typed, typed };
}

test("a page that the browser ends while somebody types has all of it again, but for its last moment", async (story) => {
  story.diagnostic(`SEED=${first}`);
  const page = await browser.newPage();
  const client = await page.createCDPSession();
  await page.goto(await backend.link({ integration_tool: "adpworkforcenow" }));
  await press(page, "Agree and continue");
  await screen(page, "step");
  await press(page, "Continue");
  const there = () => page.waitForSelector(`#field-${FIELDS[0]}`);
  await there();
  const lost = { kills: 0, keys_lost_older_than_300_ms: 0 };
  for (; lost.kills < KILLS; lost.kills++) {
    const { old, typed } = await typeUntilKilled(page, client);
    await client.send("Page.reload");
    await there();
    const isKept = async () => (await values(page)).every((value, at) => value.startsWith(old[at]));
    await until(isKept, "all of it is there", 3000).catch(() => {});
    const now = await values(page);
    for (const [at, value] of now.entries()) {
      const same = [...old[at]].findIndex((letter, index) => letter !== value[index]);
      if (same >= 0) lost.keys_lost_older_than_300_ms += old[at].length - same;
      assert.ok(typed[at].startsWith(value), "nothing is there that nobody typed");
    }
  }
  assert.ok((await values(page)).every((value) => value), "both were typed into");
  figure("typing_killed", lost);
  assert.equal(lost.keys_lost_older_than_300_ms, 0);
});
