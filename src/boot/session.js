// Exchanges the link for a session. The secret half is taken out of the address bar before any request is made (K-03), and is kept
// in this closure only until it has been exchanged, or, where nothing else can be kept, for as long as the page is open. What a reload needs is the session token, in sessionStorage, for as long as the page
// holds its lease (S-02, S-03).
import { allow, onMove } from "./host.js";
import { returns } from "./leave.js";
import { call, hold, meet } from "./net.js";

export const link = /^\/l\/([A-Za-z0-9]{1,64})$/.exec(location.pathname)?.[1] ?? "";
const tokenKey = `cf1:session:${link}`;
let secret = location.hash.slice(1);
if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);

let token = "";
// Takes the token's place when the page is left: good for a reload, and for nobody who opens the closed tab again later.
let leaving = "";
try {
  token = sessionStorage.getItem(tokenKey) ?? "";
} catch {
  // Storage is blocked: a reload will need the link again.
}
// Whoever comes back to a page that was open has been here before.
if (token && !secret) meet();
const store = (text) => {
  try {
    sessionStorage.setItem(tokenKey, text);
    return true;
  } catch {
    // As above.
  }
};
const accept = (given) => {
  if (typeof given.token !== "string") return;
  ({ token, leaving = "" } = given);
  hold(token);
  if (store(token)) secret = "";
};

const crc32 = (text) => {
  let crc = -1;
  for (const character of text) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, "0");
};

// K-02: a link that a mail program cut or mangled is told from a wrong one without asking anybody.
const isWhole = (text) => /^cfl_[A-Za-z0-9]{43}[0-9a-f]{8}$/.test(text) && crc32(text.slice(0, -8)) === text.slice(-8);

// The page once more. Where storage is blocked, what was not kept is put back to where it came from.
export const reload = (search = location.search) => {
  history.replaceState(history.state, "", location.pathname + search + (secret && `#${secret}`));
  location.reload();
};
// S-11: a page that Back brings out of the browser's memory shows answers to a link that may have ended since.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  document.body.hidden = true;
  reload();
});

// The link pasted over its own page changes only the fragment, which loads nothing by itself.
addEventListener("hashchange", () => isWhole(location.hash.slice(1)) && location.reload());

// The tenant's colours, font and corners: public custom properties, checked by the backend.
const dress = (theme) => {
  for (const [name, value] of Object.entries(theme)) document.documentElement.style.setProperty(name, value);
};

const read = ({ status, type, body }) => {
  try {
    return (status === 200 && type.startsWith("application/json") && JSON.parse(body)) || {};
  } catch {
    return {};
  }
};

const ask = async (language) => {
  if (!link || !(isWhole(secret) || (!secret && token))) return { status: 0, incomplete: true };
  // With the link as well as a token: whoever opens the link again in the tab it is open in keeps the lease.
  const answer = await call("POST", "/api/session", token, language, "", secret ? JSON.stringify({ link, secret }) : "{}");
  // An answer that is none is for the app to judge.
  const given = read(answer);
  dress(given.theme ?? {});
  allow(given.host_origins);
  accept(given);
  return answer;
};

// Every minute that the page is looked at; an open page that nobody looks at keeps what it has until then.
const renew = async () => {
  if (!leaving || document.hidden) return;
  const answer = await call("POST", "/api/lease", token, "", "", "{}");
  if ([401, 410].includes(answer.status)) leaving = "";
  else accept(read(answer));
};
setInterval(renew, 60000);
addEventListener("visibilitychange", renew);
addEventListener("pagehide", () => leaving && !returns && store(leaving));

// How far somebody has come is told once they have done something: whoever only looks at links does not (K-07).
let place;
let isSomebody = false;
let told = Promise.resolve();
const tellPlace = () => {
  const here = JSON.stringify(place);
  // One after the other, so that the last one counts.
  if (isSomebody && place) told = told.then(() => call("POST", "/api/progress", token, "", "", here));
};
onMove((here) => {
  place = here;
  tellPlace();
});
for (const sign of ["click", "keydown"]) {
  const seen = ({ isTrusted }) => {
    if (isSomebody || !isTrusted || !token) return;
    isSomebody = true;
    tellPlace();
  };
  addEventListener(sign, seen);
}

let first;
// The first call starts the request, the second takes its answer, and every later one asks again.
export const openSession = (language) => {
  if (!first) return (first = { answer: ask(language), taken: false }).answer;
  if (first.taken) return ask(language);
  first.taken = true;
  return first.answer;
};
