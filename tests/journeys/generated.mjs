// Messages that nobody should send: from one seed always the same ones. Runs in any page, and so stands for itself.
export const generator = (seed, { nonce, mayBeRight }) => {
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end) => Math.floor(random() * end);
  const pick = (list) => list[below(list.length)];
  const times = (count, make) => [...Array(count)].map(make);

  const KEYS = ["__proto__", "constructor", "prototype", "toString", "valueOf", "then", "toJSON", "hasOwnProperty", "length", "0", "", "cf", "type", "nonce", "data", "origin", "source", "ports", "activation_token", "apiURL", "link", "token", "theme", "language", "screen", "step", "height"];
  const WORDS = ["init", "hello", "ready", "close", "step", "resize", "success", "error", "*", "null", "https://evil.example", "javascript:alert(1)", "<img src=x onerror=alert(1)>", "{{constructor}}", "\0", "\ud800", "\u202e", "🦠", nonce];
  // Set as a key of its own, whatever its name is.
  const put = (object, key, value) => Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  const LEAVES = [
    () => null,
    () => undefined,
    () => random() < 0.5,
    () => pick([0, -0, 1, 2, 3, -1, NaN, Infinity, 2 ** 53, 1e-320, random()]),
    () => pick([2n, -(2n ** 70n)]),
    () => pick(WORDS),
    () => new Date(pick([0, NaN, 8.64e15])),
    () => /(a+)+$/g,
    () => Object(pick([2, "init", true, nonce])),
    () => new Uint8Array(below(50)),
    () => new (pick([Float64Array, BigInt64Array, Uint8ClampedArray]))(below(9)).buffer,
    () => new DataView(new ArrayBuffer(8)),
    () => Object.assign(new (pick([Error, TypeError, RangeError]))(pick(WORDS)), { type: "close" }),
    () => new Blob([pick(WORDS)], { type: "text/html" }),
    () => new DOMException(pick(WORDS), "DataCloneError"),
  ];
  const NESTS = [
    (depth) => times(below(5), () => value(depth)),
    (depth) => times(below(6), () => 0).reduce((object) => put(object, pick(KEYS), value(depth)), {}),
    (depth) => new Map(times(below(4), () => [pick(KEYS), value(depth)])),
    (depth) => new Set(times(below(4), () => value(depth))),
    // Endless, and many deep.
    (depth) => ((loop) => ((loop.self = loop), (loop.data = [loop, value(depth)]), loop))({}),
    () => times(200, () => 0).reduce((inner) => ({ data: inner }), pick(WORDS)),
    () => Array(2 ** 31),
  ];
  const value = (depth = 0) => (depth > 3 || random() < 0.5 ? pick(LEAVES)() : pick(NESTS)(depth + 1));
  const huge = () => pick(["x", "{", "init", "\u{1f9a0}"]).repeat(2 ** 20).slice(0, 2 ** 20);

  // What would be taken from the right page, and from nobody else, with as many channels as it needs; and in how many ways it can be wrong.
  const right = { init: () => ({ cf: 2, type: "init", nonce }), hello: () => ({ cf: 2, type: "hello", nonce }), close: () => ({ type: "close" }), success: () => ({ type: "success", data: { activation_token: `cfa_${below(1e9)}` } }) };
  const other = { cf: () => pick(["2", 1, 3, 2.5, -2, true, [2], null, 2n, Object(2), undefined]), type: () => pick(["Init", " init", "init\0", "HELLO", "Close", ["close"], ["init"], 0, null, Object("init"), undefined]), nonce: () => pick(["", `${nonce} `, nonce.slice(1), nonce.replace("-", ""), `${nonce}\0`, [nonce], { nonce }, Object(nonce), 0, null, undefined, "00000000-0000-4000-8000-000000000000"]) };
  const WRONGS = [
    (message) => put(message, pick(KEYS.filter((key) => !(key in message) || key === "__proto__")), value(2)),
    (message) => ((key) => put(message, key, (other[key] ?? value)()))(pick(Object.keys(message))),
    (message) => (delete message[pick(Object.keys(message))], message),
    (message) => JSON.stringify(message),
    (message) => [message],
    (message) => Object.assign([], message),
    (message) => ({ data: message }),
    (message) => new Map(Object.entries(message)),
    (message) => Object.assign(new Date(0), message),
    (message) => Object.assign(new Uint8Array(3), message),
    (message) => Object.assign(Object(pick(["init", 2])), message),
    (message) => JSON.parse(`{"__proto__":${JSON.stringify(message)}}`),
    (message) => Object.create(message),
    (message) => put({ ...message, [Symbol.iterator]: 1 }, "then", huge().slice(0, 20000)),
  ];
  // How many channels come with it: 1 is right, and only with what is right.
  const next = () => {
    const kind = random();
    if (kind < 0.01) return [huge(), below(3)];
    if (kind < 0.3) return [value(), below(4)];
    const [name, make] = pick(Object.entries(right));
    if (mayBeRight) return random() < 0.4 ? [make(), below(4)] : [pick(WRONGS)(make()), below(4)];
    // From the page whose right answer would be taken only a wrong one may come.
    return name === "init" && random() < 0.2 ? [make(), pick([0, 2, 3])] : [pick(WRONGS)(make()), below(4)];
  };

  // Each is sent with its channels; what cannot be sent at all is made up for. Whoever takes one for a true answer is heard on its channel.
  return (send, count) => {
    const heard = (globalThis.heardOnChannels ??= []);
    for (let sent = 0; sent < count; ) {
      const [message, channels] = next();
      const made = times(channels, () => new MessageChannel());
      for (const { port1 } of made) port1.onmessage = ({ data }) => heard.push(String(data?.type));
      try {
        send(message, made.map(({ port2 }) => port2));
        sent++;
      } catch {
        // A browser that clones less than another.
      }
    }
  };
};
