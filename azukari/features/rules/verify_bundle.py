#!/usr/bin/env python3
"""Check an auditor's bundle, offline: python3 verify.py [--key KEY]

Needs nothing but Python 3.9 or later, and uses nothing of the program that made the bundle. It checks that

1. every file is the one that the manifest names, and there is no other;
2. the checkpoint is signed by the ledger's key (Ed25519, RFC 8032; C2SP signed-note);
3. the entries of the ledger hash to the root that the checkpoint promises (RFC 6962);
4. each proof file shows its event at its place in a tree that is signed by the same key (C2SP tlog-proof);
5. the looks at all controls and the notes of the days stand in that ledger, none of them is left out, and each day is
   what its looks come to: as bad as the worst of them, and unknown where nobody looked for eight hours.

Give --key where you know the ledger's public key from elsewhere; else the one in the bundle is believed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Point = tuple[int, int, int, int]  # in extended coordinates
Key = tuple[str, bytes, bytes]  # name, mark, public key
HERE = Path(__file__).resolve().parent
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GOOD_FOR = timedelta(hours=8)  # a look at all controls: then nobody knows any more
LOOKED, NOTED = "assurance:controls:looked", "assurance:day:noted"


class Wrong(Exception):
    """Something is not as the bundle promises."""


def recover_x(y: int, sign: int) -> int:
    if y >= P:
        raise Wrong("a point of the curve is out of range")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise Wrong("a point is not on the curve")
    return P - x if x & 1 != sign else x


def decode(data: bytes) -> Point:
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = recover_x(y, sign)
    return x, y, 1, x * y % P


def add(one: Point, two: Point) -> Point:
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def same(one: Point, two: Point) -> bool:
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE: Point = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def check_signature(public: bytes, message: bytes, signature: bytes) -> None:
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L:
        raise Wrong("a signature is not of its form")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    if not same(times(s, BASE), add(decode(signature[:32]), times(h, decode(public)))):
        raise Wrong("a checkpoint is not signed by the ledger's key")


def key_of(text: str) -> Key:
    name, _mark, encoded = text.strip().split("+", 2)
    raw = base64.b64decode(encoded)
    if raw[0] != 1 or len(raw) != 33:
        raise Wrong("the ledger's key is not an Ed25519 key")
    return name, hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4], raw[1:]


def checkpoint(note: str, key: Key) -> tuple[int, bytes]:
    """The size and the root that a signed note promises."""
    text, _empty, lines = note.partition("\n\n")
    text, (name, mark, public) = text + "\n", key
    for line in lines.splitlines():
        _dash, signer, encoded = line.split(" ", 2)
        raw = base64.b64decode(encoded)
        if signer == name and raw[:4] == mark:
            check_signature(public, text.encode(), raw[4:])
            break
    else:
        raise Wrong("a checkpoint bears no signature of the ledger's key")
    _origin, size, root = text.splitlines()[:3]
    return int(size), base64.b64decode(root)


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes (RFC 6962, 2.1), from the left with a stack."""
    stack: list[bytes] = []
    for index, found in enumerate(hashes):
        value, at = found, index
        while at & 1:
            value, at = node_hash(stack.pop(), value), at >> 1
        stack.append(value)
    while len(stack) > 1:
        right = stack.pop()
        stack.append(node_hash(stack.pop(), right))
    return stack[0] if stack else hashlib.sha256(b"").digest()


