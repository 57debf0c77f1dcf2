// Floods a page with generated messages, and sees to it that nothing comes of them.
import { after } from "node:test";
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { figure } from "./figures.mjs";
import { generator } from "./generated.mjs";
import { until } from "./harness.mjs";
import { heard } from "./strangers.mjs";

export const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
// From each of nine, in two browsers.
const EACH = Math.ceil(Number(process.env.MESSAGES ?? 22500) / 18);
const tally = { tried: 0, accepted: 0, seed };
after(() => figure("hostile_messages", tally));

// The page's policies are not for what comes in through the developer tools.
export const flood = async (from, send, options, target) => {
  const last = tally.tried + EACH;
  const sender = `(message, ports) => ${send}`;
  await from.evaluate(`(${generator})(${seed + tally.tried}, ${JSON.stringify(options)})(${sender}, ${EACH}); (${sender})({ last: ${last} }, [])`);
  // They arrive in the order they were sent in.
  await until(() => target.evaluate((last) => window.last === last, last), "all of them have arrived", 60000);
  tally.tried = last;
};
export const to = (window) => `${window}.postMessage(message, "*", ports)`;
export const listen = (place) =>
  place.evaluate(() => {
    window.mistakes = [];
    const seen = ({ data }) => Number.isInteger(data?.last) && (window.last = data.last);
    addEventListener("message", (event) => (seen(event), event.ports[0]?.addEventListener("message", seen)));
    for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"]) addEventListener(kind, ({ message, reason, violatedDirective }) => mistakes.push(`${kind} ${message ?? reason ?? violatedDirective}`));
    const tell = console.error;
    console.error = (...words) => (mistakes.push(words.join(" ")), tell.apply(console, words));
  });
// All there is to see of it, and all that it keeps, but for the session's token, which is renewed.
export const look = (flow) =>
  flow.evaluate(() => {
    const kept = (store) => Object.entries(store).filter(([key]) => !key.startsWith("cf1:session:"));
    const values = [...document.querySelectorAll("input, textarea, select")].map(({ value, checked }) => [value, checked]);
    return [document.documentElement.outerHTML, values, kept(sessionStorage), kept(localStorage), document.cookie, location.href, history.length, history.state, Reflect.ownKeys(Object.prototype).join(), mistakes];
  });
// Said to somebody who was not to hear it.
export const overheard = async (...places) => {
  const said = [];
  for (const place of places) said.push(...(await place.evaluate(() => window.heardOnChannels ?? [])), ...(await heard(place)));
  return said;
};
export const changesNothing = async (look, attack, listeners) => {
  const before = await look();
  await attack();
  const [now, said] = [await look(), await overheard(...listeners)];
  tally.accepted += said.length + (JSON.stringify(now) !== JSON.stringify(before) ? 1 : 0);
  assert.deepEqual([now, said], [before, []], `SEED=${seed}`);
};
