// Somebody between the browser and the backend, who can change what is served and hold it back, and who writes down what was asked for.
import { createServer, request as httpRequest } from "node:http";
import { Backend, until } from "./harness.mjs";

// One bit of one byte, in the middle of a text, so that nothing but integrity can tell: what comes of it is as valid as what went in.
const flipped = (bytes, text) => {
  const at = bytes.indexOf(text);
  if (at < 0) throw new Error(`there is no ${text} to tamper with`);
  const copy = Buffer.from(bytes);
  copy[at + 1] ^= 1;
  return copy;
};
export const isBoot = (url) => /^\/boot-\w+\.js$/.test(url);
export const isWasm = (url) => url.endsWith(".wasm");
export const flipBoot = ({ url, body }) => isBoot(url) && body.length > 0 && { body: flipped(body, "Please load it again.") };
export const flipWasm = ({ url, body }) => isWasm(url) && body.length > 0 && { body: flipped(body, "data-screen") };

export class Between {
  // A backend that believes to live where the proxy does.
  static async start() {
    const between = new Between();
    between.server = createServer((request, answer) => between.pass(request, answer));
    await new Promise((listening) => between.server.listen(0, "127.0.0.1", listening));
    between.url = `http://127.0.0.1:${between.server.address().port}`;
    between.backend = await Backend.start({ BASE_URL: between.url });
    between.reset();
    return between;
  }

  // `change` is given { url, status, headers, body } and answers what is different; `stall` is told a url whose body never comes.
  reset({ change = () => null, stall = () => false, hold = () => false } = {}) {
    this.release?.();
    const opened = new Promise((release) => (this.release = release));
    Object.assign(this, { change, stall, hold, opened, asked: [] });
  }

  pass(request, answer) {
    const { method, url } = request;
    this.asked.push(`${method} ${url}`);
    // Nothing compressed: what is tampered with is what the browser runs.
    const headers = { ...request.headers, "accept-encoding": "identity" };
    const onward = httpRequest({ port: this.backend.port, host: "127.0.0.1", path: url, method, headers }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      const given = { url, status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
      const said = { ...given, ...this.change(given) };
      if (this.hold(url)) await this.opened;
      delete said.headers["transfer-encoding"];
      const length = method === "HEAD" ? {} : { "content-length": said.body.length };
      answer.writeHead(said.status, { ...said.headers, ...length });
      if (this.stall(url)) answer.write(said.body.subarray(0, 1000));
      else answer.end(said.body);
    });
    onward.on("error", () => answer.destroy());
    request.pipe(onward);
  }

  was = (what) => until(() => this.asked.some((line) => line.includes(what)), `${what} was asked for`);
  // What was asked for that a link or an integration could be changed by.
  changes = () => this.asked.filter((line) => /^(?!GET|HEAD|OPTIONS)/.test(line) && !/ \/api\/(session|csp-reports)$/.test(line));

  async stop() {
    this.release();
    this.server.closeAllConnections();
    this.server.close();
    await this.backend.stop();
  }
}
