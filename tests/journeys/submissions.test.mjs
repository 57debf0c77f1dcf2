// What becomes of a submission: its answer lost, its page loaded again, its tab doubled, its browser offline. Connected, once.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { until } from "./harness.mjs";
import { ANSWERS, CONNECT, POLL, SUBMIT, alone, settles, toKey } from "./cells.mjs";
import { Traveller } from "./faults.mjs";

const upTo = (count) => [...Array(count).keys()];
const CUT = { ...SUBMIT, fault: "reset-after-commit" };
const asks = async (network, { method }) => (await network.calls()).filter((call) => call.method === method && call.path.startsWith("/api/submissions"));
const gaps = (calls) => calls.slice(1).map(({ at }, index) => at - calls[index].at);

describe("a submission", { concurrency: 3 }, () => {
  //
  for (const round of upTo(process.env.ALL ? 200 : 5))
    test(`whose answer is lost when all is done ends as connected, by itself (${round})`, alone(async (context, network) => {
      const person = await toKey(context, network);
      await network.rules({ ...CUT, times: 1 });
      await person.press(CONNECT);
      await person.screen("connected");
      await person.check();
      assert.equal(person.keys.size, 1, "one key, however often it is sent");
    }));

  //
  test("whose answer is lost, and then the first word of it too, is asked after until there is word", alone(async (context, network) => {
    const person = await toKey(context, network);
    await network.rules({ ...CUT, times: 1 }, { ...POLL, fault: "reset-before-send", times: 1 });
    await person.press(CONNECT);
    await settles(person);
    assert.equal((await person.now()).alert, "");
    await person.screen("connected");
    await person.check();
  }));

  test("that does not arrive at first is sent again by itself under the same key, until it does", alone(async (context, network) => {
    const person = await toKey(context, network);
    await network.rules({ ...SUBMIT, fault: "reset-after-send", times: 3 });
    await person.press(CONNECT);
    await person.screen("connected");
    await person.check();
    assert.equal((await asks(network, SUBMIT)).length, 4);
    assert.equal(person.keys.size, 1, "one key");
  }));

  test("that is being worked on is asked after every second and a half, and no more often", alone(async (context, network) => {
    const person = await toKey(context, network);
    await network.backend.order("bamboohr", { instead: "silence" });
    await person.press(CONNECT);
    await until(async () => (await asks(network, SUBMIT)).length, "it is under way");
    await person.page.reload();
    await person.screen("submitting");
    const calls = await until(async () => {
      const calls = await asks(network, POLL);
      return calls.length > 4 && calls;
    }, "it is asked after");
    await network.backend.order("bamboohr", {});
    for (const gap of gaps(calls)) assert.ok(gap >= 1500 && gap < 4000, `${gaps(calls)}`);
    assert.equal((await asks(network, SUBMIT)).length, 1);
    await person.arrive(CONNECT);
  }));

  // the answer is a second late, so that there is time for twenty reloads: before it leaves, on its way, when it is done, after.
  for (const point of upTo(process.env.ALL ? 20 : 4)) {
    const after = process.env.ALL ? (point < 10 ? point * 10 : (point - 8) * 60) : [0, 15, 60, 600][point];
    test(`may be met by a reload ${after} ms after it was sent`, alone(async (context, network) => {
      const person = await toKey(context, network);
      await network.rules({ ...SUBMIT, fault: "stall", seconds: 1, times: 1 });
      const load = person.page.waitForEvent("load");
      await person.page.getByRole("button", { name: CONNECT }).evaluate((button, after) => {
        button.click();
        setTimeout(() => location.reload(), after);
      }, after);
      await load;
      await person.arrive(CONNECT);
      assert.ok(person.keys.size <= 1, "one key, however often it is sent");
    }));
  }

  //
  for (const [name, keys, second] of [
    ["another tab with the same link", 2, (context, network, { link }) => toKey(context, network, {}, link)],
    ["a copy of the tab", 1, async (context, network, { page, link }) => {
      const [copy] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void open(location.href))]);
      const person = await Traveller.on(copy, network, link, ANSWERS);
      await person.toStep("Create an API key");
      await person.checkAnswers();
      return person;
    }],
  ])
    test(`is one, sent at once from ${name}`, alone(async (context, network) => {
      const first = await toKey(context, network);
      const both = [first, await second(context, network, first)];
      await network.rules({ ...SUBMIT, fault: "duplicate" });
      await Promise.all(both.map((person) => person.press(CONNECT)));
      for (const person of both) await person.arrive(CONNECT);
      assert.equal(new Set(both.flatMap((person) => [...person.keys])).size, keys, "keys");
    }));

  //
  test("that is made offline says so, keeps every answer, and connects when there is a network again", alone(async (context, network) => {
    const person = await toKey(context, network);
    await context.setOffline(true);
    await person.press(CONNECT);
    await person.page.getByRole("status").filter({ hasText: "You are offline" }).waitFor();
    assert.equal((await asks(network, SUBMIT)).length, 0);
    await context.setOffline(false);
    await person.arrive(CONNECT);
  }));
});
