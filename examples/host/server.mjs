// A host application: its backend makes links with its API key, its page opens the flow, and its backend exchanges what the page is told.
// No dependencies. `scripts/start` runs it beside the demo; by itself: CONNECT_URL=… CONNECT_API_KEY=… node examples/host/server.mjs
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

async function api(path, body) {
  const { url, key } = connect();
  const init = body && { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(url + path, { ...init, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } });
  const { data, error } = await answer.json();
  if (error) throw new Error(error.message);
  return data;
}

// Whoever is signed in here. A real application takes this from its own session.
const user = { email: "erin@initech.example", organization: "Initech", id: "36123" };
// What a real application keeps in its database: the integration's id is for backends alone.
const integrations = new Map();
const seen = () => [...integrations.values()].map(({ tool, since }) => ({ tool, since }));

const routes = {
  "GET /state": async () => ({ organization: user.organization, integrations: seen() }),
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
    integrations.set(id, { tool, since: new Date().toISOString() });
    return { integrations: seen() };
  },
};

const server = createServer(async (request, answer) => {
  const { method, url } = request;
  const route = routes[`${method} ${url}`];
  // Only this page's own requests: another site could otherwise have a link made in the name of whoever is signed in.
  const isOurs = method === "GET" || request.headers.origin === origin;
  const isPage = method === "GET" && url === "/";
  if (!isPage && (!route || !isOurs)) return answer.writeHead(route ? 403 : 404).end();
  try {
    if (isPage) return answer.setHeader("content-type", "text/html; charset=utf-8").end(page.replaceAll("{{CONNECT_URL}}", connect().url));
    let body = "";
    for await (const chunk of request) if ((body += chunk).length > 10_000) throw new Error("That is too much.");
    const result = await route(body ? JSON.parse(body) : {});
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
