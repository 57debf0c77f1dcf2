// The published API client of the field, unmodified, against our management API: every call that has to do with connecting. The client
// checks what it sends and what it is answered by itself; only its server address is ours.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Kombo } from "@kombo-api/sdk";
import { GetConnectIntegrationByTokenTokenPositiveResponse$inboundSchema as ByToken, IntegrationTool } from "@kombo-api/sdk/models";
import { KomboAtsError, KomboGeneralError, KomboHrisError, SDKValidationError } from "@kombo-api/sdk/models/errors";
import { BAMBOO_KEY, Backend, NEW_BAMBOO_KEY, PLANNING, idOf } from "./harness.mjs";

let backend, sdk, other;
before(async () => {
  backend = await Backend.start();
  sdk = client();
  other = client(backend.demo.environments.development.api_key);
});
after(() => backend?.stop());

const client = (api_key = backend.demo.environments.production.api_key, options = {}) => new Kombo({ api_key, server_url: `${backend.url}/v1`, ...options });

// Every call that has to do with connecting.
const OF_ONE = {
  getIntegrationDetails: ({ general }, integration_id) => general.getIntegrationDetails({ integration_id }),
  createReconnectionLink: ({ general }, integration_id) => general.createReconnectionLink({ integration_id, body: {} }),
  createSetupLink: ({ general }, integration_id) => general.createSetupLink({ integration_id, body: { link_type: "EMBEDDED" } }),
  setIntegrationEnabled: ({ general }, integration_id) => general.setIntegrationEnabled({ integration_id, body: { value: true } }),
  getIntegrationFields: ({ general }, integration_id) => general.getIntegrationFields({ integration_id }),
  updateIntegrationField: ({ general }, integration_id) => general.updateIntegrationField({ integration_id, integration_field_id: "nothing", body: { enable_passthrough: true } }),
  getCustomFields: ({ general }, integration_id) => general.getCustomFields({ integration_id }),
  updateCustomFieldMapping: ({ general }, integration_id) => general.updateCustomFieldMapping({ integration_id, custom_field_id: "nothing", body: { integration_field_id: null } }),
  deleteIntegration: ({ general }, integration_id) => general.deleteIntegration({ integration_id, body: {} }),
};
const CALLS = {
  checkApiKey: ({ general }) => general.checkApiKey(),
  getTools: ({ general }) => general.getTools({ category: "hris" }),
  createConnectionLink: ({ connect }) => connect.createConnectionLink(ERIN),
  getIntegrationByToken: ({ connect }) => connect.getIntegrationByToken({ token: "nothing" }),
  ...OF_ONE,
};
// Calls for data, which is not what this server is for.
const FOR_DATA = {
  triggerSync: [({ general }) => general.triggerSync({}), KomboGeneralError],
  sendPassthroughRequest: [({ general }) => general.sendPassthroughRequest({ tool: "bamboohr", api: "v1", body: { method: "GET", path: "/" } }), KomboGeneralError],
  getEmployees: [({ hris }) => hris.getEmployees(), KomboHrisError],
  getJobs: [({ ats }) => ats.getJobs(), KomboAtsError],
  getPackages: [({ assessment }) => assessment.getPackages(), KomboAtsError],
};
const ERIN = { end_user_email: "erin@initech.example", end_user_organization_name: "Initech" };
const UNKNOWN = "bamboohr:000000000000000000000000";

const link = async (fields = {}) => (await sdk.connect.createConnectionLink({ ...ERIN, ...fields })).data.link;
const details = async (integration_id) => (await sdk.general.getIntegrationDetails({ integration_id })).data;
const named = (list, id) => list.find((entry) => entry.id === id);

