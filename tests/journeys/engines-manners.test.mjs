// C-12, E-18, A-09, S-11, E-09 in every engine: Enter, the keyboard alone, what is shown, the browser's Back, and a browser that keeps nothing.
import assert from "node:assert/strict";
import { BAMBOO_KEY, until } from "./harness.mjs";
import { JOURNEYS, bamboo, between, embed, framed, hosts, inEveryEngine, sandbox, shows, toSandboxKey } from "./engines.mjs";
import { isWasm } from "./tamper.mjs";

const heading = (place, name) => until(() => place.evaluate((name) => document.activeElement?.tagName === "H1" && document.activeElement.textContent === name, name).catch(() => false), `the heading ${name} has the focus`);
const values = (place) => place.evaluate(() => [...document.querySelectorAll("input:not([type=checkbox]), textarea")].map(({ value }) => value).filter(Boolean));
const secret = () => {
  const [button] = [...document.querySelectorAll("button")].filter((button) => button.ariaLabel === "Show API key");
  const { type, value } = document.getElementById(button.getAttribute("aria-controls"));
  return { pressed: button.ariaPressed, type, value };
};

// What Enter has caused was asked for before what is asked for after it.
const entersNothing = async (page) => {
  const [address, before] = [await page.evaluate(() => location.href), between.asked.length];
  await page.key("Enter");
  await page.evaluate(() => fetch("/healthz").then(() => {}));
  // A report that the policy has refused something holds nothing of what it was.
  assert.deepEqual(between.asked.slice(before).filter((line) => !line.endsWith("/csp-reports")), ["GET /healthz"]);
  assert.equal(await page.evaluate(() => location.href), address);
};

const awayAndBack = async (page, patience) => {
  const asked = () => between.asked.filter((line) => line.endsWith("/api/session")).length;
  const before = asked();
  await page.start(hosts.second);
  await until(() => page.evaluate(() => location.hostname === "second.localhost").catch(() => false), "another page is there");
  await page.back();
  await until(() => asked() > before, "it is asked anew", patience);
};

inEveryEngine((rule, name) => {
  rule("without wasm there is no field, and Enter sends nothing (C-12)", async (page) => {
    between.reset({ change: ({ url }) => isWasm(url) && { status: 404, body: Buffer.from("not found") } });
    await page.start(await sandbox());
    await shows(page, "The page could not be started");
    assert.equal(await page.evaluate(() => document.querySelectorAll("form, input").length), 0);
    await page.evaluate(() => document.getElementById("fallback-title").focus());
    await entersNothing(page);
  });

  rule("after a crash no field can be reached, and Enter in one that could be sends nothing (C-12)", async (page) => {
    await page.start(await sandbox());
    await toSandboxKey(page);
    await page.evaluate(() => void dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
    await shows(page, "Something broke");
    assert.deepEqual(await page.evaluate(() => [document.getElementById("app").inert, document.getElementById("app").hidden]), [true, true]);
    // Somebody brings it back, and what is dead hears nothing.
    const fields = await page.evaluate(() => {
      const app = document.getElementById("app");
      app.inert = app.hidden = false;
      for (const kind of ["submit", "keydown", "keypress", "keyup", "click"]) addEventListener(kind, (event) => event.stopImmediatePropagation(), { capture: true });
      return app.querySelectorAll("form input").length;
    });
    assert.ok(fields > 0);
    for (let field = 0; field < fields; field++) {
      await page.evaluate((field) => document.querySelectorAll("form input")[field].focus(), field);
      await entersNothing(page);
    }
  });

  rule("with the keyboard alone every step's heading has the focus when it appears (E-18)", async (page) => {
    await page.goto(hosts.host);
    await embed(page, await bamboo(framed()));
    const flow = await page.frame(between.url);
    const tabTo = (name) =>
      until(async () => {
        if (await flow.evaluate((name) => [document.activeElement.textContent, ...[...(document.activeElement.labels ?? [])].map(({ textContent }) => textContent)].some((text) => text.trim() === name), name)) return true;
        await page.key("Tab");
      }, `the focus reaches ${name}`);
    const typeInto = async (name, text) => (await tabTo(name), await page.type(text));
    await flow.see("button", "Agree and continue");
    // WebKit gives no focus to a script in another site's frame that nobody has touched yet.
    if (name !== "webkit") await until(() => flow.evaluate(() => document.activeElement.tagName === "H1"), "the first heading has the focus");
    await tabTo("Agree and continue");
    await page.key("Enter");
    await heading(flow, "What is your BambooHR address?");
    await typeInto("BambooHR address", "acme");
    await page.key("Enter");
    await heading(flow, "Check that your account can see the data");
    await tabTo("Continue");
    await page.key(" ");
    await heading(flow, "Create an API key");
    await typeInto("API key", BAMBOO_KEY);
    await tabTo("Connect BambooHR");
    await page.key("Enter");
    await heading(flow, "BambooHR is connected");
  });

  rule("showing a secret is a pressed button, progress is words, and what is going on moves (A-09)", async (page) => {
    await page.goto(await bamboo());
    await page.press("Agree and continue");
    await shows(page, "Step 1 of 3");
    await page.fill("BambooHR address", "acme");
    await page.press("Continue");
    await shows(page, "Step 2 of 3");
    await page.press("Continue");
    await shows(page, "Step 3 of 3");
    await page.fill("API key", BAMBOO_KEY);
    for (const shown of [false, true, false]) {
      assert.deepEqual(await page.evaluate(secret), { pressed: String(shown), type: shown ? "text" : "password", value: BAMBOO_KEY });
      await page.press("Show API key");
    }
    between.reset({ hold: (url) => url === "/api/submissions" });
    await page.press("Connect BambooHR");
    await shows(page, "Checking with BambooHR…");
    assert.ok((await page.evaluate(() => document.getAnimations().length)) > 0);
  });

  rule("Back after it is connected shows no field with anything in it (S-11)", async (page) => {
    await page.goto(hosts.host);
    await page.start(await sandbox());
    await JOURNEYS.Sandbox.walk(page);
    await page.back();
    await shows(page, "is connected");
    assert.deepEqual(await values(page), []);
    await page.start(hosts.second);
    await until(() => page.evaluate(() => location.hostname === "second.localhost").catch(() => false), "another page is there");
    await page.back();
    await shows(page, "connected");
    assert.deepEqual(await values(page), []);
  });

  rule("Back from another page asks anew how the link stands (S-11)", async (page) => {
    await page.goto(await sandbox());
    await toSandboxKey(page);
    await awayAndBack(page);
  });

  // No engine here keeps a page in memory that must not be stored, but some browsers do: here they may, and it comes back as it was left.
  rule("a page that comes back out of the browser's memory asks anew how the link stands (S-11)", async (page) => {
    between.reset({ change: ({ url, headers }) => url.startsWith("/l/") && { headers: { ...headers, "cache-control": "max-age=600" } } });
    await page.goto(await sandbox());
    await toSandboxKey(page);
    await awayAndBack(page, 5000);
  });

  if (name === "webkit")
    rule(
      "a browser that keeps nothing between visits connects all the same (E-09)",
      async (page) => {
        await page.goto(hosts.host);
        await embed(page, await sandbox(framed()));
        const flow = await page.frame(between.url);
        assert.equal(await flow.evaluate(() => String(window.localStorage)), "null", "the setting is in force");
        await JOURNEYS.Sandbox.walk(flow);
      },
      { localStorage: false },
    );
});
