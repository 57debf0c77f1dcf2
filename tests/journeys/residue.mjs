// Looks for canaries: for each in all the forms that a program may write it in, also where files are compressed (T-10).
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { share } from "./figures.mjs";
import { readings } from "./inflate.mjs";

// Of 40 digits and letters, so that no escaping changes it, and BambooHR's form of a key.
export const canary = () => randomBytes(20).toString("hex");

// A text in the middle of another comes out of base64 in one of three ways; what its neighbours have a part in is left out.
const base64 = (bytes) =>
  [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    return text.slice([0, 2, 3][shift], Math.floor(((bytes.length + shift) * 4) / 3));
  });
const percent = (bytes) => bytes.reduce((text, byte) => `${text}%${byte.toString(16).padStart(2, "0")}`, "");

export function forms(text) {
  const [utf8, utf16] = [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")];
  const encoded = [...base64(utf8), ...base64(utf16)];
  const hex = [utf8, utf16].map((bytes) => bytes.toString("hex"));
  const escaped = [encodeURIComponent(text), encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()), percent(utf8), percent(utf8).toUpperCase(), JSON.stringify(text).slice(1, -1)];
  const texts = new Set([...encoded, ...encoded.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")), ...hex, ...hex.map((text) => text.toUpperCase()), ...escaped]);
  return [utf8, utf16, ...[...texts].filter((form) => form !== text).flatMap((form) => [Buffer.from(form), Buffer.from(form, "utf16le")])];
}

// --- looking --------------------------------------------------------------------------------------------------------

// How often each form of a canary is somewhere: [canary's name, where, how often]. `places` are pairs of a name and bytes or text.
export function search(places, canaries) {
  const wanted = Object.entries(canaries).map(([name, text]) => [name, forms(text)]);
  const [hits, found] = [[], { bytes: 0, searched: 0 }];
  for (const [where, content] of places)
    for (const bytes of readings(where, Buffer.from(content))) {
      found.searched += bytes.length;
      for (const [name, forms] of wanted)
        for (const form of forms)
          for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + 1)) {
            found.bytes += form.length;
            hits.push(`${name} in ${where}: ${JSON.stringify(bytes.subarray(Math.max(0, at - 60), at + form.length).toString("latin1"))}`);
          }
    }
  return { hits, ...found };
}

export function* filesIn(folder, isLeftOut = () => false) {
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    // What a browser or database has just removed has nothing to be found in.
    if (isLeftOut(name) || !existsSync(path) || !statSync(path).isFile()) continue;
    yield [name, readFileSync(path)];
  }
}

export const tally = (part, found) => share("secret_bytes", part, found);