// What the page does, over HTTP.
async function page(path, body, headers) {
  const answer = await fetch(`${backend.url}/api${path}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
  return { status: answer.status, ...(await answer.json()) };
}
const opened = (link) => page("/session", { link: idOf(link), secret: new URL(link).hash.slice(1) });
let keys = 0;
const submitted = (session, body) => page("/submissions", body, { authorization: `Bearer ${session.token}`, "idempotency-key": `published-${++keys}` });

async function completed(link, answers = { subdomain: "acme", api_key: BAMBOO_KEY }, opted_out = []) {
  const session = await opened(link);
  const done = await submitted(session, { tool: session.tool.id, answers, asked: session.tool.asked, opted_out });
  assert.equal(done.status, 200, JSON.stringify(done));
  return { session, ...done };
}

async function connected(fields = {}, opted_out = []) {
  const { activation_token } = await completed(await link({ integration_tool: "bamboohr", ...fields }), undefined, opted_out);
  return (await sdk.connect.getIntegrationByToken({ token: activation_token })).data.id;
}

// The client's own error, with one of the codes it knows.
async function refused(call, code, message = /./, kind = KomboGeneralError) {
  const error = await call.then(() => assert.fail("it was not refused"), (error) => error);
  assert.ok(error instanceof kind, error.pretty?.() ?? `${error.name}: ${error.message}`);
  assert.equal(error.error.code, code);
  assert.match(error.message, message);
  return error;
}

test("every call the client has is either tried here or for data", () => {
  const methods = ({ prototype }) => Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
  const all = [sdk.connect, sdk.general].flatMap(({ constructor }) => methods(constructor));
  assert.deepEqual(all.filter((name) => !CALLS[name] && !FOR_DATA[name]), []);
});

test("a key says which environment it belongs to, however the server's address ends", async () => {
  const { status, data } = await sdk.general.checkApiKey();
  assert.equal(status, "success");
  assert.notEqual((await other.general.checkApiKey()).data.environment_id, data.environment_id);
  assert.deepEqual((await client(undefined, { server_url: `${backend.url}/v1/` }).general.checkApiKey()).data, data);
});

test("a key may come with its Bearer, however that is written", async () => {
  const { api_key } = backend.demo.environments.production;
  for (const bearer of ["Bearer", "bearer"]) assert.ok((await client(`${bearer} ${api_key}`).general.checkApiKey()).data);
});

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name} refuses a key that is wrong, and no key`, async () => {
    for (const api_key of ["cfk_wrong", "wrong"]) {
      const { statusCode } = await refused(call(client(api_key), UNKNOWN), "PLATFORM.AUTHENTICATION_INVALID");
      assert.equal(statusCode, 401);
    }
    await refused(call(client(async () => ""), UNKNOWN), "PLATFORM.AUTHENTICATION_INVALID");
  });
}

for (const [name, call] of Object.entries(OF_ONE)) {
  test(`${name} knows no integration that is not there, and none of another environment`, async () => {
    const id = await connected();
    for (const [who, integration_id] of [[sdk, UNKNOWN], [sdk, "nothing"], [sdk, "../links?x#y%"], [other, id]]) {
      const { statusCode } = await refused(call(who, integration_id), "PLATFORM.INTEGRATION_NOT_FOUND");
      assert.equal(statusCode, 404);
    }
    assert.equal((await details(id)).status, "ACTIVE");
  });
}

// --- links --------------------------------------------------------------------------------------------------------

const languageFor = async (link) => {
  const answer = await fetch(link, { headers: { "accept-language": "de" } });
  return (await answer.text()).match(/<html lang="(\w+)"/)[1];
};

test("a link needs no more than an e-mail and an organization, and is in English then", async () => {
  const address = await link();
  assert.ok(address.startsWith(`${backend.url}/l/`), address);
  assert.equal(await languageFor(address), "en");
  const session = await opened(address);
  assert.ok(session.token, JSON.stringify(session));
});

test("what is null is as if it were not said, and the browser decides on the language", async () => {
  const address = await link({ end_user_origin_id: null, remote_environment: null, integration_tool: null, language: null, scope_config_id: null });
  assert.equal(await languageFor(address), "de");
});

test("a link speaks the language it was made for", async () => {
  for (const language of ["en", "de", "fr", "it", "es"]) assert.equal(await languageFor(await link({ language })), language);
});

test("everything can be said at once", async () => {
  const scope_config_id = await backend.scopeConfig(PLANNING);
  for (const link_type of ["EMBEDDED", "MAGIC_LINK"]) {
    const everything = { end_user_origin_id: "36123", remote_environment: "production", integration_category: "HRIS", integration_tool: "bamboohr", language: "fr", scope_config_id, enable_filtering: false, enable_field_mapping: false, link_type };
    assert.equal((await opened(await link(everything))).tool.id, "bamboohr");
  }
});

for (const [what, fields, message] of [
  ["no e-mail", { end_user_email: "nobody" }, /end_user_email/],
  ["an empty organization", { end_user_organization_name: "" }, /[Nn]ame/],
  ["an empty id", { end_user_origin_id: "" }, /id/],
  ["a tool that is not there", { integration_tool: "scim" }, /integration_tool: "?scim"? is not/],
  ["a tool of development", { integration_tool: "sandbox" }, /integration_tool/],
  ["a tool of another category", { integration_tool: "bamboohr", integration_category: "ATS" }, /integration_tool.*ATS/],
  ["an environment of no tool", { remote_environment: "SANDBOX" }, /remote_environment/],
  ["an environment that the tool does not have", { remote_environment: "SANDBOX", integration_tool: "bamboohr" }, /remote_environment/],
  ["a scope config that is not there", { scope_config_id: "nothing" }, /scope_config_id/],
  ["filters elsewhere than in HRIS", { enable_filtering: true, integration_category: "ATS" }, /enable_filtering/],
]) {
  test(`a link is not made for ${what}`, async () => {
    const { statusCode } = await refused(link(fields), "PLATFORM.INPUT_INVALID", message);
    assert.equal(statusCode, 400);
  });
}

