// T-11, T5: hosts that cover the flow, hide it, or take the focus away, in two browsers: nothing is pressed, sent or lost by it.
import assert from "node:assert/strict";
import { until } from "./harness.mjs";
import { backend, inBrowsers, link } from "./hosts.mjs";

inBrowsers(({ story, open, result, flow, press, pressLast, ready }) => {
  const screen = (frame) => frame.evaluate(() => document.querySelector("main")?.dataset.screen);
  const shows = (frame, name) => until(async () => (await screen(frame).catch(() => null)) === name, `it shows ${name}`);
  const field = (frame) => frame.waitForSelector("#field-api_key");
  const toKey = async (frame) => {
    await frame.evaluate(() => addEventListener("focusin", ({ target }) => target.tagName === "H1" && (window.isSaid = true)));
    await press(frame, "Agree and continue");
    await field(frame);
    // From here on the focus is the end user's.
    await frame.waitForFunction(() => window.isSaid);
  };
  const value = (frame) => frame.$eval("#field-api_key", ({ value }) => value);
  const asks = (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    return (what) => asked.filter((path) => path.startsWith(what)).length;
  };
  // Whom a click is meant for is known of what was painted last.
  const painted = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  // As high as the page from the beginning, so that nothing moves under a driver's click.
  const opened = async (page) => {
    await page.setViewport({ width: 800, height: 1400 });
    await open(page, await link());
    await ready(page);
    return flow(page);
  };
  const ends = async (page, frame) => {
    await pressLast(frame, "Connect Sandbox");
    const { value } = await result(page);
    const { data } = await backend.api(`/v1/connect/integration-by-token/${value.activationToken}`, { key: "development" });
    assert.equal(data.tool, "sandbox");
  };

  story("a host that lays the flow unseen over a button of its own gets no press of it, unless the link allows the host", async (page) => {
    await page.setViewport({ width: 800, height: 1400 });
    const asked = asks(page);
    const lay = (address) =>
      page.evaluate(
        (address) =>
          new Promise((onload) => {
            document.body.innerHTML = "";
            const style = "position: fixed; inset: 0; width: 100%; height: 100%; border: 0; opacity: 0";
            document.body.append("Press here", Object.assign(document.createElement("iframe"), { src: address, style, onload }));
          }).then(() => {}),
        address,
      );
    // Whom a link allows is believed. It also tells where the button is.
    await lay(await link());
    const allowed = await flow(page);
    const agree = await allowed.waitForSelector('::-p-aria([name="Agree and continue"][role="button"])');
    const { x, y, width, height } = await agree.boundingBox();
    const click = () => page.mouse.click(x + width / 2, y + height / 2);
    await click();
    await shows(allowed, "step");

    const before = asked("/api/session");
    await lay(await link({ allowed_origins: ["https://app.example.com"] }));
    await click();
    const refused = page.frames().find((frame) => frame !== page.mainFrame());
    assert.equal(await refused.$("main").catch(() => null), null);
    assert.equal(asked("/api/session"), before, "nobody opened the link");
  });

  const COVERS = ["#cover { position: fixed; inset: 0; background: white }", "iframe { pointer-events: none }"];
  story("where a host catches every click that is meant for the flow, nothing of it is pressed, and it goes on when that has ended", async (page) => {
    const asked = asks(page);
    const frame = await opened(page);
    await page.evaluate(() => void addEventListener("click", () => caught++));
    const covered = async (style, work, clicks) => {
      await page.evaluate((style) => {
        window.caught = 0;
        document.querySelector("dialog").append(Object.assign(document.createElement("div"), { id: "cover", innerHTML: `<style>${style}</style>` }));
      }, style);
      await painted(page);
      await work();
      await page.waitForFunction((clicks) => caught === clicks, {}, clicks);
      await page.evaluate(() => document.getElementById("cover").remove());
      await painted(page);
    };
    for (const style of COVERS) await covered(style, () => press(frame, "Agree and continue"), 1);
    assert.equal(await screen(frame), "scopes");
    await toKey(frame);
    await (await field(frame)).type("canary-");
    const tries = async () => {
      await press(frame, "Connect Sandbox");
      await (await field(frame)).click();
      await page.keyboard.type("xyz");
      await page.keyboard.press("Enter");
    };
    for (const style of COVERS) await covered(style, tries, 2);
    assert.deepEqual([await screen(frame), await value(frame), asked("/api/submissions")], ["step", "canary-", 0]);
    await (await field(frame)).type("key");
    assert.equal(await value(frame), "canary-key");
    await ends(page, frame);
  });

  for (const [when, every] of [["all the time", 0], ["again and again", 60]])
    story(`from a host that takes the focus away ${when} the flow does not take it back, and what was typed into it stays`, async (page) => {
      const frame = await opened(page);
      await page.evaluate((every) => {
        const thief = document.querySelector("dialog").appendChild(document.createElement("input"));
        Object.assign(thief, { id: "thief", style: "position: fixed; inset-block-end: 0" });
        window.lost = 0;
        thief.addEventListener("blur", () => lost++);
        const next = every ? (steal) => setTimeout(steal, every) : requestAnimationFrame;
        const steal = () => {
          if (window.isOver) return;
          window.focus();
          thief.focus();
          next(steal);
        };
        steal();
      }, every);
      const stolen = () => page.evaluate(() => [document.activeElement.id, document.getElementById("thief").value, lost]);
      await toKey(frame);
      const typed = "abcdefghijkl";
      for (const letter of typed) {
        await (await field(frame)).click();
        await page.keyboard.press(letter);
      }
      await page.waitForFunction(() => document.activeElement.id === "thief");
      const [, elsewhere, times] = await stolen();
      const here = await value(frame);
      const inOrder = (text) => [...text].sort().join("");
      assert.deepEqual([here, elsewhere, typed], [here, elsewhere, here + elsewhere].map(inOrder), "each key is in one of the two");
      // A press gives the focus to the frame, and then to what is in it, which may be heard of late; so does the next screen.
      assert.ok(times <= 2 * (typed.length + 2), `${times} times`);
      // Nobody does anything, and nothing may happen, which only time can tell.
      await page.evaluate(() => new Promise((done) => setTimeout(done, 400)));
      const [focused, still, later] = await stolen();
      assert.deepEqual([focused, still, await value(frame)], ["thief", elsewhere, here]);
      assert.ok(later - times <= 2, `${later - times} times by itself`);

      await page.evaluate(() => void (window.isOver = true));
      await (await field(frame)).click();
      await page.keyboard.press("End");
      await page.keyboard.type("-key");
      assert.equal(await value(frame), `${here}-key`);
      await ends(page, frame);
    });
});
