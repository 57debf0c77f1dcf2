// A host and an evil page, without an SDK, that write down whatever they hear; and the flow in a frame of theirs.
import { after, before } from "node:test";
import { createServer } from "node:http";
import { Backend, until } from "./harness.mjs";

export let backend, host, evil;
const PAGE = `<!doctype html><html lang="en"><title>Page</title><div id="place"></div><script>
const frames_ = () => [...document.querySelectorAll("iframe")];
window.heard = [];
addEventListener("message", ({ origin, data, source }) => heard.push({ origin, data, from: frames_().findIndex(({ contentWindow }) => contentWindow === source) }));
window.embed = (src) => new Promise((loaded) => document.getElementById("place").append(Object.assign(document.createElement("iframe"), { src, width: 600, height: 700, onload: loaded })));
// Whatever is sent comes with a channel, as a true answer does: whoever takes it for one is heard there.
window.onPort = [];
window.attack = (to, message, nonce, channels = 1) => {
  const made = [...Array(channels)].map(() => new MessageChannel());
  const list = onPort;
  for (const { port1 } of made) port1.onmessage = ({ data }) => list.push(data.type);
  to.postMessage(new Function("nonce", "return " + message)(nonce), "*", made.map(({ port2 }) => port2));
  return made;
};</script>`;

const listen = async (name) => {
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(PAGE));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, url: `http://${name}:${server.address().port}` };
};
before(async () => {
  [backend, host, evil] = await Promise.all([Backend.start(), listen("localhost"), listen("evil.localhost")]);
});
after(async () => {
  for (const { server } of [host, evil]) server.closeAllConnections(), server.close();
  await backend.stop();
});

export const link = (allowed_origins = [host.url]) => backend.link({ integration_tool: "sandbox", link_type: "EMBEDDED", allowed_origins }, "development");

// Resolves when the frame has loaded, whatever the browser shows in it.
export const embed = (frame, address) => frame.evaluate((address) => embed(address).then(() => {}), address);
export const heard = (frame) => frame.evaluate(() => window.heard);
export const hello = (frame) => until(async () => (await heard(frame)).find(({ data }) => data.type === "hello"), "the flow says hello");
export const frameAt = (page, start) => until(() => page.frames().find((frame) => frame !== page.mainFrame() && frame.url().startsWith(start)), "the frame is there");
export const button = (frame, name) => frame.waitForSelector(`::-p-aria([name="${name}"][role="button"])`, { visible: true });

// What another page opens in a window of its own.
export const windowBeside = (page) => until(async () => (await page.browserContext().pages()).find((other) => other !== page && other.url().startsWith("http")), "the window is there");