for (const name of ["enable_filtering", "enable_field_mapping"]) {
  test(`${name} is refused by its name as long as it does nothing`, () => refused(link({ [name]: true }), "PLATFORM.INPUT_INVALID", new RegExp(name)));
}

test("what the client itself does not let through never reaches the server", async () => {
  for (const fields of [{ language: "xx" }, { integration_category: "CRM" }, { integration_tool: "nothing" }, { link_type: "FAX" }, { end_user_email: 1 }])
    await assert.rejects(link(fields), SDKValidationError);
});

test("a request that is too large is refused in the client's own words", () => refused(link({ end_user_organization_name: "x".repeat(300_000) }), "PLATFORM.INPUT_INVALID"));

// --- tokens -------------------------------------------------------------------------------------------------------

test("a token is exchanged for its integration, more than once, by its own environment alone", async () => {
  const { activation_token: token } = await completed(await link({ integration_tool: "bamboohr", end_user_origin_id: "36123" }));
  const { status, data } = await sdk.connect.getIntegrationByToken({ token });
  assert.equal(status, "success");
  assert.match(data.id, /^bamboohr:[A-Za-z0-9]{24}$/);
  const { id, ...rest } = data;
  assert.deepEqual(rest, { tool: "bamboohr", end_user_origin_id: "36123", end_user_organization_name: "Initech", end_user_email: "erin@initech.example", setup_status: "COMPLETED" });
  assert.deepEqual((await sdk.connect.getIntegrationByToken({ token })).data, data);
  await refused(other.connect.getIntegrationByToken({ token }), "PLATFORM.INTEGRATION_NOT_FOUND");
});

test("an id that was not given is null", async () => {
  const { activation_token: token } = await completed(await link({ integration_tool: "bamboohr" }));
  assert.equal((await sdk.connect.getIntegrationByToken({ token })).data.end_user_origin_id, null);
});

test("a token that is none stands for nothing, whatever is in it", async () => {
  for (const token of ["nothing", "a/b?c#d%", "ü", "x".repeat(2000)])
    assert.equal((await refused(sdk.connect.getIntegrationByToken({ token }), "PLATFORM.INTEGRATION_NOT_FOUND")).statusCode, 404);
});

// Not in the client any more, but still in use.
test("the former way to exchange a token gives the same", async () => {
  const { activation_token: token } = await completed(await link({ integration_tool: "bamboohr" }));
  const former = await backend.api("/v1/connect/activate-integration", { method: "POST", body: JSON.stringify({ token }) });
  assert.deepEqual(ByToken.parse(former), await sdk.connect.getIntegrationByToken({ token }));
  const { status, error } = await backend.api("/v1/connect/activate-integration", { method: "POST", body: JSON.stringify({ token: "nothing" }) });
  assert.deepEqual([status, error.code], ["error", "PLATFORM.INTEGRATION_NOT_FOUND"]);
});

// --- integrations -------------------------------------------------------------------------------------------------

test("the details of an integration say what it is, for whom, and since when", async () => {
  const scope_config_id = await backend.scopeConfig(PLANNING);
  const before = Date.now();
  const id = await connected({ end_user_origin_id: "36123", scope_config_id });
  const data = await details(id);
  assert.deepEqual([data.id, data.category, data.status, data.setup_status, data.beta, data.data_expired_at], [id, "HRIS", "ACTIVE", "COMPLETED", false, null]);
  assert.deepEqual(data.end_user, { organization_name: "Initech", creator_email: "erin@initech.example", origin_id: "36123" });
  assert.deepEqual(data.scope_config, { id: scope_config_id, name: "Planning" });
  assert.deepEqual([data.tool.id, data.tool.label, data.tool.internal_label], ["bamboohr", "BambooHR", null]);
  assert.ok(data.created_at >= before && data.created_at <= Date.now(), String(data.created_at));
  for (const address of [data.tool.logo_url, data.tool.icon_url])
    assert.equal((await fetch(address)).headers.get("content-type"), "image/svg+xml");
});

