// Who may frame the flow, and how; and who may ask how a link stands.
import { before, test } from "node:test";
import assert from "node:assert/strict";
import { inEach } from "./browsers.mjs";
import { backend, embed, evil, frameAt, heard, hello, host, link } from "./strangers.mjs";

const FRAMINGS = {
  "a host where only another origin is allowed": { allow: () => ["https://app.example.com"] },
  "a host where only another port of it is allowed": { allow: () => [host.url.replace(/\d+$/, "1")] },
  "a host where only the host over TLS is allowed": { allow: () => [host.url.replace("http:", "https:")] },
  "a host where nobody is allowed": { allow: () => [] },
  "a subdomain of the host": { allow: () => [host.url], from: () => host.url.replace("localhost", "sub.localhost") },
  "an evil page": { allow: () => [host.url], from: () => evil.url },
};

inEach((name, browser) => {
  let page;
  before(async () => {
    page = await browser().newPage();
  });

  // A second frame, which is allowed, says hello: by then the first would have done so long before.
  const onlyTheSecondSpeaks = async (frame, origins) => {
    await embed(frame, await link(origins));
    assert.equal((await hello(frame)).from, 1);
    assert.deepEqual((await heard(frame)).map(({ from }) => from), [1]);
  };

  for (const [what, { allow, from = () => host.url }] of Object.entries(FRAMINGS))
    test(`framed by ${what}, the browser shows nothing, in ${name}`, async () => {
      await page.goto(from());
      await embed(page, await link(allow()));
      await onlyTheSecondSpeaks(page, [from()]);
      const refused = page.frames().filter((frame) => frame.parentFrame() === page.mainFrame())[0];
      assert.equal(await refused.$("main").catch(() => null), null);
    });

  test(`inside an allowed host that is itself framed by an evil page, the browser shows nothing, in ${name}`, async () => {
    await page.goto(evil.url);
    await embed(page, host.url);
    const inner = await frameAt(page, host.url);
    await embed(inner, await link());
    await onlyTheSecondSpeaks(inner, [host.url, evil.url]);
  });

  test(`a frame without an origin of its own is told nothing, in ${name}`, async () => {
    await page.goto(host.url);
    const address = await link();
    await page.evaluate((address) => {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "allow-scripts");
      const code = `onmessage = ({ data }) => parent.postMessage(["caught", data], "*"); const frame = document.createElement("iframe"); frame.src = "${address}"; frame.onload = () => parent.postMessage("loaded", "*"); document.body.append(frame);`;
      frame.srcdoc = `<body><script>${code}</` + `script>`;
      document.getElementById("place").append(frame);
    }, address);
    await page.waitForFunction(() => heard.some(({ data }) => data === "loaded"));
    await embed(page, await link());
    await hello(page);
    assert.deepEqual((await heard(page)).map(({ from, data }) => [from, data.type ?? data]), [[0, "loaded"], [1, "hello"]]);
  });
});

// How a link stands is told to the pages that may embed it, and to whoever holds it.
const outcome = (address, { origin = host.url, secret } = {}) => {
  const url = new URL(address);
  return fetch(`${backend.url}/api/links/${url.pathname.slice(3)}/outcome`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ secret: secret ?? url.hash.slice(1) }),
  });
};
for (const [what, options, expected] of [
  ["an allowed page that holds the link", {}, [200, "host"]],
  ["an evil page that holds the link", { origin: "http://evil.localhost" }, [200, null]],
  ["a page without an origin", { origin: "null" }, [200, null]],
  ["an allowed page without the secret", { secret: "cfl_wrong" }, [404, "host"]],
])
  test(`how a link stands: ${what}`, async () => {
    const answer = await outcome(await link(), options);
    assert.deepEqual([answer.status, answer.headers.get("access-control-allow-origin")], [expected[0], expected[1] && host.url]);
    assert.equal(answer.headers.get("access-control-allow-credentials"), null);
  });
