// The host example: a link made by its backend, the flow over its page, and an integration its backend knows.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

let url, example;
before(async () => {
  await until(() => backend, "the backend is there");
  const port = await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
  url = `http://localhost:${port}`;
  const env = { PATH: process.env.PATH, HOST_EXAMPLE_PORT: String(port), CONNECT_URL: backend.url, CONNECT_API_KEY: backend.demo.environments.development.api_key };
  example = spawn(process.execPath, [fileURLToPath(new URL("../../examples/host/server.mjs", import.meta.url))], { env });
  await until(async () => (await fetch(url).catch(() => null))?.ok, "the example answers");
});
after(() => example?.kill());

test("the whole loop can be clicked: connect, walk through, and see it connected in the host", async () => {
  const context = await browser.newContext({ locale: "en" });
  const page = await context.newPage();
  const mistakes = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  await page.goto(url);
  await page.getByRole("heading", { name: "Settings of Initech" }).waitFor();
  await page.getByRole("button", { name: "Connect a system" }).click();
  const flow = page.frameLocator("iframe");
  await flow.getByRole("button", { name: "Sandbox" }).click();
  await flow.getByRole("button", { name: "Agree and continue" }).click();
  await flow.getByLabel("API key", { exact: true }).fill("canary-key");
  // Later, because the frame is gone with the click.
  await flow.getByRole("button", { name: "Connect Sandbox" }).evaluate((button) => void setTimeout(() => button.click()));
  await page.getByText("Connected.").waitFor();
  assert.match(await page.getByRole("listitem").innerText(), /^sandbox, connected/);
  assert.deepEqual(mistakes, []);
  assert.ok(!(await page.content()).includes("canary-key"));
  await context.close();
});

test("the example makes no link for another site", async () => {
  const answer = await fetch(`${url}/links`, { method: "POST", headers: { origin: "http://evil.example" }, body: "{}" });
  assert.equal(answer.status, 403);
});
