// A host application: its backend makes links with its API key, its page opens the flow, its backend exchanges what the page is told, and
// hears by webhook of what its page cannot tell it. No dependencies. `scripts/start` runs it beside the demo; by itself:
// CONNECT_URL=… CONNECT_API_KEY=… node examples/host/server.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const port = Number(process.env.HOST_EXAMPLE_PORT ?? 8081);
const origin = `http://localhost:${port}`;
const page = readFileSync(fileURLToPath(new URL("index.html", import.meta.url)), "utf8");

// Where the flow is, and the key to it. The key never leaves this process.
function connect() {
  const { CONNECT_URL, CONNECT_API_KEY, DEMO = "data/demo.json" } = process.env;
  if (CONNECT_URL && CONNECT_API_KEY) return { url: CONNECT_URL, key: CONNECT_API_KEY };
  const demo = JSON.parse(readFileSync(DEMO, "utf8"));
  return { url: demo.base_url, key: demo.environments.development.api_key };
}

async function api(path, body, method = body ? "POST" : "GET") {
  const { url, key } = connect();
  const init = { method, body: body && JSON.stringify(body) };
  const answer = await fetch(url + path, { ...init, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } });
  const { data, error } = await answer.json();
  if (error) throw new Error(error.message);
  return data;
}

// Whoever is signed in here. A real application takes this from its own session.
const user = { email: "erin@initech.example", organization: "Initech", id: "36123" };
// What a real application keeps in its database: the integration's id is for backends alone.
const integrations = new Map();
const seen = () => [...integrations.values()];
const note = (id, news) => integrations.set(id, { since: new Date().toISOString(), ...integrations.get(id), ...news });

// A real application makes its endpoint once, by hand, and keeps the secret where it keeps its others (here CONNECT_WEBHOOK_SECRET). This one
// has nowhere to keep it: it makes another endpoint whenever it starts.
let secret, complaint;
const subscribed = () =>
  (secret ??= subscribe().catch(({ message }) => {
    secret = undefined;
    if (message !== complaint) console.error(`The host example hears of nothing: ${(complaint = message)}`);
  }));
async function subscribe() {
  if (process.env.CONNECT_WEBHOOK_SECRET) return process.env.CONNECT_WEBHOOK_SECRET;
  const url = `http://127.0.0.1:${port}/webhooks`;
  const { webhooks } = await api("/v1/webhooks");
  for (const before of webhooks.filter((webhook) => webhook.url === url)) await api(`/v1/webhooks/${before.id}`, undefined, "DELETE");
  return (await api("/v1/webhooks", { url })).secret;
}

// Whether it is from there, and not an old one that somebody sends again: docs/webhooks.md.
function isSigned(secret, headers, body) {
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signatures = "" } = headers;
  if (!(Math.abs(Date.now() / 1000 - at) < 300)) return false;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${at}.`).update(body).digest();
  return signatures.split(" ").some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
    return signature.startsWith("v1,") && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

const events = {
  // Also of links that were sent by e-mail, which no page of this application sees.
  "integration-created": ({ id, tool, end_user }) => end_user.origin_id === user.id && note(id, { tool, isHeard: true }),
  "integration-state-changed": ({ integration_id, state }) => integrations.has(integration_id) && note(integration_id, { state }),
  "integration-deleted": ({ id }) => integrations.delete(id),
  "connection-flow-failed": ({ integration_tool, end_user, log_url }) => console.log(`${end_user.organization_name} could not connect ${integration_tool}: ${log_url}`),
};
// An event comes at least once, so it may come again. A real application forgets these after some days.
const known = new Set();
async function hear(headers, body) {
  const secret = await subscribed();
  if (!secret || !isSigned(secret, headers, body)) return 401;
  if (!known.has(headers["webhook-id"])) {
    const { type, data } = JSON.parse(body);
    events[type]?.(data);
    known.add(headers["webhook-id"]);
  }
  return 204;
}

const routes = {
  "GET /state": async () => {
    await subscribed();
    return { organization: user.organization, integrations: seen() };
  },
  "POST /links": async () =>
    api("/v1/connect/create-link", {
      end_user_email: user.email,
      end_user_organization_name: user.organization,
      end_user_origin_id: user.id,
      link_type: "EMBEDDED",
      allowed_origins: [origin],
    }),
  "POST /connected": async ({ activationToken }) => {
    const { id, tool, end_user_origin_id } = await api(`/v1/connect/integration-by-token/${encodeURIComponent(activationToken)}`);
    // The token says whose integration it is; it must be of whoever is signed in.
    if (end_user_origin_id !== user.id) throw new Error("This connection belongs to somebody else.");
    note(id, { tool });
    return { integrations: seen() };
  },
};

async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    if ((size += chunk.length) > 100_000) throw new Error("That is too much.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const server = createServer(async (request, answer) => {
  const { method, url, headers } = request;
  const route = routes[`${method} ${url}`];
  // Only this page's own requests: another site could otherwise have a link made in the name of whoever is signed in.
  const isOurs = method === "GET" || headers.origin === origin;
  const isPage = method === "GET" && url === "/";
  const isWebhook = method === "POST" && url === "/webhooks";
  if (!isPage && !isWebhook && (!route || !isOurs)) return answer.writeHead(route ? 403 : 404).end();
  try {
    if (isPage) return answer.setHeader("content-type", "text/html; charset=utf-8").end(page.replaceAll("{{CONNECT_URL}}", connect().url));
    const body = await read(request);
    // Checked as it came: a body that was read and written anew may be another.
    if (isWebhook) return answer.writeHead(await hear(headers, body)).end();
    const result = await route(body.length ? JSON.parse(body) : {});
    answer.setHeader("content-type", "application/json").end(JSON.stringify(result));
  } catch (error) {
    answer.writeHead(502, { "content-type": "application/json" }).end(JSON.stringify({ error: error.message }));
  }
});
server.on("error", (error) => console.error(`The host example cannot listen on ${port}: ${error.code}. Set HOST_EXAMPLE_PORT to another.`));
server.listen(port, "127.0.0.1");

// Started beside a server, it ends with it.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(), 1000).unref();