test("the details say of every data point whether it is available, and by which name the published API knows it", async () => {
  const scope_config_id = await backend.scopeConfig(PLANNING);
  const data = await details(await connected({ scope_config_id }, ["hris_employees.date_of_birth"]));
  const employees = named(data.read_models, "hris_employees");
  assert.deepEqual([employees.is_available, employees.coverage_status, employees.scope_config_setting, employees.opted_out_by_customer], [true, "SUPPORTED", "ENABLED", false]);
  const state = { is_available: false, coverage_status: "SUPPORTED", scope_config_setting: "OPTIONAL", opted_out_by_customer: true };
  assert.deepEqual(named(employees.fields, "date_of_birth"), { id: "date_of_birth", ...state });
  assert.equal(named(data.write_actions, "hris_create_employee").scope_config_setting, "DISABLED");
});

test("an integration is switched off and on, however often it is said", async () => {
  const integration_id = await connected();
  for (const value of [false, false, true, true]) {
    assert.deepEqual(await sdk.general.setIntegrationEnabled({ integration_id, body: { value } }), { status: "success", data: {} });
    assert.equal((await details(integration_id)).status, value ? "ACTIVE" : "INACTIVE");
  }
});

test("a deleted integration is gone with its token", async () => {
  const { activation_token: token } = await completed(await link({ integration_tool: "bamboohr" }));
  const { id: integration_id } = (await sdk.connect.getIntegrationByToken({ token })).data;
  assert.deepEqual(await sdk.general.deleteIntegration({ integration_id, body: {} }), { status: "success", data: {} });
  await refused(sdk.general.deleteIntegration({ integration_id, body: {} }), "PLATFORM.INTEGRATION_NOT_FOUND");
  await refused(sdk.connect.getIntegrationByToken({ token }), "PLATFORM.INTEGRATION_NOT_FOUND");
});

test("a key whose role may not do something is told so in the client's own words", async () => {
  const operator = client(backend.run("key", "create", "--tenant", "Acme", "--environment", "production", "--for", "operator").trim());
  const integration_id = await connected();
  // The client knows no code for it, and refuses answers with one that it does not know.
  const { statusCode } = await refused(operator.general.deleteIntegration({ integration_id, body: {} }), null, /OPERATOR may not delete/);
  assert.equal(statusCode, 403);
  assert.equal((await operator.general.getIntegrationDetails({ integration_id })).data.id, integration_id);
});

// --- relinks ------------------------------------------------------------------------------------------------------

test("a relink gives an integration another scope config, and only once it is completed", async () => {
  const integration_id = await connected();
  const scope_config_id = await backend.scopeConfig(PLANNING);
  const { data } = await sdk.general.createReconnectionLink({ integration_id, body: { language: "de", scope_config_id, link_type: "MAGIC_LINK" } });
  assert.equal(await languageFor(data.link), "de");
  assert.notEqual((await details(integration_id)).scope_config.id, scope_config_id);
  const { activation_token: token } = await completed(data.link, { subdomain: "acme", api_key: NEW_BAMBOO_KEY });
  assert.equal((await sdk.connect.getIntegrationByToken({ token })).data.id, integration_id);
  assert.equal((await details(integration_id)).scope_config.id, scope_config_id);
});

test("a relink needs nothing to be said, and what is null is as if it were not said", async () => {
  const integration_id = await connected();
  for (const body of [{}, { language: null, scope_config_id: null }]) {
    const { data } = await sdk.general.createReconnectionLink({ integration_id, body });
    assert.equal((await opened(data.link)).tool.id, "bamboohr");
  }
});

test("a relink is not made for a scope config that is not there", async () => {
  const call = sdk.general.createReconnectionLink({ integration_id: await connected(), body: { scope_config_id: "nothing" } });
  await refused(call, "PLATFORM.INPUT_INVALID", /scope_config_id/);
});

// --- setup --------------------------------------------------------------------------------------------------------

