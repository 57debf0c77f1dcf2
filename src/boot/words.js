// Every sentence, number and list in the language at hand. The app asks by key; the browser knows the rules of the language, so they
// cost the wasm nothing. A word file is one flat object: a sentence, or its plural forms by the categories of Intl.PluralRules.

/* global WORDS: the word files of the build, by language; written by scripts/bundle.mjs */
const files = typeof WORDS === "object" ? WORDS : {};
const root = document.documentElement;
const RIGHT_TO_LEFT = ["ar"];
const KEPT = "cf1:language";
// These values are numbers; every other value is somebody's text.
const NUMBERS = ["count", "number"];

let words = {};
let numbers, plurals, lists;

export const language = () => root.lang;

// The language of this tab: chosen here before, or the document's. A-07: what is said to be in a language is in it.
export const preferred = () => {
  let kept;
  try {
    kept = sessionStorage.getItem(KEPT);
  } catch {
    // Storage is blocked: a choice lasts until the page is loaded again.
  }
  return [kept, root.lang].find((candidate) => files[candidate]) ?? "en";
};

// A word file. What is none, such as the page of a hotel's network, is refused.
export const fetchWords = async (language) => {
  const answer = await fetch(files[language], { signal: AbortSignal.timeout(20000) });
  if (!answer.ok) throw answer.status;
  return answer.json();
};

export const speak = (language, file) => {
  words = file;
  numbers = new Intl.NumberFormat(language);
  plurals = new Intl.PluralRules(language);
  lists = new Intl.ListFormat(language);
  root.lang = language;
  root.dir = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
};

export const keep = (language) => {
  try {
    sessionStorage.setItem(KEPT, language);
  } catch {
    // As above.
  }
};

// "de\0Deutsch\0en\0English…": each language by its own name.
export const languages = () =>
  Object.keys(files)
    .flatMap((language) => [language, new Intl.DisplayNames(language, { type: "language" }).of(language)])
    .join("\0");

export const knows = (key) => key in words;

// `values` is "name\0value\0name\0value…". Names from elsewhere are kept apart from a text of the other direction.
export const say = (key, values) => {
  const given = {};
  const parts = values.split("\0");
  for (let index = 1; index < parts.length; index += 2) given[parts[index - 1]] = parts[index];
  let sentence = words[key] ?? key;
  if (typeof sentence === "object") sentence = sentence[plurals.select(Number(given.count))] ?? sentence.other;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    const value = given[name] ?? "";
    if (NUMBERS.includes(name)) return numbers.format(value);
    return root.dir === "rtl" ? `\u2068${value}\u2069` : value;
  });
};

// "a\0b\0c" as "a, b and c", or as "a, b, c" when the sentence goes on.
export const list = (items, goesOn) => {
  const parts = items.split("\0");
  return goesOn ? parts.join(lists.formatToParts(["a", "b", "c"])[1].value) : lists.format(parts);
};
