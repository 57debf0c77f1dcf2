// Each tool, from link to integration; and what happens when the tool says no.
import { beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, Person } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

let context;
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
});

// Presses the last button and answers with the activation token the page was given.
async function connect(person, tool) {
  return person.given(async () => {
    await person.press(`Connect ${tool}`);
    await person.screen("connected");
  });
}

async function integrationOf(token, key = "production") {
  const byToken = await backend.api(`/v1/connect/integration-by-token/${token}`, { key });
  assert.equal(byToken.status, "success");
  const details = await backend.api(`/v1/integrations/${byToken.data.id}`, { key });
  assert.equal(details.data.id, byToken.data.id);
  return details.data;
}

test("BambooHR connects, and the integration can be read by its token and its id", async () => {
  const person = await Person.at(context, backend.demo.links.production_bamboohr);
  await person.toBambooKey("https://acme.bamboohr.com/home");
  await person.fill("API key", BAMBOO_KEY);
  const integration = await integrationOf(await connect(person, "BambooHR"));
  assert.match(integration.id, /^bamboohr:[A-Za-z0-9]{24}$/);
  assert.equal(integration.status, "ACTIVE");
  assert.equal(integration.end_user.origin_id, "36123");
  assert.equal(integration.read_models.find((model) => model.id === "hris_employees").is_available, true);
  await person.heading("BambooHR is connected");
  assert.deepEqual(person.mistakes, []);
});

test("Personio is chosen from the list, and connects", async () => {
  const person = await Person.at(context, backend.demo.links.production);
  await person.screen("tools");
  await person.page.getByRole("searchbox", { name: "Search" }).fill("perso");
  await person.page.getByRole("button", { name: "BambooHR" }).waitFor({ state: "detached" });
  await person.press("Personio");
  await person.agree();
  await person.toStep("Start a new integration in Personio");
  await person.onward();
  await person.toStep("Choose what may be read");
  await person.onward();
  await person.fill("Client ID", backend.demo.inputs.personio.accepted.client_id);
  await person.fill("Client secret", backend.demo.inputs.personio.accepted.client_secret);
  assert.equal((await integrationOf(await connect(person, "Personio"))).tool.id, "personio");
  assert.deepEqual(person.mistakes, []);
});

test("Workable connects with the scopes of recruiting", async () => {
  const person = await Person.at(context, await backend.link({ integration_category: "ATS", integration_tool: "workable" }));
  await person.agree();
  await person.fill("Workable address", "acme.workable.com");
  await person.onward();
  await person.page.getByText("r_candidates: read candidates").waitFor();
  assert.equal(await person.page.getByText("r_employees").count(), 0);
  await person.fill("Access token", backend.demo.inputs.workable.accepted.access_token);
  assert.equal((await integrationOf(await connect(person, "Workable"))).category, "ATS");
});

test("the sandbox connects in development without any other system", async () => {
  const person = await Person.at(context, backend.demo.links.development_sandbox);
  await person.agree();
  await person.fill("API key", "anything");
  assert.equal((await integrationOf(await connect(person, "Sandbox"), "development")).tool.id, "sandbox");
});

test("a tool choice offers what the environment and the category have, and a search that finds nothing says what to do", async () => {
  const person = await Person.at(context, await backend.link());
  await person.screen("tools");
  const tools = await person.page.locator("[data-tool]").evaluateAll((rows) => rows.map((row) => row.dataset.tool));
  for (const tool of ["bamboohr", "personio", "workable", "workday"]) assert.ok(tools.includes(tool), tool);
  for (const tool of ["sandbox", "greenhouse", "sftp"]) assert.ok(!tools.includes(tool), tool);
  await person.page.getByRole("searchbox").fill("nothing like it");
  await person.page.getByText("ask Acme whether yours can be connected").waitFor();
});

