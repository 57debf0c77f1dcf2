// Shows every step and every state of one tool in a frame of its own. The answers of the trial are put where the flow itself keeps those
// of a developer, so what is on display is the flow and nothing else.
const screens = document.querySelector("#screens");
const language = document.querySelector("#language");
language.value = localStorage.getItem("preview-language") ?? "en";
language.addEventListener("change", () => (localStorage.setItem("preview-language", language.value), location.reload()));

const get = async (path, init) => (await fetch(path, init)).json();
const until = (holds) =>
  new Promise((done) => {
    const look = () => (holds() ? done() : setTimeout(look, 50));
    look();
  });

// A link, opened once for what it asks.
const open = async () => {
  const { id, secret, address } = await get("/preview/link");
  const headers = { "content-type": "application/json", "accept-language": language.value };
  const session = await get("/api/session", { method: "POST", headers, body: JSON.stringify({ link: id, secret }) });
  return { id, address, session };
};

const show = async (title, answers, place, then = () => {}) => {
  const { id, address, session } = await open();
  const { tool, tenant } = session;
  localStorage.setItem(`cf1:dev:${tenant}:${tool.id}:${tool.schema}`, JSON.stringify({ plain: answers }));
  const reviewed = { asked: tool.asked, language: language.value };
  sessionStorage.setItem(`cf1:visit:${id}`, JSON.stringify({ seed: crypto.randomUUID(), place, reviewed, seen: tool.asked }));
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = title;
  const frame = document.createElement("iframe");
  frame.title = title;
  const [page, secret] = address.split("#");
  frame.src = `${page}?lang=${language.value}#${secret}`;
  figure.append(caption, frame);
  screens.append(figure);
  const screen = () => frame.contentDocument?.querySelector("main[data-screen]:not([data-screen=opening])");
  await until(screen);
  await then(frame.contentDocument);
};

const send = async (page) => {
  page.querySelector("form button[type=submit]")?.click();
  await until(() => page.querySelector("[data-problems], main[data-screen=connected], .connect-done, main[data-screen=step] form"));
};

const all = async ({ trial, findings }) => {
  document.querySelector("#findings").textContent = findings.join("\n");
  const { session } = await open().catch(() => ({}));
  if (!session?.tool) return;
  const with_ = ({ way = 0, answers = {} }) => ({ ...trial.accepted[way].answers, ...answers });
  const { steps } = session.tool;
  const isThere = (answers) => (step) => (step.when ?? []).every(({ answer }) => !answer || answer.is.includes(answers[answer.field]));
  const last = (answers) => ({ step: steps.filter(isThere(answers)).at(-1).id });
  if (session.tool.scopes.length) await show("The data", with_({}), "scopes");
  for (const [way, { answers }] of trial.accepted.entries())
    for (const step of steps.filter(isThere(answers))) {
      await show(`Way ${way + 1}: ${step.title}`, answers, { step: step.id });
      const rest = Object.fromEntries(Object.entries(answers).filter(([field]) => !step.fields.some(({ id }) => id === field)));
      if (step.fields.length) await show(`Left empty: ${step.title}`, rest, { step: step.id }, send);
    }
  for (const entry of trial.refused) await show(`Refused: ${entry.blames}`, with_(entry), last(with_(entry)), send);
  for (const entry of trial.lacking) await show(`Not granted: ${entry.lacks}`, with_(entry), last(with_(entry)), send);
  for (const entry of trial.accepted) await show("Accepted", { ...entry.answers }, last(entry.answers), send);
};

let version;
const watch = async () => {
  const state = await get("/preview/state").catch(() => null);
  if (state && version && state.version !== version) return location.reload();
  if (state && !version) {
    version = state.version;
    all(state);
  }
  setTimeout(watch, 1000);
};
watch();
