// A journey that stops at every kind of screen, in any engine and any language, on a page of its own or framed: for whoever has something to
// look for on them. `look` is told the place and what it shows.
import { BAMBOO_KEY, idOf } from "./harness.mjs";
import { between, embed, framed, hosts } from "./engines.mjs";

export async function stops(page, { isFramed = false, language = "en" }, look) {
  const { backend } = between;
  const link = (fields) => backend.link({ language, ...fields, ...(isFramed ? framed() : {}) }, isFramed ? "development" : "production");
  const open = async (address) => {
    await page.goto(isFramed ? hosts.host : address);
    if (!isFramed) return page;
    await embed(page, address);
    return page.frame(between.url);
  };
  const submit = async (place) => (await place.find("form button[type=submit]")).click();
  const press = async (place, selector) => (await place.find(selector)).click();
  const type = async (place, field, text) => {
    const input = await place.find(`#field-${field}`);
    await input.evaluate((input) => input.select());
    await input.type(text);
  };

  const expired = await link({ integration_tool: "bamboohr" });
  backend.run("link", "expire", idOf(expired));
  const late = await open(expired);
  await late.find('main[data-screen="unavailable"]');
  await look(late, "unavailable");

  const several = await open(await link({ integration_tool: "smartrecruiters", integration_category: "ATS" }));
  await submit(several);
  await several.find("input[type=radio]");
  await submit(several);
  await several.find("[data-problems]");
  await look(several, "choice");

  const place = await open(await link());
  await place.find("[data-tool]");
  await look(place, "tools");
  await press(place, '[data-tool="bamboohr"]');
  await place.find('main[data-screen="scopes"]');
  await press(place, "summary");
  await look(place, "scopes");
  await submit(place);
  await place.find('form[data-step="address"]');
  await submit(place);
  await place.find("[data-problems]");
  await look(place, "step-problem");
  await type(place, "subdomain", "acme");
  await submit(place);
  await place.find('form[data-step="access"]');
  await look(place, "step-permissions");
  await submit(place);
  await place.find('form[data-step="key"]');
  await type(place, "api_key", "f".repeat(40));
  await press(place, ".connect-reveal");
  await look(place, "step-secret");
  // Who has typed something is asked before it is left.
  if (isFramed) {
    await press(place, ".connect-close");
    await place.find('main[data-screen="leaving"]');
    await look(place, "leaving");
    await submit(place);
    await place.find('form[data-step="key"]');
  }
  await submit(place);
  await place.find("[data-problems]");
  await look(place, "step-rejected");
  await type(place, "api_key", BAMBOO_KEY);
  between.reset({ hold: (url) => url === "/api/submissions" });
  await submit(place);
  await place.find('main[data-screen="submitting"]');
  await look(place, "submitting");
  between.release();
  await place.find('main[data-screen="connected"]');
  await look(place, "connected");

  // It is not for development, and only there may a frame be on this machine.
  if (isFramed) return;
  const { datev } = backend.demo.trials;
  const login = await open(await link({ integration_tool: "datev" }));
  await submit(login);
  for (const field of ["consultant_number", "client_number"]) await type(login, field, datev.accepted[0].answers[field]);
  await submit(login);
  await login.find(".connect-login");
  await look(login, "login");
}
