// A real backend, its stand-ins and a real browser, for one test file. Nothing here sleeps: everything waits for something to be so.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createWebServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const binary = process.env.CONNECT_BINARY ?? join(root, "target/debug/connect");
const quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export class Backend {
  static async start(options = {}) {
    const backend = new Backend();
    backend.folder = mkdtempSync(join(tmpdir(), "connect-journeys-"));
    backend.port = Number(options.PORT ?? (await freePort()));
    backend.standinPort = await freePort();
    backend.log = "";
    backend.environment = { LOG: "trace,h2=off,hyper=off,hyper_util=off,mio=off", ...options };
    await backend.up();
    return backend;
  }

  async up() {
    const env = {
      PATH: process.env.PATH,
      PORT: String(this.port),
      STANDIN_PORT: String(this.standinPort),
      DATA_DIR: this.folder,
      DATABASE_URL: `sqlite:${join(this.folder, "connect.db")}`,
      ...this.environment,
    };
    this.process = spawn(binary, ["demo"], { env, cwd: this.folder });
    process.once("exit", () => this.process.kill("SIGKILL"));
    const heard = (chunk) => (this.log += chunk);
    this.process.stdout.on("data", heard);
    this.process.stderr.on("data", heard);
    await until(async () => (await fetch(`${this.url}/healthz`).catch(() => null))?.ok, "the backend answers");
    this.demo = JSON.parse(readFileSync(join(this.folder, "demo.json"), "utf8"));
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async down() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await gone;
  }

  async stop() {
    if (this.process.exitCode === null) await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async api(path, { key = "production", ...init } = {}) {
    const headers = { authorization: `Bearer ${this.demo.environments[key].api_key}`, "content-type": "application/json" };
    const answer = await fetch(this.url + path, { headers, ...init });
    return { status: answer.status, ...(await answer.json()) };
  }

  async link(fields = {}, key = "production") {
    const body = { end_user_email: "erin@initech.example", end_user_organization_name: "Initech", link_type: "MAGIC_LINK", ...fields };
    const { data, error } = await this.api("/v1/connect/create-link", { key, method: "POST", body: JSON.stringify(body) });
    assert.ok(data, error?.message);
    return data.link;
  }

  // An integration with BambooHR, made without a browser, and its id.
  async connect(fields = {}, opted_out = []) {
    const link = new URL(await this.link({ integration_tool: "bamboohr", ...fields }));
    const call = async (path, body, headers) => {
      const answer = await fetch(`${this.url}/api${path}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
      return answer.json();
    };
    const session = await call("/session", { link: idOf(link.href), secret: link.hash.slice(1) });
    const body = { tool: "bamboohr", answers: { subdomain: "acme", api_key: BAMBOO_KEY }, asked: session.tool.asked, opted_out };
    const { activation_token } = await call("/submissions", body, { authorization: `Bearer ${session.token}`, "idempotency-key": `journey-${idOf(link.href)}` });
    const { data } = await this.api(`/v1/connect/integration-by-token/${activation_token}`);
    return data.id;
  }

  async relink(id, fields = {}) {
    const body = JSON.stringify({ link_type: "MAGIC_LINK", ...fields });
    const { data, error } = await this.api(`/v1/integrations/${id}/relink`, { method: "POST", body });
    assert.ok(data, error?.message);
    return data.link;
  }

  async scopeConfig(config) {
    const { data, error } = await this.api("/v1/scope-configs", { method: "POST", body: JSON.stringify(config) });
    assert.ok(data, error?.message);
    return data.id;
  }

  // What a stand-in answers from now on, instead of what the tool would.
  async order(tool, order) {
    const answer = await fetch(`http://127.0.0.1:${this.standinPort}/orders/${tool}`, { method: "PUT", body: JSON.stringify(order) });
    assert.equal(answer.status, 204);
  }

  run(...words) {
    const TOOL_ADDRESSES = `bamboohr=http://127.0.0.1:${this.standinPort}/bamboohr/{host}`;
    const env = { PATH: process.env.PATH, DATA_DIR: this.folder, DATABASE_URL: `sqlite:${join(this.folder, "connect.db")}`, TOOL_ADDRESSES };
    return execFileSync(binary, words, { env, cwd: this.folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  }
}

// A host's page on another site than the flow, without an SDK: a hello means nothing to it, and it hears whatever else it is told.
export class Host {
  static async start() {
    const host = new Host();
    const page = "<!doctype html><html lang=en><title>Host</title><style>html, body, iframe { margin: 0; border: 0; display: block; width: 100%; height: 100% }</style><script>window.heard = []; addEventListener('message', (e) => e.data.type === 'hello' || heard.push([e.origin, e.data]))</script>";
    host.server = createWebServer((_, answer) => answer.setHeader("content-type", "text/html").end(page));
    await new Promise((listening) => host.server.listen(0, "127.0.0.1", listening));
    host.url = `http://localhost:${host.server.address().port}`;
    return host;
  }

  insert(page, link) {
    return page.evaluate((link) => {
      const frame = document.createElement("iframe");
      Object.assign(frame, { src: link, title: "Connect" });
      document.body.append(frame);
    }, link);
  }

  // The flow's frame, once it is there.
  async embed(page, link) {
    await this.insert(page, link);
    return until(() => page.frames().find((frame) => frame !== page.mainFrame() && frame.url().includes("/l/")), "the frame is there");
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(closed));
  }
}

export const idOf = (link) => new URL(link).pathname.split("/").at(-1);

export async function until(holds, what, patience = 20000) {
  const end = Date.now() + patience;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// scripts/test names the browser; by hand, one on the PATH will do.
const found = () => {
  try {
    return execFileSync("sh", ["-c", "command -v chromium chromium-browser google-chrome"], { encoding: "utf8" }).split("\n")[0];
  } catch {
    return undefined;
  }
};
const executablePath = process.env.CHROMIUM || found();
export const launch = (options = {}) => chromium.launch({ executablePath, args: quiet, ...options });
export const launchWithProfile = (folder, options = {}) =>
  chromium.launchPersistentContext(folder, { executablePath, args: quiet, ...options });

// What is asked again is asked again at once: the pauses of the page are a random part of a whole (retry.test.mjs).
export const HASTY = "Math.random = () => 0";

// One person in front of one page: what they see and do, by role and name.
export class Person {
  constructor(page) {
    this.page = page;
    this.mistakes = [];
    page.setDefaultTimeout(15000);
    page.on("pageerror", (error) => this.mistakes.push(error.message));
    page.on("console", (message) => {
      // A status that is part of a story is not a mistake of the page; a violated policy is.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) this.mistakes.push(message.text());
    });
  }

  static async at(context, link) {
    const person = new Person(await context.newPage());
    if (link) await person.open(link);
    return person;
  }

  open = (link) => this.page.goto(link);
  screen = (name) => this.page.locator(`main[data-screen="${name}"]`).waitFor();
  heading = (name) => this.page.getByRole("heading", { level: 1, name }).waitFor();
  press = (name) => this.page.getByRole("button", { name, exact: true }).click();
  field = (name) => this.page.getByLabel(name, { exact: true });
  fill = (name, text) => this.field(name).fill(text);
  value = (name) => this.field(name).inputValue();
  agree = () => this.press("Agree and continue");
  onward = () => this.press("Continue");
  problems = () => this.page.getByRole("alert").getByRole("listitem").allInnerTexts();

  async toStep(name) {
    await this.heading(name);
  }

  // The activation token that the page is given while something is done: afterwards another document is in its place.
  async given(work) {
    let token;
    const listen = async (route) => {
      const response = await route.fetch();
      if (response.ok()) token = (await response.json()).activation_token;
      await route.fulfill({ response });
    };
    await this.page.route("**/api/submissions", listen);
    await work();
    await this.page.unroute("**/api/submissions", listen);
    return token;
  }

  // BambooHR from the scope review to the last step.
  async toBambooKey(address = "acme") {
    await this.screen("scopes");
    await this.agree();
    await this.toStep("What is your BambooHR address?");
    await this.fill("BambooHR address", address);
    await this.onward();
    await this.toStep("Check that your account can see the data");
    await this.onward();
    await this.toStep("Create an API key");
  }

  storage = () =>
    this.page.evaluate(() => ({ session: { ...sessionStorage }, local: { ...localStorage } }));
}

export const BAMBOO_KEY = "0123456789abcdef0123456789abcdef01234567";
export const NEW_BAMBOO_KEY = "89abcdef0123456789abcdef0123456789abcdef";

// Two scope configs: the second adds absences, drops documents, and lets the date of birth be refused.
const WITHOUT_WRITES = { hris_create_employee: "DISABLED" };
export const RECORDS = { name: "Records", everything: "ENABLED", except: { ...WITHOUT_WRITES, hris_absences: "DISABLED" } };
export const PLANNING = {
  name: "Planning",
  everything: "ENABLED",
  except: { ...WITHOUT_WRITES, hris_employee_document_categories: "DISABLED", "hris_employees.date_of_birth": "OPTIONAL" },
};
