// One run over everything that happens to a connection; what was said meanwhile is in `said`.
import { idOf, until } from "./harness.mjs";
import { HOST, Listening } from "./listening.mjs";
import { canary } from "./residue.mjs";

export class Stories extends Listening {
  static async tell() {
    const stories = new Stories();
    await stories.begin();
    await stories.connect();
    await stories.relink();
    await stories.revoked();
    await stories.logIn();
    await Promise.all(stories.pending);
    return stories;
  }

  async fillIn(what, page, frame = page) {
    await this.press(frame, "Agree and continue");
    await this.type(what, page, "BambooHR address", canary(), frame);
    await this.look(page);
    for (let step = 0; step < 2; step++) await this.press(frame, "Continue");
    await this.type(what, page, "API key", canary(), frame);
    await this.look(page);
  }

  // Refused first, by the tool; then made, in a frame of a host that hears of it.
  async connect() {
    const page = await this.page();
    const link = this.link("connect", await this.backend.link({ integration_tool: "bamboohr", link_type: "EMBEDDED", allowed_origins: [HOST] }));
    await page.goto(`${HOST}/`);
    await page.locator("iframe").evaluate((frame, link) => (frame.src = link), link);
    const frame = await until(() => page.frames().find((frame) => frame.url().includes("/l/")), "the flow is there");
    await this.fillIn("refused", page, frame);
    this.tools.refused = this.canaries["refused: API key"];
    await this.press(frame, "Connect BambooHR");
    await frame.getByRole("alert").waitFor();
    await this.look(page);
    await this.type("connect", page, "API key", canary(), frame);
    await this.press(frame, "Connect BambooHR");
    const heard = await until(() => page.evaluate(() => heard.some(({ type }) => type === "success") && heard), "the host hears of it");
    const token = heard.find(({ type }) => type === "success").data.activation_token;
    await this.look(page);
    this.say("host", ...heard.map((message) => JSON.stringify(message)));
    this.integration = (await this.backend.api(`/v1/connect/integration-by-token/${token}`)).data.id;
    Object.assign(this, { token, failed: idOf(link) });
  }

  async relink() {
    const page = await this.page();
    await page.goto(this.link("relink", await this.backend.relink(this.integration)));
    await this.press(page, "Continue");
    await this.type("relink", page, "API key", canary());
    await this.look(page);
    await this.press(page, "Connect BambooHR");
    await page.locator('main[data-screen="connected"]').getByRole("heading", { level: 1, name: "The connection to BambooHR is up to date" }).waitFor();
    await this.look(page);
    Object.assign(this, { done: page }, await this.memory(page));
  }

  // Handed over to a colleague, and taken back by the customer before it is sent.
  async revoked() {
    const page = await this.page();
    const link = this.link("revoked", await this.backend.link({ integration_tool: "bamboohr" }));
    await page.goto(link);
    await this.fillIn("revoked", page);
    await page.getByText("Is somebody else better placed to do this?").click();
    await this.press(page, "Make a link for a colleague");
    this.link("colleague", await page.getByText(/\/l\/[\w]+#cfl_/).innerText());
    await this.post(`/v1/links/${idOf(link)}/revoke`);
    await this.press(page, "Connect BambooHR");
    await page.getByRole("heading", { level: 1, name: "This link was withdrawn" }).waitFor();
    await this.look(page);
  }

  async logIn() {
    const page = await this.page();
    await page.goto(this.link("log-in", await this.backend.link({ integration_tool: "factorial" })));
    await this.press(page, "Agree and continue");
    await page.getByRole("radio", { name: /log in/i }).check();
    await this.press(page, "Continue");
    await this.look(page);
    await page.getByRole("link", { name: "Log in to Factorial" }).click();
    await page.getByText("You are logged in to Factorial.").waitFor();
    await this.look(page);
    await this.press(page, "Connect Factorial");
    await page.locator("main[data-screen=connected]").waitFor();
    await this.look(page);
  }
}
