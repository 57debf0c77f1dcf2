// Exchanges the link for a session. The secret half is taken out of the address bar before any request is made (K-03), and is kept
// in this closure only until it has been exchanged. What a reload needs is the session token, in sessionStorage.
import { allow, onMove } from "./host.js";
import { call } from "./net.js";

const link = /^\/l\/([A-Za-z0-9]{1,64})$/.exec(location.pathname)?.[1] ?? "";
const tokenKey = `cf1:session:${link}`;
let secret = location.hash.slice(1);
if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);

let token = "";
try {
  token = sessionStorage.getItem(tokenKey) ?? "";
} catch {
  // Storage is blocked: a reload will need the link again.
}

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

// The link pasted over its own page changes only the fragment, which loads nothing by itself.
addEventListener("hashchange", () => isWhole(location.hash.slice(1)) && location.reload());

// The tenant's colours, font and corners: public custom properties, checked by the backend.
const dress = (theme) => {
  for (const [name, value] of Object.entries(theme)) document.documentElement.style.setProperty(name, value);
};

const ask = async (language) => {
  if (!link || !(isWhole(secret) || (!secret && token))) return { status: 0, incomplete: true };
  const answer = await call("POST", "/api/session", secret ? "" : token, language, "", secret ? JSON.stringify({ link, secret }) : "{}");
  try {
    const is = answer.status === 200 && answer.type.startsWith("application/json");
    const { token: given, theme = {}, host_origins = [] } = is ? JSON.parse(answer.body) : {};
    dress(theme);
    allow(host_origins);
    if (typeof given === "string") {
      token = given;
      secret = "";
      sessionStorage.setItem(tokenKey, token);
    }
  } catch {
    // Storage as above; an answer that is none is for the app to judge.
  }
  return answer;
};

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
