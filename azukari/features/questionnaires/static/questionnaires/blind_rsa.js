// RSA blind signatures, the part of whoever asks (RFC 9474, RSABSSA-SHA384-PSS-Randomized). The names are the RFC's.

const PREFIX = 32, SALT = 48, HASH = 48, E = 65537n;

const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const sha384 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
};
const number = (bytes) => BigInt("0x" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
const bytes = (value, length) => Uint8Array.from(value.toString(16).padStart(2 * length, "0").match(/../g), (two) => parseInt(two, 16));

function power(base, exponent, n) {
  let result = 1n;
  for (base %= n; exponent; exponent >>= 1n, base = (base * base) % n) if (exponent & 1n) result = (result * base) % n;
  return result;
}

function inverse(value, n) {
  let [a, b, x, y] = [value % n, n, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  if (a !== 1n) throw new Error("no inverse");
  return ((x % n) + n) % n;
}

async function mask(seed, length) {
  const blocks = [];
  for (let i = 0; i * HASH < length; i++) blocks.push(await sha384(joined(seed, bytes(BigInt(i), 4))));
  return joined(...blocks).slice(0, length);
}

async function encoded(message, salt, bits) {
  const length = Math.ceil(bits / 8);
  const digest = await sha384(joined(new Uint8Array(8), await sha384(message), salt));
  const block = joined(new Uint8Array(length - HASH - salt.length - 2), Uint8Array.of(1), salt);
  const hidden = await mask(digest, block.length);
  const masked = block.map((byte, at) => byte ^ hidden[at]);
  masked[0] &= 0xff >> (8 * length - bits);
  return joined(masked, digest, Uint8Array.of(0xbc));
}

export const fromText = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
export const toText = (raw) => btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// A message of `length` random bytes behind its random prefix, and how it is hidden from the signer.
export async function draw(n, length) {
  const bits = n.toString(2).length, size = Math.ceil(bits / 8);
  const message = random(PREFIX + length);
  const m = number(await encoded(message, random(SALT), bits - 1));
  let r = 0n;
  while (r < 2n || r >= n) r = number(random(size));
  return { message, blinded: bytes((m * power(r, E, n)) % n, size), m, inverse: inverse(r, n) };
}

// The signature of the message, out of what the signer made of the hidden one.
export function unblinded(n, drawn, signed) {
  const s = (number(signed) * drawn.inverse) % n;
  if (power(s, E, n) !== drawn.m) throw new Error("not a signature");
  return bytes(s, drawn.blinded.length);
}
