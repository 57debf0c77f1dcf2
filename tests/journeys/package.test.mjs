// The SDK as npm would publish it: packed, installed in a folder of its own, imported, and compiled against.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
let folder, inside, about;
const run = (program, words) => {
  try {
    return execFileSync(program, words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    throw new Error(`${error.stdout}${error.stderr}`);
  }
};

before(() => {
  folder = mkdtempSync(join(tmpdir(), "connect-package-"));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const [{ filename }] = JSON.parse(run("npm", ["pack", "--json", "--silent", here("../../sdk")]));
  run("npm", ["install", "--offline", "--silent", "--no-audit", "--no-fund", `./${filename}`]);
  inside = (path) => join(folder, "node_modules/connect-flow", path);
  about = JSON.parse(readFileSync(inside("package.json"), "utf8"));
  // What a host has of its own.
  mkdirSync(join(folder, "node_modules/@types"));
  for (const name of ["react", "vue", "@types/react"]) symlinkSync(here(`node_modules/${name}`), join(folder, "node_modules", name));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("the package brings no other, and holds every file that it names, and its licences", () => {
  assert.equal(about.dependencies, undefined);
  const named = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(named));
  const files = [about.exports, about.types, about.unpkg, about.jsdelivr, about.sideEffects, "README.md", "LICENSE-MIT", "LICENSE-APACHE"].flatMap(named);
  assert.deepEqual(files.filter((file) => !existsSync(inside(file))), []);
});

for (const [entry, names] of Object.entries({ ".": ["ConnectError", "openConnect"], "./element": ["ConnectFlow"], "./react": ["ConnectFlow", "useConnect"], "./vue": ["ConnectFlow"] }))
  test(`connect-flow${entry.slice(1)} can be imported, on a server as well, and has types`, () => {
    const imported = run(process.execPath, ["--input-type=module", "-e", `console.log(JSON.stringify(Object.keys(await import("connect-flow${entry.slice(1)}"))))`]);
    assert.deepEqual(JSON.parse(imported), names);
    assert.ok(existsSync(inside(about.exports[entry].types)));
  });

test("the plain script puts everything under one name, and defines the element", () => {
  const defined = [];
  const page = vm.createContext({ HTMLElement: class {}, customElements: { get: () => undefined, define: (name) => defined.push(name) } });
  vm.runInContext(readFileSync(inside(about.unpkg), "utf8"), page);
  assert.deepEqual([...vm.runInContext("Object.keys(Connect).sort()", page)], ["ConnectError", "ConnectFlow", "openConnect"]);
  assert.deepEqual(defined, ["connect-flow"]);
});

test("the SDK's types say what it takes and gives, in React and Vue as well, and refuse what it does not", () => {
  cpSync(here("sdk-types.tsx"), join(folder, "sdk-types.tsx"));
  run(process.execPath, [here("node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--skipLibCheck", "false", "--jsx", "react-jsx", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom,dom.iterable", "--types", "", "sdk-types.tsx"]);
});
