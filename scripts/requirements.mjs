#!/usr/bin/env node
// Holds the table of docs/security.md against the sources: every requirement is there once, and every test it names is where it says.
// Exits 0 only then. What is still open is listed, and is no mistake.
//   scripts/requirements.mjs                    what is named is in the sources
//   scripts/requirements.mjs --passed <file>    and has passed: each line is `<file>\t<name>`, of Rust `<anything>\t<module::path::name>`
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const COUNTS = { E: 20, C: 12, S: 15, K: 13, R: 18, W: 12, X: 10, A: 13, T: 12 };
const PREFIXES = ["waived:", "open:"];

const [flag, passedFile] = process.argv.slice(2);
if (flag && (flag !== "--passed" || !passedFile)) {
  console.error("usage: scripts/requirements.mjs [--passed <file>]");
  process.exit(2);
}

// --- the table ------------------------------------------------------------------------------------------------------

const rows = readFileSync(join(ROOT, "docs/security.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| [A-Z]-\d\d \|/.test(line))
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

const mistakes = [];
const wanted = Object.entries(COUNTS).flatMap(([letter, count]) => [...Array(count).keys()].map((at) => `${letter}-${String(at + 1).padStart(2, "0")}`));
for (const id of wanted) {
  const count = rows.filter(([found]) => found === id).length;
  if (count !== 1) mistakes.push(`${id} is in the table ${count} times`);
}
for (const [id] of rows) if (!wanted.includes(id)) mistakes.push(`${id} is no requirement`);

// --- the tests ------------------------------------------------------------------------------------------------------

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const pattern = (name) => new RegExp(`^${name.split("*").map(escaped).join(".+")}$`, "s");
const texts = {};
const source = (file) => (texts[file] ??= readFileSync(join(ROOT, file), "utf8"));

// A name as it stands in a source: a text between quotes, or a template whose inserted parts are written `*` here. Where tests are told once
// for several browsers, what tells them adds which one it is.
const IN_EACH = ", in *";
const isWritten = (text, name) =>
  name.includes("*")
    ? new RegExp(`\`${name.split("*").map(escaped).join("\\$\\{.+?\\}")}\``, "s").test(text)
    : ['"', "'", "`"].some((quote) => text.includes(quote + name + quote));
const isThere = (file, name) => {
  const text = source(file);
  if (file.endsWith(".rs")) return new RegExp(`\\bfn ${escaped(name)}\\s*\\(`).test(text);
  return isWritten(text, name) || (name.endsWith(IN_EACH) && /\b(rule|story)\(/.test(text) && isWritten(text, name.slice(0, -IN_EACH.length)));
};

const passed = passedFile && readFileSync(passedFile, "utf8").split("\n").filter(Boolean).map((line) => line.split("\t"));
const hasPassed = (file, name) =>
  file.endsWith(".rs")
    ? passed.some(([, path]) => path?.split("::").at(-1) === name)
    : // Rules that several files share are told by another one.
      passed.some(([from, told]) => (from === file || from.endsWith(`/${file}`) || !from.endsWith(".test.mjs")) && pattern(name).test(told ?? ""));

const named = new Set();
const count = { met: 0, waived: 0, open: 0 };
const open = [];
for (const [id, level, holds, cell, figure] of rows) {
  const wrong = (what) => mistakes.push(`${id}: ${what}`);
  if (!["MUST", "SHOULD"].includes(level)) wrong(`the level ${level}`);
  if (!holds) wrong("nothing is said of it");
  if (figure === undefined) wrong("the row has too few cells: is there a | in one of them?");
  const parts = (cell ?? "").split("<br>").map((part) => part.trim()).filter(Boolean);
  if (!parts.length && level === "MUST") wrong("neither a test nor a waiver");
  for (const part of parts.filter((part) => !PREFIXES.some((prefix) => part.startsWith(prefix)))) {
    const [file, name] = part.split(" › ");
    if (!file || !name) wrong(`“${part}” is no test: write file › name`);
    else if (!existsSync(join(ROOT, file))) wrong(`${file} is not there`);
    else if (!isThere(file, name)) wrong(`${file} has no test “${name}”`);
    else if (passed && !hasPassed(file, name)) wrong(`“${name}” of ${file} has not passed`);
    else named.add(part);
  }
  for (const prefix of PREFIXES) if (parts.some((part) => part === prefix)) wrong(`${prefix} without a reason`);
  const missing = parts.filter((part) => part.startsWith("open:")).map((part) => part.slice("open:".length).trim());
  const isWaived = parts.some((part) => part.startsWith("waived:"));
  count[missing.length ? "open" : isWaived ? "waived" : "met"]++;
  for (const what of missing) open.push(`${id} ${level}: ${what}`);
}

if (open.length) console.log(`Open:\n${open.join("\n")}\n`);
console.log(`${rows.length} requirements: ${count.met} met, ${count.waived} waived in whole or in part, ${count.open} open; ${named.size} tests named.`);
if (mistakes.length) {
  console.error(`\nMistakes:\n${mistakes.join("\n")}`);
  process.exit(1);
}
