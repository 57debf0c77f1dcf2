// The third engine, WebKitGTK: its own small browser, driven in plain W3C WebDriver, on a display and a bus of its own. Every session is a browser
// of its own, which keeps nothing on disk.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, until } from "./harness.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const KEYS = { Enter: "\uE007", Tab: "\uE004" };
const PLACES = ["/usr/lib", ...(existsSync("/usr/lib") ? readdirSync("/usr/lib").map((name) => `/usr/lib/${name}`) : []), "/usr/libexec"];
const miniBrowser = () => PLACES.flatMap((folder) => ["webkit2gtk-4.1", "webkitgtk-6.0"].map((name) => join(folder, name, "MiniBrowser"))).find(existsSync);

// What it has started goes with it, and with us.
const running = new Set();
const end = (child) => {
  running.delete(child);
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
};
process.once("exit", () => running.forEach(end));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
const launch = (command, words, env, says = false) => {
  const child = spawn(command, words, { env, detached: true, stdio: ["ignore", says ? "pipe" : "ignore", "ignore"] });
  running.add(child);
  return new Promise((started, failed) => {
    child.once("error", () => failed(new Error(`${command} is missing: scripts/setup test installs it`)));
    if (says) child.stdout.once("data", (line) => started([child, String(line).trim()]));
    else child.once("spawn", () => started([child]));
  });
};

let stage;
const onStage = async () => {
  const [screen, display] = await launch("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], process.env, true);
  const [bus, address] = await launch("dbus-daemon", ["--session", "--nofork", "--print-address"], process.env, true);
  return { screen, bus, env: { DISPLAY: `:${display}`, DBUS_SESSION_BUS_ADDRESS: address, NO_AT_BRIDGE: "1" } };
};

export class WebKit {
  // `args` are the browser's own; with `env` the engine's options can be set.
  static async start({ args = [], env = {} } = {}) {
    const binary = miniBrowser();
    assert.ok(binary, "WebKitGTK's MiniBrowser is missing: scripts/setup test installs it");
    stage ??= onStage();
    const browser = new WebKit();
    browser.home = mkdtempSync(join(tmpdir(), "connect-webkit-"));
    const port = await freePort();
    const homes = Object.fromEntries(["HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"].map((name) => [name, browser.home]));
    [browser.driver] = await launch("WebKitWebDriver", [`--port=${port}`], { PATH: process.env.PATH, ...homes, ...(await stage).env, ...env });
    browser.url = `http://127.0.0.1:${port}`;
    await until(() => fetch(`${browser.url}/status`).catch(() => null), "WebKit's driver answers");
    // Nothing is waited for by itself, so that a page can be looked into while it loads.
    const wishes = { pageLoadStrategy: "none", "webkitgtk:browserOptions": { binary, args: ["--automation", ...args] } };
    const { sessionId } = await browser.call("POST", "/session", { capabilities: { alwaysMatch: wishes } });
    browser.url += `/session/${sessionId}`;
    return browser;
  }

  async call(method, path, body) {
    const answer = await fetch(this.url + path, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(`${value.error}: ${value.message}`), { code: value.error });
    return value;
  }

  async close() {
    await this.call("DELETE", "").catch(() => {});
    end(this.driver);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  page = () => new View(this, []);
}

// Takes the display and the bus away as well: node waits for what it has started.
export const endWebKit = async () => {
  if (!stage) return;
  const { screen, bus } = await stage;
  stage = undefined;
  end(screen);
  end(bus);
};

// The page, or a frame in it: `path` says which frame of which.
class View {
  constructor(browser, path) {
    Object.assign(this, { browser, path });
  }

  async call(method, path, body) {
    await this.browser.call("POST", "/frame", { id: null });
    for (const id of this.path) await this.browser.call("POST", "/frame", { id });
    return this.browser.call(method, path, body);
  }

  async evaluate(tell, ...args) {
    const script = `const done = arguments[arguments.length - 1], args = [...arguments].slice(0, -1);
      Promise.resolve().then(() => (${tell})(...args)).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.call("POST", "/execute/async", { script, args });
    if (error) throw new Error(error);
    return value ?? undefined;
  }

  // Resolves while it loads; a view of it waits for what it asks for.
  start = (url) => this.call("POST", "/url", { url });
  async goto(url) {
    await this.start("about:blank");
    await this.start(url);
    await until(() => this.evaluate(() => location.href !== "about:blank" && document.readyState === "complete").catch(() => false), `${url} has loaded`);
  }
  back = () => this.call("POST", "/back", {});

  children = async () => [...Array(await this.evaluate(() => frames.length)).keys()].map((id) => new View(this.browser, [...this.path, id]));
  // The frame whose address starts so.
  frame = (start) =>
    until(async () => {
      for (const frame of await this.children()) if ((await frame.evaluate(() => location.href).catch(() => "")).startsWith(start)) return frame;
    }, `a frame at ${start} is there`);

  // By role and name, as the engine's own accessibility tree has them.
  async named(selector, name, role) {
    for (const found of await this.call("POST", "/elements", { using: "css selector", value: selector }).catch(() => [])) {
      const element = `/element/${found[ELEMENT]}`;
      const ask = (what) => this.browser.call("GET", `${element}/${what}`).catch(() => null);
      if ((await ask("computedlabel")) === name && (!role || (await ask("computedrole")) === role) && (await ask("displayed"))) return element;
    }
  }
  see = (role, name) => until(() => this.named("h1, h2, button, a, input, [role]", name, role), `there is the ${role} ${name}`);
  async press(name) {
    const element = await this.see("button", name);
    await this.browser.call("POST", `${element}/click`, {});
  }
  async fill(name, text) {
    const element = await until(() => this.named("input, textarea", name), `there is the field ${name}`);
    await this.browser.call("POST", `${element}/clear`, {});
    await this.browser.call("POST", `${element}/value`, { text });
  }
  async key(name) {
    const value = KEYS[name] ?? name;
    await this.call("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions: [{ type: "keyDown", value }, { type: "keyUp", value }] }] });
  }
  async type(text) {
    for (const letter of text) await this.key(letter);
  }
}
