// S-05: what other links, other versions and other hands left in this tab and this browser goes before anything of it is read. What was
// typed under other development links stays: it is kept for them (S-01).
import { link } from "./session.js";

const isObject = (text) => {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
};

// Whether a value may stay, by what its key is made of: `cf1:<kind>:<owner>:…`.
const STAYS = {
  sessionStorage: (kind, owner, text) => kind === "language" || (owner === link && (kind === "session" || (/^(visit|prod|done)$/.test(kind) && isObject(text)))),
  localStorage: (kind, _, text) => kind === "dev" && isObject(text),
};

for (const [name, stays] of Object.entries(STAYS)) {
  try {
    const store = window[name];
    for (const key of Object.keys(store)) {
      const [start, kind, owner] = key.split(":");
      if (start === "cf1" && !stays(kind, owner, store[key])) store.removeItem(key);
    }
  } catch {
    // What cannot be read holds nothing of ours.
  }
}
