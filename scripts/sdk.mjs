// What a host includes without a build: a module, and a plain script with everything under one name and the element defined. Run by itself,
// as npm does before it packs `sdk`, it adds to that folder what the package has and the folder has not.
import { copyFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

if (!process.env.NODE_PATH) throw new Error("esbuild is not found: run `. scripts/environment.sh` first, after scripts/setup");
export const { build } = createRequire(`${process.env.NODE_PATH.split(":")[0]}/here`)("esbuild");

const sdk = fileURLToPath(new URL("../sdk/", import.meta.url));
const bundled = async (contents, options) => {
  const stdin = { contents, resolveDir: sdk };
  const result = await build({ stdin, bundle: true, write: false, legalComments: "none", ...options });
  return result.outputFiles[0].contents;
};
export const module = (minify) => bundled('export * from "./connect.js";', { minify, format: "esm", target: "es2020" });
export const plain = (minify) => bundled('export * from "./connect.js"; export * from "./element.js";', { minify, format: "iife", globalName: "Connect", target: "es2022" });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(`${sdk}connect.global.js`, await plain(true));
  for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(fileURLToPath(new URL(`../${licence}`, import.meta.url)), sdk + licence);
}
