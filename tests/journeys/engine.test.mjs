// What tools ask for beside a key: log-ins, steps afterwards, files and certificates; and passing the rest on.
import { beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { BAMBOO_KEY, Host, Person, until } from "./harness.mjs";
import { backend, browser } from "./stage.mjs";

let context;
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
});

async function toLogin(person) {
  await person.agree();
  await person.page.locator("#field-consultant_number").fill("455148");
  await person.page.locator("#field-client_number").fill("1");
  await person.onward();
  await person.page.getByRole("link", { name: "Log in to DATEV" }).waitFor();
}

// E-13
test("a log-in that nothing is heard of for ten minutes is said to be so, and asked after again when somebody wants to know", async () => {
  const host = await Host.start();
  const person = await Person.at(context, host.url);
  await person.page.clock.install();
  const link = await backend.link({ integration_tool: "factorial", link_type: "EMBEDDED", allowed_origins: [host.url] }, "development");
  const frame = await host.embed(person.page, link);
  // The app's own clock is the test's: it is turned until what is waited for is there.
  const wind = (step, what) => until(async () => (await person.page.clock.runFor(step), what.isVisible()), what, 60000);
  const press = async (name) => (await wind(100, frame.getByRole("button", { name })), frame.getByRole("button", { name }).press("Enter"));
  await press("Agree and continue");
  await wind(100, frame.getByRole("radio", { name: /log in/i }));
  await frame.getByRole("radio", { name: /log in/i }).check();
  await press("Continue");
  const login = frame.getByRole("link", { name: "Log in to Factorial" });
  await wind(100, login);
  const [window] = await Promise.all([context.waitForEvent("page"), login.press("Enter")]);
  const begun = await person.page.evaluate(() => Date.now());
  await wind(5000, frame.getByText("We have heard nothing of your log-in to Factorial."));
  const waited = (await person.page.evaluate(() => Date.now())) - begun;
  assert.ok(waited > 9 * 60_000 && waited < 15 * 60_000, `${waited} ms`);
  await window.getByRole("link", { name: `Log in as ${backend.demo.trials.factorial.accepted.find(({ account }) => account).account}` }).click();
  await window.getByText("You are logged in. You can close this window").waitFor();
  await press("Try again");
  await wind(100, frame.getByText("You are logged in to Factorial."));
  await host.stop();
});

test("saying no at the tool leads back with every answer kept, and the next try works", async () => {
  const person = await Person.at(context, await backend.link({ integration_tool: "datev" }));
  await toLogin(person);
  await person.page.getByRole("link", { name: "Log in to DATEV" }).click();
  await person.page.getByRole("link", { name: "Do not allow it" }).click();
  await person.page.getByRole("alert").waitFor();
  assert.match((await person.problems())[0], /was not allowed/);
  assert.equal(await person.page.evaluate(() => location.search + location.hash), "");
  await person.press("Back");
  assert.equal(await person.page.getByRole("textbox").first().inputValue(), "455148");
  await person.onward();
  await person.page.getByRole("link", { name: "Log in to DATEV" }).click();
  await person.page.getByRole("link", { name: "Log in as admin" }).click();
  await person.page.getByText("You are logged in to DATEV.").waitFor();
  await person.press("Connect DATEV");
  await person.page.getByText("DATEV accepted the access. This is the last part.").waitFor();
});

test("what is left to do after the credentials can be left and done later with the same link", async () => {
  const link = await backend.link({ integration_tool: "greenhouse", integration_category: "ATS" });
  const person = await Person.at(context, link);
  const key = backend.demo.inputs.greenhouse.accepted.api_key;
  await person.agree();
  await person.page.locator("form[data-step]").waitFor();
  const token = person.page.waitForResponse((answer) => answer.url().endsWith("/api/submissions") && answer.ok());
  await person.page.locator("#field-api_key").fill(key);
  await person.onward();
  await person.press("Connect Greenhouse");
  const { activation_token } = await (await token).json();
  const status = async () => (await backend.api(`/v1/connect/integration-by-token/${activation_token}`)).data.setup_status;
  await person.heading("Let Greenhouse tell us about news");
  const made = person.page.getByText(/^[\w-]{43}$/);
  const secret = await made.innerText();
  assert.equal(await status(), "INCOMPLETE");
  await person.page.reload();
  await person.heading("Let Greenhouse tell us about news");
  assert.equal(await made.innerText(), secret, "what was made stays the same");

  const later = await Person.at(await browser.newContext(), link);
  await later.heading("Let Greenhouse tell us about news");
  // Nothing is made for whoever only looks (K-07).
  await later.page.mouse.move(100, 100);
  await later.page.getByText(secret).waitFor();
  await later.onward();
  await later.screen("connected");
  assert.equal(await status(), "COMPLETED");
  await later.page.context().close();
});

