// A walk through the steps of any tool, in any browser: what is typed, what is there again, what is kept.
import { canary } from "./residue.mjs";
import { until } from "./harness.mjs";

const pem = (kind, text) => `-----BEGIN ${kind}-----\n${text}\n-----END ${kind}-----`;

// A canary in every field: by tool and field, and which of them are secrets.
export function typed() {
  const plain = { address: canary(), "client id": canary() };
  const secret = { "API key": canary(), "client secret": canary(), "private key": canary(), certificate: canary() };
  const adpworkforcenow = { client_id: plain["client id"], client_secret: `${secret["client secret"]}"%&+/\\<`, private_key: pem("PRIVATE KEY", secret["private key"]), certificate: pem("CERTIFICATE", secret.certificate) };
  return { plain, secret, answers: { bamboohr: { subdomain: plain.address, api_key: secret["API key"] }, adpworkforcenow } };
}
const PLAIN = ["subdomain", "client_id"];

const part = (page) => page.evaluate(() => document.querySelector("main[data-screen] h1") && `${document.querySelector("main").dataset.screen} ${document.querySelector("h1").textContent}`);
const onDisplay = async (page, answers) => (await page.$$eval("[id^=field-]", (fields) => fields.map(({ id }) => id.slice("field-".length)))).filter((id) => id in answers);

export const screen = (page, ...names) => until(async () => names.includes((await part(page).catch(() => null))?.split(" ")[0]), `it is one of ${names}`);
export const press = async (page, name) => (await page.waitForSelector(`::-p-aria([name="${name}"][role="button"])`)).click();
export async function leave(page, go) {
  const here = await part(page);
  await go();
  await until(async () => ![null, here].includes(await part(page).catch(() => null)), `it goes on from ${here}`);
}

// Every field on display holds what it should; answers which these are.
export async function filled(page, answers) {
  await screen(page, "step");
  const ids = await onDisplay(page, answers);
  for (const id of ids) await until(async () => (await page.$eval(`#field-${id}`, (field) => field.value)) === answers[id], `${id} is filled`);
  return ids;
}

// Whole keys and certificates are pasted.
const fill = async (page, id, text) =>
  text.length < 200 ? (await page.$(`#field-${id}`)).type(text) : page.$eval(`#field-${id}`, (field, text) => ((field.value = text), field.dispatchEvent(new Event("input", { bubbles: true }))), text);

// By its length, what is sealed is the whole of an answer.
const isSealed = (draft, id, text) => draft.sealed?.[id]?.length === 4 * Math.ceil((12 + Buffer.byteLength(text) + 16) / 3);
export const draft = (page) => page.evaluate(() => Object.entries(sessionStorage).find(([key]) => key.startsWith("cf1:prod:")) ?? ["", "{}"]);
export const kept = (page, answers, ids) =>
  until(async () => {
    const found = JSON.parse((await draft(page))[1]);
    return ids.every((id) => (PLAIN.includes(id) ? found.plain?.[id] === answers[id] : isSealed(found, id, answers[id])));
  }, `${ids} are kept`);

// From the review to the last step that asks for something; of each is told before it is filled in, and after.
export async function walk(page, answers, { before = () => {}, after = () => {} } = {}) {
  await leave(page, () => press(page, "Agree and continue"));
  const left = new Set(Object.keys(answers));
  for (;;) {
    const ids = await onDisplay(page, answers);
    await before(ids);
    for (const id of ids) await fill(page, id, answers[id]);
    await after(ids);
    for (const id of ids) left.delete(id);
    if (!left.size) return;
    await leave(page, () => press(page, "Continue"));
  }
}

export const blockStorage = () => {
  const get = () => {
    throw new DOMException("refused", "SecurityError");
  };
  for (const name of ["sessionStorage", "localStorage"]) Object.defineProperty(window, name, { get });
};

// What a program would be told in the page's place.
export async function asked(backend, path, body, headers) {
  const answer = await fetch(`${backend.url}/api${path}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
  return { ...(await answer.json()), status: answer.status };
}