test("a wrong key is refused at its field with every answer kept, and the right key then connects", async () => {
  const person = await Person.at(context, await backend.link({ integration_tool: "bamboohr" }));
  await person.toBambooKey();
  await person.fill("API key", backend.demo.inputs.bamboohr.refused.api_key);
  await person.press("Connect BambooHR");
  await person.page.getByRole("alert").waitFor();
  assert.match((await person.problems())[0], /BambooHR did not accept this key/);
  assert.equal(await person.value("API key"), backend.demo.inputs.bamboohr.refused.api_key);
  assert.equal(await person.field("API key").getAttribute("aria-invalid"), "true");
  assert.match(await person.page.title(), /^Error: /);
  await person.page.getByRole("alert").getByRole("link").click();
  await person.field("API key").and(person.page.locator(":focus")).waitFor();
  await person.fill("API key", BAMBOO_KEY);
  await connect(person, "BambooHR");
});

test("an address the tool does not know leads back to the step that asked for it", async () => {
  const person = await Person.at(context, await backend.link({ integration_tool: "bamboohr" }));
  await person.toBambooKey("nobody");
  await person.fill("API key", BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.toStep("What is your BambooHR address?");
  assert.match((await person.problems())[0], /no company at this address/);
  assert.equal(await person.value("BambooHR address"), "nobody");
});

for (const [name, order, expected, step] of [
  ["a missing permission is named on the step that lists permissions", { instead: { status: 403 }, path: "time_off" }, /some permissions are missing/, "Check that your account"],
  ["a tool that asks for patience says for how long", { instead: { status: 429 } }, /try again in 17 seconds/, "Create an API key"],
  ["a tool that fails is said to be away, with every answer kept", { instead: { status: 500 } }, /does not answer at the moment/, "Create an API key"],
  ["a tool that answers nothing is said to be away", { instead: "silence" }, /does not answer at the moment/, "Create an API key"],
  ["a key refused halfway is refused at its field", { instead: { status: 401 }, path: "directory" }, /did not accept this key/, "Create an API key"],
]) {
  test(name, async () => {
    const person = await Person.at(context, await backend.link({ integration_tool: "bamboohr" }));
    await person.toBambooKey();
    await person.fill("API key", BAMBOO_KEY);
    await backend.order("bamboohr", order);
    await person.press("Connect BambooHR");
    await person.page.getByRole("alert").waitFor();
    await backend.order("bamboohr", {});
    await person.heading(new RegExp(step));
    assert.match((await person.problems())[0], expected);
    if (step.startsWith("Check")) {
      await person.page.getByRole("listitem").filter({ hasText: "View time off" }).getByText("still missing").waitFor();
      await person.onward();
    }
    assert.equal(await person.value("API key"), BAMBOO_KEY);
    await connect(person, "BambooHR");
  });
}

test("a scope that is switched off takes its permission from the guide and is not available afterwards", async () => {
  const person = await Person.at(context, await backend.link({ integration_tool: "bamboohr" }));
  await person.screen("scopes");
  await person.page.getByRole("switch", { name: "Absences" }).uncheck();
  await person.agree();
  await person.fill("BambooHR address", "acme");
  await person.onward();
  await person.page.getByText("View all employees").waitFor();
  assert.equal(await person.page.getByText("View time off").count(), 0);
  await person.onward();
  await person.fill("API key", BAMBOO_KEY);
  const integration = await integrationOf(await connect(person, "BambooHR"));
  const absences = integration.read_models.find((model) => model.id === "hris_absences");
  assert.deepEqual([absences.opted_out_by_customer, absences.is_available], [true, false]);
});

test("a key of an unusual shape is questioned once, and sent when the end user insists", async () => {
  const person = await Person.at(context, await backend.link({ integration_tool: "bamboohr" }));
  await person.toBambooKey();
  await person.fill("API key", "short");
  await person.press("Connect BambooHR");
  assert.match((await person.problems())[0], /does not look like a usual API key/);
  await person.press("Connect BambooHR");
  await person.page.getByText("BambooHR did not accept this key").first().waitFor();
});