def included(value: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion path leads to (RFC 9162, 2.1.3.2)."""
    node, last = index, size - 1
    for other in path:
        if last == 0:
            raise Wrong("a proof is too long")
        if node & 1 or node == last:
            value = node_hash(other, value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = node_hash(value, other)
        node, last = node >> 1, last >> 1
    if last:
        raise Wrong("a proof is too short")
    return value


def leaves(folder: Path, size: int) -> Iterator[bytes]:
    for first in range(0, size, 256):
        width = min(256, size - first)
        number = first // 256
        parts = [f"{number % 1000:03}"]
        while number := number // 1000:
            parts.append(f"{number % 1000:03}")
        name = "/".join([f"x{part}" for part in reversed(parts[1:])] + [parts[0]])
        data = (folder / "tile" / "entries" / (name if width == 256 else f"{name}.p/{width}")).read_bytes()
        at = 0
        for _entry in range(width):
            length = int.from_bytes(data[at : at + 2], "big")
            yield data[at + 2 : at + 2 + length]
            at += 2 + length
        if at != len(data):
            raise Wrong("a bundle of entries has another length than it should")


def leaf_of(told: dict[str, Any]) -> bytes:
    """What stands in the ledger for an entry that is told in full."""
    salt = bytes.fromhex(told["salt"])
    event = json.dumps(told["event"], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    id = bytes.fromhex(told["event"]["id"].replace("-", ""))
    name = id if id[6] >> 4 == 7 else hashlib.sha256(b"azukari ledger name" + salt + id).digest()[:16]
    return name + bytes.fromhex(told["commitment"]) + hashlib.sha256(salt + event.encode()).digest()


def check_proof(text: str, key: Key) -> None:
    head, _empty, note = text.partition("\n\n")
    header, extra, place, *path = head.split("\n")
    if header != "c2sp.org/tlog-proof@v1":
        raise Wrong("a proof is of an unknown kind")
    told = json.loads(base64.b64decode(extra[len("extra ") :]))
    leaf = leaf_of(told)
    size, root = checkpoint(note, key)
    found = included(leaf_hash(leaf), int(place[len("index ") :]), size, [base64.b64decode(line) for line in path])
    if found != root:
        raise Wrong("a proof leads to another root")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))  # noqa: FURB162 - Python before 3.11


def check_opened(entries: Sequence[dict[str, Any]], hashed: Sequence[bytes]) -> int:
    """The entries that are told in full stand in the ledger; the days among them are what their looks come to."""
    for entry in entries:
        if hashed[entry["index"]] != leaf_of(entry):
            raise Wrong("an entry that is told in full is not the one that stands in the ledger")
    events = [entry["event"] for entry in entries]
    looks = sorted((e for e in events if e["kind"] == LOOKED), key=lambda e: moment(e["at"]))
    notes = sorted((e for e in events if e["kind"] == NOTED), key=lambda e: str(e["payload"]["day"]))
    check_chain(looks)
    check_chain(notes)
    for place, note in enumerate(notes[1:]):
        day, before = note["payload"]["day"], notes[place]["payload"]["day"]
        if datetime.fromisoformat(day) - datetime.fromisoformat(before) != DAY:
            raise Wrong(f"a day before {day} has no note")
    reckoned = [note for note in notes if "from" in note["payload"]]  # an earlier version wrote the others from a table
    for note in reckoned:
        check_day(note["payload"], looks)
    if looks and reckoned and moment(looks[-1]["at"]) - moment(reckoned[-1]["payload"]["until"]) > 2 * DAY:
        raise Wrong(f"the days after {reckoned[-1]['payload']['day']} have no note")
    return len(notes)


def check_chain(events: Sequence[dict[str, Any]]) -> None:
    """Each names the one before it, and all of them are there."""
    there, named = {e["id"] for e in events}, [e["payload"].get("previous") for e in events]
    if len({*named}) != len(named) or not {*named} - {None} <= there or (events and None not in named):
        raise Wrong("a look, or the note of a day, was left out")


def check_day(note: dict[str, Any], looks: Sequence[dict[str, Any]]) -> None:
    start, end = moment(note["from"]), moment(note["until"])
    midnight = moment(note["day"] + "T00:00:00Z")
    if abs(start - midnight) > 15 * HOUR or abs(end - start - DAY) > 2 * HOUR:
        raise Wrong(f"the note of {note['day']} is about other hours")
    earlier = [look for look in looks if start - GOOD_FOR <= moment(look["at"]) < end]
    within = [look["payload"] for look in earlier if moment(look["at"]) >= start]
    unknown, known = timedelta(0), start
    for look in earlier:
        at = moment(look["at"])
        unknown, known = unknown + max(at - known, timedelta(0)), max(known, at + GOOD_FOR)
    unseen = -(-(unknown + max(end - known, timedelta(0))) // HOUR)
    kept, broken = set[int](), set[int]()
    if within:
        broken = {n for look in within for n in look["broken"]}
        kept = set() if unseen else set.intersection(*({*look["kept"]} for look in within))
    last = earlier[-1]["id"] if earlier else None
    said = ({*note["kept"]}, {*note["broken"]}, note["looks"], note.get("last"), note["unseen"])
    if said != (kept, broken, len(within), last, unseen):
        raise Wrong(f"the note of {note['day']} says something else than the looks of that day")


def check(folder: Path, key_text: str) -> tuple[int, int, int, int]:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    for name in sorted(there ^ set(manifest)):
        raise Wrong(f"{name} is missing, or is not in the manifest")
    for name, digest in manifest.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise Wrong(f"{name} was changed")
    if not (folder / "ledger" / "checkpoint").exists():
        return len(manifest), 0, 0, 0
    key = key_of(key_text or (folder / "ledger" / "key").read_text("utf-8"))
    size, root = checkpoint((folder / "ledger" / "checkpoint").read_text("utf-8"), key)
    hashed = list(leaves(folder / "ledger", size))
    if root_of(map(leaf_hash, hashed)) != root:
        raise Wrong("the entries of the ledger do not lead to the signed root")
    proofs = sorted((folder / "proofs").glob("*.tlog-proof"))
    for proof in proofs:
        check_proof(proof.read_text("utf-8"), key)
    days = check_opened(json.loads((folder / "opened.json").read_text("utf-8")), hashed)
    return len(manifest), size, len(proofs), days


def main() -> int:
    key = sys.argv[2] if len(sys.argv) == 3 and sys.argv[1] == "--key" else ""
    try:
        files, entries, proofs, days = check(HERE, key)
    except (Wrong, OSError, ValueError, KeyError, IndexError) as error:
        sys.stderr.write(f"WRONG: {error}\n")
        return 1
    found = f"{files} files, {entries} entries, {proofs} proofs, {days} days"
    sys.stdout.write(f"Everything is as it should be: {found}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
