// M1-M4 as a gate (T-10): what is left of production secrets in a browser's whole profile, and what a link in its history still opens.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BROWSERS, start } from "./browsers.mjs";
import { Gullible } from "./gullible.mjs";
import { Backend, idOf, until } from "./harness.mjs";
import { canary, filesIn, search, tally } from "./residue.mjs";
import { asked, blockStorage, draft, filled, kept, leave, press, screen, typed, walk } from "./walks.mjs";

const TOOLS = { bamboohr: "BambooHR", adpworkforcenow: "ADP Workforce Now" };
const figures = { profile_after_tab_close: 0, profile_after_success: 0, baseline_plain_session_storage: 0, canaries: 0, bytes_searched: 0 };
let backend, tools;
before(async () => {
  tools = await Gullible.start();
  backend = await Backend.start({ TOOL_ADDRESSES: tools.addresses(...Object.keys(TOOLS)) });
});
after(async () => {
  await backend?.stop();
  await tools?.stop();
  tally("profiles", figures);
});

for (const name of Object.keys(BROWSERS))
  describe(name, () => {
    const folder = mkdtempSync(join(tmpdir(), "connect-residue-"));
    const { plain, secret, answers } = typed();
    const links = {};
    const drafts = {};
    // Written to disk at once, so that nothing is missed that only some time would show.
    const launch = () => start(name, { userDataDir: folder, ...(name === "firefox" && { extraPrefsFirefox: { "browser.sessionstore.interval": 500 } }) });
    let browser;
    before(async () => {
      browser = await launch();
      for (const tool of Object.keys(TOOLS)) links[tool] = await backend.link({ integration_tool: tool });
    });
    after(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const open = async (link, script = () => {}) => {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument(script);
      await page.goto(link);
      await screen(page, "scopes");
      return page;
    };
    // Every tab, then the browser. A tab that is not the last one is one that can be opened again.
    const close = async () => {
      const last = await browser.newPage();
      for (const page of await browser.pages()) if (page !== last) await page.close();
      await browser.close();
    };
    const look = (canaries) => search(filesIn(folder), canaries);

    for (const tool of Object.keys(TOOLS))
      test(`a reload, Back and Forward bring every answer to ${tool} back, secrets too, in ${name}`, async () => {
        const page = await open(links[tool]);
        let steps = 0;
        const after = async (ids) => {
          steps++;
          await kept(page, answers[tool], ids);
          await page.reload();
          assert.deepEqual(await filled(page, answers[tool]), ids);
        };
        await walk(page, answers[tool], { after });
        for (let step = 1; step < steps; step++) {
          await leave(page, () => page.goBack());
          await filled(page, answers[tool]);
        }
        for (let step = 1; step < steps; step++) {
          await leave(page, () => page.goForward());
          await filled(page, answers[tool]);
        }
        drafts[tool] = await draft(page);
        assert.ok(drafts[tool][0]);
      });

    // M4: what the app does not keep, a browser may, to fill forms in again.
    test(`tabs and browser closed, no secret is in the profile of ${name}, while everything else that was kept or typed is`, async () => {
      const unkept = typed();
      for (const tool of Object.keys(TOOLS)) {
        const page = await open(await backend.link({ integration_tool: tool }), blockStorage);
        await walk(page, unkept.answers[tool]);
        for (const button of await page.$$(".connect-reveal")) await button.click();
      }
      const controls = { storage: canary(), input: canary() };
      const control = await browser.newPage();
      await control.goto(`${backend.url}/healthz`);
      await control.evaluate((text) => (sessionStorage.setItem("control", text), document.body.append(document.createElement("input"))), controls.storage);
      await (await control.$("input")).type(controls.input);
      await until(() => look({ input: controls.input }).bytes, "what was typed last is on disk, and so is what was typed before");
      await close();
      const secrets = { ...secret, ...Object.fromEntries(Object.entries(unkept.secret).map(([what, text]) => [`${what}, revealed and not kept`, text])) };
      const found = look(secrets);
      figures.profile_after_tab_close += found.bytes;
      figures.bytes_searched += found.searched;
      figures.canaries += Object.keys(secrets).length;
      figures.baseline_plain_session_storage += look({ storage: controls.storage }).bytes;
      assert.deepEqual(found.hits, []);
      for (const [what, text] of Object.entries({ ...plain, ...controls })) assert.notEqual(look({ [what]: text }).bytes, 0, `${what} is seen`);
    });

    // S-02, S-03: whoever has the profile has the sealed draft too, and the link in the history.
    test(`a sealed draft from a profile does not open again with its link, in a new ${name}`, async () => {
      browser = await launch();
      const page = await open(links.bamboohr);
      await page.evaluate((entry) => sessionStorage.setItem(...entry), drafts.bamboohr);
      await page.reload();
      await walk(page, { api_key: "" });
      assert.equal(await page.$eval("#field-api_key", (field) => field.value), "");
      await page.close();
    });

    // K-03, M14: the whole link is in the history, whatever a page does about it.
    test(`a link from the history opens with empty fields in a new ${name}, and once it is done with nothing at all`, async () => {
      const { private_key, certificate } = backend.demo.trials.adpworkforcenow.accepted[0].answers;
      const final = typed();
      Object.assign(final.answers.adpworkforcenow, { private_key, certificate });
      const secrets = { ...secret, ...final.secret, "private key": private_key.split("\n")[9], certificate: certificate.split("\n")[9] };
      for (const [tool, label] of Object.entries(TOOLS)) {
        const page = await open(links[tool]);
        const sent = page.waitForRequest((request) => request.url().endsWith("/api/submissions"));
        await walk(page, final.answers[tool], { before: (ids) => filled(page, Object.fromEntries(ids.map((id) => [id, ""]))) });
        await press(page, `Connect ${label}`);
        const { authorization, "idempotency-key": key } = (await sent).headers();
        await screen(page, "connected");
        const answer = await fetch(`${backend.url}/api/submissions/${key}`, { headers: { authorization } });
        secrets[`activation token of ${tool}`] = (await answer.json()).connected?.activation_token;
        assert.match(secrets[`activation token of ${tool}`], /^cfa_/);
        const [id, half] = [idOf(links[tool]), new URL(links[tool]).hash.slice(1)];
        const again = [await asked(backend, "/session", { link: id, secret: half }), await asked(backend, "/session", {}, { authorization })];
        assert.deepEqual(again.map(({ status }) => status), [410, 410]);
        assert.deepEqual(await asked(backend, `/links/${id}/outcome`, { secret: half }, { origin: backend.url }), { status: 200, state: "completed", opens: false });
      }
      await close();
      const found = look(secrets);
      figures.profile_after_success += found.bytes;
      figures.bytes_searched += found.searched;
      figures.canaries += Object.keys(secrets).length;
      assert.deepEqual(found.hits, []);
      assert.notEqual(look({ link: new URL(links.bamboohr).hash.slice(1) }).bytes, 0, "the history has it");
    });
  });
