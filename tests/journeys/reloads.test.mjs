// A page between two builds: what it needs is gone from the server. It loads itself again at most once, and then says so.
import { after, describe, test } from "node:test";
import assert from "node:assert/strict";
import { CONNECT, alone, toKey, uncached } from "./cells.mjs";
import { Traveller } from "./faults.mjs";
import { figure } from "./figures.mjs";

const WASM = { suffix: ".wasm" };
const GONE = { fault: "error", status: 404 };
const STORELESS = 'for (const name of ["sessionStorage", "localStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("refused", "SecurityError"); } });';
const documents = async (network) => (await network.calls()).filter(({ method, path }) => method === "GET" && path.startsWith("/l/")).map(({ path }) => path);
const loops = { found: 0, cases: 0 };

// Nothing may happen any more, which only time can tell.
async function staysThere(person, network, most) {
  const isMoving = await person.page.waitForRequest((request) => request.isNavigationRequest(), { timeout: 3000 }).then(() => true, () => false);
  const loaded = await documents(network);
  loops.cases++;
  if (isMoving || loaded.length > most) loops.found++;
  assert.ok(!isMoving && loaded.length <= most, `no more loads than ${most}: ${loaded}`);
  return loaded;
}

describe("between two builds", { concurrency: 3 }, () => {
  after(() => figure("reload_loops", loops));

  for (const [name, fault] of [["is gone", GONE], ["is a page instead", { fault: "captive" }], ["is another one", { fault: "wrong-bytes" }]])
    test(`a page whose wasm ${name} loads itself again once, says so, and has every answer when it is there again`, alone(async (context, network) => {
      const person = await toKey(context, network);
      await uncached(person);
      await network.forget();
      if (fault.fault === "wrong-bytes") await tampering(person.page);
      else await network.rules({ ...WASM, ...fault });
      await person.page.reload();
      await person.page.getByRole("button", { name: "Load the page again" }).waitFor();
      const loaded = await staysThere(person, network, 2);
      assert.equal(loaded.length, 2, "by hand, and by itself");
      assert.ok(!/[?&]again\b/.test(loaded[0]) && /[?&]again\b/.test(loaded[1]), loaded.join());
      await person.page.unrouteAll();
      await network.rules();
      await person.arrive(CONNECT);
      assert.equal(new URL(person.page.url()).search, "");
    }));

  test("a page whose wasm is gone loads itself again once where nothing can be stored", alone(async (context, network) => {
    await context.addInitScript(STORELESS);
    const person = await Traveller.on(await context.newPage(), network, await network.link(), {});
    await uncached(person);
    await network.rules({ ...WASM, ...GONE });
    await person.open(person.link);
    await person.page.getByRole("button", { name: "Load the page again" }).waitFor();
    await staysThere(person, network, 2);
  }));

  test("a page whose wasm was gone for a moment goes on by itself where it was", alone(async (context, network) => {
    const person = await toKey(context, network);
    await uncached(person);
    await network.rules({ ...WASM, ...GONE, times: 1 }, { ...WASM, ...GONE, method: "HEAD", times: 1 });
    await person.page.reload();
    await person.toStep("Create an API key");
    await person.checkAnswers();
    await person.arrive(CONNECT);
  }));

  for (const [name, call] of [["script", { path: "/boot-" }], ["word file", { path: "/words-" }], ["stylesheet", { suffix: ".css" }]])
    test(`a page whose ${name} is gone does not load itself again and again, and says that it cannot go on where it cannot`, alone(async (context, network) => {
      const person = await toKey(context, network);
      await uncached(person);
      await network.forget();
      await network.rules({ ...call, ...GONE });
      await person.page.reload();
      if (name === "word file") await person.page.getByRole("button", { name: "Load the page again" }).waitFor();
      await staysThere(person, network, 2);
      if (name === "script") await person.page.getByText("This takes longer than usual").waitFor({ timeout: 20000 });
      else await person.rests(20000);
      await network.rules();
      await person.page.reload();
      await person.arrive(CONNECT);
    }));

  test("a page that is at work when its files go never asks for them", alone(async (context, network) => {
    const person = await toKey(context, network);
    await network.forget();
    await network.rules(...[{ path: "/words-" }, WASM].map((call) => ({ ...call, ...GONE })));
    await person.arrive(CONNECT);
    // What has done its work makes room for a new document, which needs neither (S-07).
    assert.equal((await documents(network)).length, 1);
  }));
});

// Of the right length and type, and not what the page was built with.
const tampering = (page) =>
  page.route("**/*.wasm", async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length - 1] ^= 1;
    await route.fulfill({ response, body });
  });
