// Trunk's last step. Makes of its output what is served: one hashed script (shell and wasm-bindgen's glue together, so that one integrity
// value covers both), one hashed stylesheet, hashed wasm and words, no inline script, and a brotli copy of everything.
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build, module, plain } from "./sdk.mjs";

const source = process.env.TRUNK_SOURCE_DIR;
const out = process.env.TRUNK_STAGING_DIR;
const release = process.env.TRUNK_PROFILE === "release";

const digest = (bytes, how, encoding) => createHash(how).update(bytes).digest(encoding);
const hashed = (bytes) => digest(bytes, "sha256", "hex").slice(0, 16);
const integrity = (bytes) => `sha384-${digest(bytes, "sha384", "base64")}`;

function place(name, extension, bytes) {
  const file = `${name}-${hashed(bytes)}.${extension}`;
  writeFileSync(join(out, file), bytes);
  return `/${file}`;
}

const [glue] = readdirSync(out).filter((file) => file.endsWith(".js"));
const [wasmFile] = readdirSync(out).filter((file) => file.endsWith(".wasm"));
const wasm = readFileSync(join(out, wasmFile));
const wasmUrl = place("connect", "wasm", wasm);

const words = {};
for (const file of readdirSync(join(source, "public/words"))) {
  // Parsed and written again: a broken file stops the build, and the layout costs nothing.
  const text = JSON.stringify(JSON.parse(readFileSync(join(source, "public/words", file), "utf8")));
  words[file.replace(".json", "")] = place(`words-${file.replace(".json", "")}`, "json", text);
}

// R-12: takes the wasm out of the hands of everything that holds a part of it. The glue offers no other way.
appendFileSync(join(out, glue), "\nexport const cut = () => (wasm = new Proxy({}, { get: () => () => [] }));\n");

// The glue brings a copy of the modules the app imports; the page must have one of each, or they would not share what they know.
const ours = {
  name: "ours",
  setup: ({ onResolve }) => onResolve({ filter: /\/snippets\/.*\/src\/boot\// }, ({ path }) => ({ path: join(source, path.slice(path.indexOf("src/boot/"))) })),
};
const bundle = async (entry, options) => {
  const result = await build({ entryPoints: [join(source, entry)], bundle: true, write: false, minify: release, legalComments: "none", ...options });
  return result.outputFiles[0].contents;
};
const script = await bundle("src/boot/boot.js", {
  format: "esm",
  target: "es2022",
  plugins: [ours],
  alias: { glue: join(out, glue) },
  define: { WASM: JSON.stringify({ url: wasmUrl, integrity: integrity(wasm) }), WORDS: JSON.stringify(words), "import.meta.url": '"/"' },
});
const style = await bundle("style/connect.css", {});
const scriptUrl = place("boot", "js", script);
const styleUrl = place("connect", "css", style);

mkdirSync(join(out, "sdk"), { recursive: true });
writeFileSync(join(out, "sdk/connect.js"), await module(release));
writeFileSync(join(out, "sdk/connect.global.js"), await plain(release));

for (const file of [glue, wasmFile, "snippets"]) rmSync(join(out, file), { recursive: true });

const html = readFileSync(join(out, "index.html"), "utf8")
  .replace(/<!--.*?-->\s*/gs, "")
  .replace(/<link data-trunk[^>]*>\s*/, "")
  .replace(/<link rel="stylesheet"[^>]*>/, `<link rel="stylesheet" href="${styleUrl}" integrity="${integrity(style)}" crossorigin>`)
  .replace(/<script type="module"[^>]*><\/script>/, `<script type="module" src="${scriptUrl}" integrity="${integrity(script)}" crossorigin></script>`)
  .replace(/\n\s+/g, "\n");
const inline = /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/i.exec(html);
if (inline || !html.includes(scriptUrl) || !html.includes(styleUrl)) {
  throw new Error(`index.html must link one script and one stylesheet and hold none inline (C-02)${inline ? `: ${inline[0]}` : ""}`);
}
writeFileSync(join(out, "index.html"), html);

if (release) {
  for (const file of readdirSync(out, { recursive: true }).filter((file) => /\.(js|css|wasm|json|svg)$/.test(file))) {
    const bytes = readFileSync(join(out, file));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(join(out, `${file}.br`), brotliCompressSync(bytes, { params }));
  }
}