test("a colleague goes on from a link of their own, without any secret, until it is taken back", async () => {
  const person = await Person.at(context, await backend.link({ integration_tool: "bamboohr" }));
  await person.toBambooKey();
  await person.fill("API key", "canary-4711-secret");
  await person.page.getByText("Is somebody else better placed to do this?").click();
  await person.press("Make a link for a colleague");
  const address = await person.page.getByText(/\/l\/[\w]+#cfl_/).innerText();
  const colleague = await Person.at(await browser.newContext(), address);
  await colleague.screen("scopes");
  await colleague.agree();
  assert.equal(await colleague.value("BambooHR address"), "acme");
  await colleague.onward();
  await colleague.onward();
  assert.equal(await colleague.value("API key"), "");
  await person.press("Take the link back");
  await person.page.getByRole("button", { name: "Make a link for a colleague" }).waitFor();
  await until(async () => {
    await colleague.page.reload();
    return (await colleague.page.getByText("This link was withdrawn").count()) > 0;
  }, "the link is taken back");
  assert.equal(await person.value("API key"), "canary-4711-secret", "nothing is lost by it");
  await person.fill("API key", BAMBOO_KEY);
  await person.press("Connect BambooHR");
  await person.screen("connected");
  await colleague.page.context().close();
});

test("where everything that is missing may be left out, the end user goes on without it", async () => {
  const scope_config_id = await backend.scopeConfig({ name: "Little", everything: "DISABLED", except: { hris_employees: "ENABLED", hris_absences: "OPTIONAL" } });
  const person = await Person.at(context, await backend.link({ integration_tool: "bamboohr", scope_config_id }));
  await person.toBambooKey();
  const lacking = backend.demo.trials.bamboohr.lacking.find(({ lacks }) => lacks === "time_off");
  await person.fill("API key", lacking.answers.api_key);
  await person.press("Connect BambooHR");
  await person.page.getByText("still missing").first().waitFor();
  await person.press("Go on without this data");
  await person.toStep("Create an API key").catch(() => {});
  const submit = person.page.getByRole("button", { name: "Connect BambooHR" });
  if (await submit.count()) await submit.click();
  await person.screen("connected");
});

test("a certificate is read from a file, sealed in storage and there again after a reload", async () => {
  const { client_id, client_secret, certificate, private_key } = backend.demo.trials.adpworkforcenow.accepted[0].answers;
  const person = await Person.at(context, await backend.link({ integration_tool: "adpworkforcenow" }));
  await person.agree();
  await person.onward();
  await person.page.locator("#field-client_id").fill(client_id);
  await person.page.locator("#field-client_secret").fill(client_secret);
  await person.onward();
  await person.page.locator("#field-private_key-file").setInputFiles({ name: "key.pem", mimeType: "application/x-pem-file", buffer: Buffer.from(private_key) });
  await until(async () => (await person.page.locator("#field-private_key").inputValue()) === private_key, "the file was read");
  await person.page.locator("#field-certificate").fill(certificate);
  const line = private_key.split("\n")[3];
  await until(async () => JSON.stringify((await person.storage()).session).includes("sealed"), "the draft is kept");
  const stored = JSON.stringify(await person.storage());
  assert.ok(!stored.includes(line) && !stored.includes(client_secret));
  await person.page.reload();
  await person.page.locator("#field-private_key").waitFor();
  assert.equal(await person.page.locator("#field-private_key").inputValue(), private_key);
  assert.equal(await person.page.locator("#field-private_key").evaluate((lines) => getComputedStyle(lines).webkitTextSecurity), "disc");
  await person.page.locator("#field-certificate-file").setInputFiles({ name: "large.pem", mimeType: "text/plain", buffer: Buffer.alloc(400_000, "a") });
  await person.press("Connect ADP Workforce Now");
  await person.page.getByRole("alert").waitFor();
  assert.match((await person.problems())[0], /no certificate/);
});

// C-07
test("a link in the instructions opens the end user's own tool once its address is known, which is told nothing", async () => {
  const person = await Person.at(context, await backend.link({ integration_tool: "bamboohr" }));
  await person.toBambooKey("https://acme.bamboohr.com/home");
  let told;
  await context.route("https://acme.bamboohr.com/**", async (route) => {
    told = await route.request().allHeaders();
    await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>BambooHR</title>" });
  });
  const link = person.page.getByRole("link", { name: /API Keys/ });
  const [opened] = await Promise.all([context.waitForEvent("page"), link.click()]);
  await opened.waitForURL("https://acme.bamboohr.com/**");
  assert.deepEqual(await opened.evaluate(() => [window.opener === null, document.referrer]), [true, ""]);
  assert.deepEqual([told.referer, told.origin], [undefined, undefined]);
  await person.toStep("Create an API key");
});

// Nothing of the page knows a tool: what is downloaded does not grow with how many there are.
test("what the page downloads names no tool, however many there are", async () => {
  const names = new Set();
  for (const category of ["hris", "ats", "lms"]) for (const { label } of (await backend.api(`/v1/tools/${category}`)).data.tools) names.add(label);
  assert.ok(names.size > 20);
  const person = await Person.at(context);
  const files = [];
  person.page.on("response", async (answer) => files.push([answer.url(), await answer.text().catch(() => "")]));
  await person.open(await backend.link({ integration_tool: "bamboohr" }));
  await person.screen("scopes");
  await person.page.waitForLoadState("networkidle");
  for (const [url, text] of files.filter(([url]) => !url.includes("/api/")))
    for (const name of names) assert.ok(!text.includes(name), `${name} is in ${url}`);
  const [, session] = await until(() => files.find(([url]) => url.endsWith("/api/session")), "the session's answer is read");
  for (const name of names) if (name !== "BambooHR") assert.ok(!session.includes(`"${name}"`), `${name} is in the session`);
});