test("a setup link opens what is left to do, until it is done", async () => {
  const [{ answers }] = backend.demo.trials.greenhouse.accepted;
  const first = await link({ integration_tool: "greenhouse", integration_category: "ATS" });
  const { activation_token: token } = await completed(first, answers);
  const { id: integration_id, setup_status } = (await sdk.connect.getIntegrationByToken({ token })).data;
  assert.equal(setup_status, "INCOMPLETE");
  assert.equal((await details(integration_id)).setup_status, "INCOMPLETE");

  const { data } = await sdk.general.createSetupLink({ integration_id, body: { language: "de", link_type: "MAGIC_LINK" } });
  assert.equal(await languageFor(data.link), "de");
  // It takes the place of the link that made the integration.
  assert.equal((await opened(first)).code, "link-unknown");
  const session = await opened(data.link);
  assert.equal(session.tool.stage, "finishing");
  const made = session.tool.steps[0].fields.find(({ kind }) => kind === "generated").id;
  const grant = await page("/grants", { tool: "greenhouse", field: made, answers: {}, way_back: "window" }, { authorization: `Bearer ${session.token}` });
  const done = await submitted(session, { tool: "greenhouse", answers: { [made]: grant.id } });
  assert.equal(done.status, 200, JSON.stringify(done));
  assert.deepEqual((await sdk.connect.getIntegrationByToken({ token: done.activation_token })).data.setup_status, "COMPLETED");
  await refused(sdk.general.createSetupLink({ integration_id, body: { link_type: "EMBEDDED" } }), "PLATFORM.INPUT_INVALID");
});

test("there is no setup link where there is nothing to set up", async () => {
  const integration_id = await connected();
  for (const body of [{ link_type: "EMBEDDED" }, { link_type: "MAGIC_LINK", language: null }])
    assert.equal((await refused(sdk.general.createSetupLink({ integration_id, body }), "PLATFORM.INPUT_INVALID")).statusCode, 400);
});

// --- tools --------------------------------------------------------------------------------------------------------

for (const category of ["hris", "ats", "assessment", "lms"]) {
  test(`the tools of ${category} are listed, and each that the client knows can be preset`, async () => {
    const { tools } = (await sdk.general.getTools({ category })).data;
    const known = Object.values(IntegrationTool);
    for (const tool of tools) {
      assert.ok(tool.label && tool.coverage.read_models.length, tool.id);
      for (const { id, fields } of [...tool.coverage.read_models, ...tool.coverage.write_actions]) {
        assert.ok(id.startsWith(`${category}_`), id);
        assert.ok(fields.every((field) => !field.id.startsWith(`${id}.`)), `${id}: ${fields[0]?.id}`);
      }
      if (known.includes(tool.id)) await link({ integration_tool: tool.id, integration_category: category.toUpperCase() });
    }
    assert.deepEqual(tools.map(({ id }) => id).filter((id) => !known.includes(id)), { ats: ["personiorecruiting"], lms: ["docebo"] }[category] ?? []);
  });
}

test("a tool's pictures and its guide can be fetched by anybody", async () => {
  const { tools } = (await sdk.general.getTools({ category: "hris" })).data;
  const { assets, connection_guide_url } = named(tools, "bamboohr");
  for (const address of Object.values(assets)) assert.equal((await fetch(address)).headers.get("content-type"), "image/svg+xml");
  assert.ok((await fetch(connection_guide_url)).ok);
});

// --- custom fields ------------------------------------------------------------------------------------------------

for (const [what, list, map] of [
  ["custom fields", "getCustomFields", "updateCustomFieldMapping"],
  ["fields of a tool", "getIntegrationFields", "updateIntegrationField"],
]) {
  test(`there are no ${what}: one page with nothing in it, and nothing that could be changed`, async () => {
    const integration_id = await connected();
    const pages = [];
    for await (const { result } of await sdk.general[list]({ integration_id, page_size: 250 })) pages.push(result);
    assert.deepEqual(pages, [{ status: "success", data: { results: [], next: null } }]);
    for (const page_size of [0, 251]) await refused(sdk.general[list]({ integration_id, page_size }), "PLATFORM.INPUT_INVALID", /page_size/);
    await refused(OF_ONE[map](sdk, integration_id), "PLATFORM.INPUT_INVALID", /field/);
  });
}

// --- limits -------------------------------------------------------------------------------------------------------

test("a key that calls too often is told so, and for how long to wait", async () => {
  const busy = await Backend.start({ RATE_LIMIT: "1" });
  const { general } = client(busy.demo.environments.production.api_key, { server_url: `${busy.url}/v1` });
  await general.checkApiKey();
  const { statusCode, headers } = await refused(general.checkApiKey(), "PLATFORM.RATE_LIMIT_EXCEEDED");
  assert.equal(statusCode, 429);
  assert.match(headers.get("retry-after"), /^[1-9]\d?$/);
  await busy.stop();
});

// --- everything else ----------------------------------------------------------------------------------------------

for (const [name, [call, kind]] of Object.entries(FOR_DATA)) {
  test(`${name} is answered in the client's own words: there is no such thing here`, async () => {
    const error = await call(client(undefined, { integration_id: await connected() })).catch((error) => error);
    assert.ok(error instanceof kind, error.pretty?.() ?? String(error));
    assert.equal(error.statusCode, 404);
  });
}
