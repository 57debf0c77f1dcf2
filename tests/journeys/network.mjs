// A backend behind a network that breaks as it is told to: crates/fault-proxy stands between it and the browser.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import assert from "node:assert/strict";
import { Backend, binary, freePort, idOf } from "./harness.mjs";

const proxy = process.env.FAULT_PROXY ?? join(dirname(binary), "fault-proxy");

export class Network {
  static async start(options = {}) {
    const network = new Network();
    const PORT = await freePort();
    network.process = spawn(proxy, [`127.0.0.1:${PORT}`], { stdio: ["ignore", "pipe", "inherit"] });
    process.once("exit", () => network.process.kill("SIGKILL"));
    const [line] = await once(createInterface({ input: network.process.stdout }), "line");
    const { port, control } = JSON.parse(line);
    network.url = `http://127.0.0.1:${port}`;
    network.control = `http://127.0.0.1:${control}`;
    network.backend = await Backend.start({ PORT: String(PORT), BASE_URL: network.url, ...options });
    return network;
  }

  async rules(...rules) {
    const answer = await fetch(`${this.control}/rules`, { method: "PUT", body: JSON.stringify(rules), headers: { "content-type": "application/json" } });
    assert.equal(answer.status, 200, await answer.text());
  }

  calls = async () => (await fetch(`${this.control}/calls`)).json();
  forget = () => fetch(`${this.control}/calls`, { method: "DELETE" });
  link = (fields, key) => this.backend.link({ integration_tool: "bamboohr", ...fields }, key);

  // Which integrations a link has made, as its customer sees it.
  async made(link) {
    const { data, error } = await this.backend.api(`/v1/links/${idOf(link)}/log`);
    assert.ok(data, error?.message);
    return data.entries.filter(({ kind }) => kind === "connected").map(({ integration }) => integration);
  }

  async stop() {
    await this.backend.stop();
    this.process.kill();
  }
}

const once = (emitter, event) => new Promise((done) => emitter.once(event, (...values) => done(values)));

// Networks for cells that are told at the same time: each has one to itself, so that rules do not mix.
export const pool = () => {
  const [all, free] = [[], []];
  const start = async () => {
    const network = await Network.start();
    all.push(network);
    return network;
  };
  after(() => Promise.all(all.map((network) => network.stop())));
  return async (tell) => {
    const network = free.pop() ?? (await start());
    try {
      return await tell(network);
    } finally {
      await network.rules();
      await network.forget();
      free.push(network);
    }
  };
};
