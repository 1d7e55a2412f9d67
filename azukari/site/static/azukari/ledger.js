// Checks the ledger in the browser: the checkpoint's signature (Ed25519), and a proof file (RFC 9162 2.1.3.2).
// Nothing is sent anywhere: the checkpoint and the key are read, the file stays on the device.

const text = new TextEncoder();
const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const unhex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
const node = (left, right) => sha256([1], left, right);

async function hmac(key, message) {
  const made = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, message));
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function key(word) {
  const [name, id, ...rest] = word.trim().split("+");
  return { name, id, public: bytes(rest.join("+")).slice(1) };
}

// The checkpoint of a signed note: "good", "bad", or "other-key" if another key signed it.
async function signed(note, by) {
  const end = note.lastIndexOf("\n\n");
  const body = note.slice(0, end + 1);
  const verifier = await crypto.subtle.importKey("raw", by.public, "Ed25519", false, ["verify"]);
  let state = "other-key";
  for (const line of note.slice(end + 2).trimEnd().split("\n")) {
    const [dash, name, signature] = line.split(" ");
    const raw = bytes(signature);
    if (dash !== "—" || name !== by.name || !same(raw.slice(0, 4), unhex(by.id))) continue;
    const right = await crypto.subtle.verify("Ed25519", verifier, raw.slice(4), text.encode(body));
    if (!right) return { state: "bad" };
    state = "good";
  }
  const [origin, size, root] = body.split("\n");
  if (origin !== by.name) return { state: "bad" };
  return { state, size: Number(size), root: bytes(root) };
}

async function climbed(leaf, index, size, path) {
  let [found, at, last] = [leaf, index, size - 1];
  for (const step of path) {
    if (last === 0) return null;
    const onLeft = at % 2 === 1 || at === last;
    found = onLeft ? await node(step, found) : await node(found, step);
    while (onLeft && at !== 0 && at % 2 === 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? found : null;
}

async function leafOf(told, event) {
  const id = unhex(told.event.id.replaceAll("-", ""));
  const salt = unhex(told.salt);
  const byItself = told.event.id[14] === "7";
  const name = byItself ? id : (await sha256(text.encode("azukari ledger name"), salt, id)).slice(0, 16);
  return joined(name, unhex(told.commitment), await sha256(salt, event));
}

async function check(proof, by) {
  const cut = proof.indexOf("\n\n");
  const [header, extra, place, ...path] = proof.slice(0, cut).split("\n");
  if (header !== "c2sp.org/tlog-proof@v1") return { state: "bad" };
  const checkpoint = await signed(proof.slice(cut + 2), by);
  if (checkpoint.state !== "good") return checkpoint;
  const told = JSON.parse(new TextDecoder().decode(bytes(extra.replace(/^extra /, ""))));
  const event = text.encode(canonical(told.event));
  const index = Number(place.replace(/^index /, ""));
  const hash = await sha256([0], await leafOf(told, event));
  const root = index < checkpoint.size ? await climbed(hash, index, checkpoint.size, path.map(bytes)) : null;
  if (!root || !same(root, checkpoint.root)) return { state: "bad" };
  const yours = "opening" in told && same(await hmac(unhex(told.opening), event), unhex(told.commitment));
  if ("opening" in told && !yours) return { state: "bad" };
  return { state: "good", index, kind: told.event.kind, yours };
}

function show(place, found) {
  const wanted = new Set([found.state, found.yours ? "yours" : ""]);
  for (const words of place.querySelectorAll("[data-when]")) words.hidden = !wanted.has(words.dataset.when);
  for (const slot of place.querySelectorAll("[data-slot]")) slot.textContent = found[slot.dataset.slot]?.toLocaleString("en") ?? "";
}

async function begin() {
  const place = document.getElementById("signature");
  const word = await (await fetch("/ledger/key")).text();
  document.getElementById("key").textContent = word.trim();
  const answer = await fetch("/ledger/checkpoint");
  if (!answer.ok) return show(place, { state: "none" });
  try {
    show(place, await signed(await answer.text(), key(word)));
  } catch (error) {
    show(place, { state: error.name === "NotSupportedError" || !crypto.subtle ? "unable" : "bad" });
  }
  document.getElementById("f-proof").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const found = await check(await file.text(), key(word)).catch(() => ({ state: "bad" }));
    show(document.getElementById("entry"), found);
  });
}

begin();
