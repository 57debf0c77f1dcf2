// E-01, E-04: who may frame the flow, and how it finds out who does, in every engine.
import assert from "node:assert/strict";
import { until } from "./harness.mjs";
import { between, embed, framed, hosts, inEveryEngine, sandbox } from "./engines.mjs";

const hellos = (page) => page.evaluate(() => window.hellos);
// A second frame, which is allowed, says hello: by then the first would have done so long before.
const onlyTheSecondSpeaks = async (place, allowed) => {
  await embed(place, await sandbox(framed(allowed)));
  await until(() => place.evaluate(() => told.includes("ready")), "the second frame is met");
  assert.equal((await hellos(place)).length, 1);
  const [refused] = await place.children();
  assert.ok(!(await refused.evaluate(() => Boolean(document.querySelector("main"))).catch(() => false)), "and the browser shows nothing of it");
};

inEveryEngine((rule) => {
  rule("an allowed host frames the flow, and a second one does not (E-01)", async (page) => {
    await page.goto(hosts.second);
    await embed(page, await sandbox(framed([hosts.host])));
    await onlyTheSecondSpeaks(page, [hosts.second]);
    await page.goto(hosts.host);
    await embed(page, await sandbox(framed([hosts.host])));
    await until(async () => (await hellos(page)).length, "the allowed host is greeted");
  });

  rule("an allowed host that an evil page frames does not (E-01)", async (page) => {
    await page.goto(hosts.evil);
    await embed(page, hosts.host);
    const inner = await page.frame(hosts.host);
    await embed(inner, await sandbox(framed([hosts.host])));
    await onlyTheSecondSpeaks(inner, [hosts.host, hosts.evil]);
    assert.deepEqual(await hellos(page), [], "and the evil page hears nothing");
  });

  for (const policy of ["", "no-referrer", "same-origin"])
    rule(`a host whose referrer policy is ${policy || "the usual one"} is met, on the right origins (E-04)`, async (page) => {
      await page.goto(`${hosts.host}/?policy=${policy}`);
      await embed(page, await sandbox(framed([hosts.evil, hosts.host, hosts.second])));
      await until(() => page.evaluate(() => told.includes("ready")), "the channel is used");
      assert.deepEqual(await hellos(page), [between.url]);
    });
});
