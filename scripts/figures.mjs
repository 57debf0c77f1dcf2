// Puts the figures of a run of `scripts/test --all` into one file, target/figures.json, each beside its target. Exits 0 only when every
// figure is there and at its target, and every requirement's tests have passed.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const folder = process.env.FIGURES ?? "target/figures";
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const all = ({ passed, survived, refused, of }) => of > 0 && (passed ?? survived ?? refused) === of;
const none = (...names) => (found) => names.every((name) => found[name] === 0);
const tried = (least, name = "accepted") => (found) => found.tried >= least && found[name] === 0;

// The figure, what it must be in words, and in code.
const TARGETS = {
  secret_bytes: ["0 found, and the control is found", (found) => none("profile_after_tab_close", "profile_after_success", "logs_db_wal_webhooks_host")(found) && found.baseline_plain_session_storage > 0],
  network_faults: ["all survived, 0 drafts lost, 0 duplicates", (found) => all(found) && none("drafts_lost", "duplicates")(found)],
  crash_points: ["all points, 0 breaches, on both databases", none("breaches"), "engines"],
  random_kills: ["0 acknowledged without a webhook, on both databases", none("without_webhook"), "engines"],
  duplicates: ["1 integration and 1 event of 64 at once, on both databases", ({ integrations, events }) => integrations === 1 && events === 1, "engines"],
  rotation: ["0 unreadable, on both databases", none("unreadable"), "engines"],
  ciphertext_swaps: ["0 of 2,450 accepted", tried(2450)],
  storage_modes: ["6 of 6 in both browsers", ({ chromium, firefox, of }) => of === 6 && chromium === 6 && firefox === 6],
  engines: ["3 of 3", (found) => all(found) && found.of === 3],
  policy_violations: ["0", none("csp", "trusted_types")],
  tampered_loads: ["6 of 6 refused", (found) => all(found) && found.of === 6],
  hostile_messages: ["0 of at least 10,000 accepted", tried(10_000)],
  hostile_origins: ["0 of at least 500 accepted", tried(500), "engines"],
  hostile_addresses: ["0 of at least 300 connected to", tried(300), "engines"],
  hostile_definitions: ["0 of at least 2,000 accepted", tried(2000)],
  scanner_opens: ["0 of at least 20 changed a link", ({ opens, changed }) => opens >= 20 && changed === 0],
  cross_tenant_reads: ["0", none("reads"), "engines"],
  fuzz: ["0 findings of at least 5,000 requests to all 56 operations", ({ requests, operations, findings }) => requests >= 5000 && operations === 56 && findings === 0],
  reload_loops: ["0", none("found")],
  recoveries: ["every broken app said so, and a reload brought every answer back", ({ restored, of }) => of >= 10 && restored === of],
  foreign_requests: ["0", ({ hosts, foreign }) => hosts === 1 && foreign === 0],
  keyboard_flows: ["every way into every tool", ({ completed, of }) => of >= 29 && completed === of],
  typing_killed: ["0 keys older than 300 ms lost in at least 10 kills", ({ kills, ...lost }) => kills >= 10 && none("keys_lost_older_than_300_ms")(lost)],
  axe: ["0 violations, on at least 900", ({ checked, violations }) => checked >= 900 && violations === 0],
};

const figures = {};
const missed = [];
for (const [name, [target, holds, engines]] of Object.entries(TARGETS)) {
  const files = engines ? ["sqlite", "postgres"].map((engine) => `${name}.${engine}.json`) : [`${name}.json`];
  const values = files.map((file) => (existsSync(join(folder, file)) ? read(file) : null));
  const met = values.every((value) => value && holds(value));
  figures[name] = { value: engines ? { sqlite: values[0], postgres: values[1] } : values[0], target, met };
  if (!met) missed.push(`${name}: ${JSON.stringify(figures[name].value)}, and it must be: ${target}`);
}

// Rust's tests say "test module::name ... ok".
const cargo = readFileSync(join(folder, "cargo.log"), "utf8").match(/^test \S+ (?=\.\.\. ok)/gm) ?? [];
const journeys = ["journeys.tsv", "fuzz.tsv"].map((file) => readFileSync(join(folder, file), "utf8")).join("");
const passed = join(folder, "passed.tsv");
writeFileSync(passed, cargo.map((line) => `cargo\t${line.split(" ")[1]}\n`).join("") + journeys);
const requirements = spawnSync(process.execPath, ["scripts/requirements.mjs", "--passed", passed], { encoding: "utf8" });
process.stdout.write(requirements.stdout);
const met = requirements.status === 0 && /\b0 open\b/.test(requirements.stdout);
figures.requirements = { value: requirements.stdout.trim().split("\n").at(-1), target: "every MUST has tests that passed, and none is open", met };
if (!met) missed.push(`requirements: ${figures.requirements.value} ${requirements.stderr.trim()}`);

const commit = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
const report = { at: new Date().toISOString(), commit, tests_passed: cargo.length + journeys.trim().split("\n").length, figures };
const file = join(dirname(folder), "figures.json");
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
console.log(`${file}: ${Object.values(figures).filter(({ met }) => met).length} of ${Object.keys(figures).length} figures at their target`);
if (missed.length) {
  console.error(missed.join("\n"));
  process.exit(1);
}
