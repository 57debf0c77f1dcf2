// What is in a file that a browser has compressed, or cut into pieces.
import { gunzipSync } from "node:zlib";

const repeat = (output, end, distance, count) => {
  for (const stop = end + count; end < stop; end++) output[end] = output[end - distance];
  return end;
};

export function unLz4(input, size) {
  const output = Buffer.alloc(size);
  let [at, end] = [0, 0];
  const length = (start) => {
    let [sum, more] = [start, start === 15 ? 255 : 0];
    while (more === 255) sum += more = input[at++];
    return sum;
  };
  while (at < input.length) {
    const token = input[at++];
    const literals = length(token >> 4);
    end += input.copy(output, end, at, at + literals);
    at += literals;
    if (at >= input.length) break;
    const distance = input.readUInt16LE(at);
    at += 2;
    end = repeat(output, end, distance, length(token & 15) + 4);
  }
  return output.subarray(0, end);
}

// Numbers as LevelDB and Snappy write them, and where they end.
const numbers = (bytes, at, count) => {
  const found = [];
  while (found.length < count) {
    let [value, scale, byte] = [0, 1, 128];
    for (; byte & 128; scale *= 128) value += ((byte = bytes[at++]) & 127) * scale;
    found.push(value);
  }
  return [...found, at];
};

export function unSnappy(input) {
  let [size, at] = numbers(input, 0, 1);
  const output = Buffer.alloc(size);
  for (let end = 0; at < input.length; ) {
    const tag = input[at++];
    const [kind, rest] = [tag & 3, tag >> 2];
    if (kind === 0) {
      const bytes = Math.max(0, rest - 59);
      const count = (bytes ? input.readUIntLE(at, bytes) : rest) + 1;
      at += bytes;
      end += input.copy(output, end, at, at + count);
      at += count;
    } else {
      const width = [1, 2, 4][kind - 1];
      const distance = input.readUIntLE(at, width) + (kind === 1 ? (tag >> 5) * 256 : 0);
      at += width;
      end = repeat(output, end, distance, kind === 1 ? (rest & 7) + 4 : rest + 1);
    }
  }
  return output;
}

// The blocks of a LevelDB table. Its last 48 bytes lead to the index, which leads to the others.
function* blocksOf(table) {
  const block = (bytes, at) => {
    const [start, size] = numbers(bytes, at, 2);
    const block = table.subarray(start, start + size);
    return table[start + size] === 1 ? unSnappy(block) : block;
  };
  const [, , at] = numbers(table, table.length - 48, 2);
  const index = block(table, at);
  const end = index.length - 4 - 4 * index.readUInt32LE(index.length - 4);
  for (let at = 0; at < end; ) {
    const [, own, length, start] = numbers(index, at, 3);
    yield block(index, start + own);
    at = start + own + length;
  }
}

// A LevelDB log without the headers, which can cut a record in two: one every 32 KB at the latest.
function unbroken(log) {
  const parts = [];
  for (let at = 0; at + 7 <= log.length; ) {
    const left = 0x8000 - (at % 0x8000);
    const length = left < 7 ? 0 : log.readUInt16LE(at + 4);
    if (left >= 7) parts.push(log.subarray(at + 7, at + 7 + length));
    at += left < 7 ? left : 7 + length;
  }
  return Buffer.concat(parts);
}

const MOZILLA = Buffer.from("mozLz40\0");
const TABLE = Buffer.from("57fb808b247547db", "hex");

// A file as it is, and whatever else is in it.
export function* readings(name, bytes) {
  yield bytes;
  if (bytes.subarray(0, 8).equals(MOZILLA)) yield unLz4(bytes.subarray(12), bytes.readUInt32LE(8));
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) yield gunzipSync(bytes);
  if (bytes.subarray(-8).equals(TABLE)) yield* blocksOf(bytes);
  if (/\d{6}\.log$/.test(name)) yield unbroken(bytes);
}
