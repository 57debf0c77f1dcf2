// What the search for canaries relies on: that what is compressed, or cut into pieces, is read.
import { test } from "node:test";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { canary, forms, search } from "./residue.mjs";

const text = canary();
const seen = (name, bytes) => search([[name, bytes]], { text }).bytes > 0;
const half = Buffer.from(text.slice(0, 20));
const rest = Buffer.from(text.slice(20));

// The first half is a literal, then three bytes of it come again; then the rest.
const LZ4 = Buffer.concat([Buffer.from([0xf0, 5]), half, Buffer.from([20, 0, 0xf0, 21]), half.subarray(4), rest]);
const SNAPPY = Buffer.concat([Buffer.from([64, 19 << 2]), half, Buffer.from([1, 20, (36 - 1) << 2]), half.subarray(4), rest]);
const around = (block) => Buffer.concat([Buffer.from("mozLz40\0"), Buffer.from([60, 0, 0, 0]), block]);

// One block, an index that leads to it, and the end that leads to the index.
function table(block) {
  const handle = [0, block.length];
  const index = Buffer.from([0, 1, handle.length, 0x6b, ...handle, 0, 0, 0, 0, 1, 0, 0, 0]);
  const footer = Buffer.alloc(48);
  Buffer.from([0, 0, block.length + 5, index.length]).copy(footer);
  footer.write("57fb808b247547db", 40, "hex");
  return Buffer.concat([block, Buffer.from([1, 0, 0, 0, 0]), index, Buffer.alloc(5), footer]);
}

// A record that fills its block but for eleven bytes, and one that goes on in the next.
function log() {
  const record = (type, content) => Buffer.concat([Buffer.from([0, 0, 0, 0, content.length & 255, content.length >> 8, type]), content]);
  return Buffer.concat([record(1, Buffer.alloc(0x8000 - 7 - 27)), record(2, half), record(4, rest)]);
}

test("a canary that was compressed or cut in two is found", () => {
  assert.ok(!LZ4.includes(text) && !SNAPPY.includes(text));
  for (const [name, bytes] of Object.entries({ "a.jsonlz4": around(LZ4), "a.ldb": table(SNAPPY), "000003.log": log(), "a.gz": gzipSync(text) })) assert.ok(seen(name, bytes), name);
});

test("a canary is found in every form, wherever it stands in it, and nothing is found where there is none", () => {
  for (const before of ["", "1", "12", "123"])
    for (const encoding of ["base64", "base64url", "hex"])
      for (const bytes of [Buffer.from(`${before}${text}?>`), Buffer.from(before + text, "utf16le")]) {
        assert.ok(seen("a", bytes));
        assert.ok(seen("a", bytes.toString(encoding)), encoding);
      }
  assert.ok(!seen("a", `${text.slice(1)}${text.slice(0, -1)}`));
  const awkward = 'whsec_a+b/c="d\\e\n';
  assert.ok(forms(awkward).some((form) => form.equals(Buffer.from(encodeURIComponent(awkward)))) && forms(awkward).some((form) => form.equals(Buffer.from(JSON.stringify(awkward).slice(1, -1)))));
});
