"""A search of files for words that must not be there, in whatever dress: this is how a canary is looked for.

It knows nothing of databases; it reads bytes.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, quote_plus

from ahocorasick_rs import BytesAhoCorasick

_BLANKS = re.compile(r"[\s\-()+]")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A word stands in a file, dressed in a certain way."""

    word: str
    dress: str
    file: str


def dresses(text: str) -> Mapping[str, bytes]:
    """The ways in which a text may stand in a file, each under a name."""
    plain = text.encode()
    found = {
        "utf-8": plain,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "percent-encoded": quote(text).encode(),
        "form-encoded": quote_plus(text).encode(),
        "json": json.dumps(text)[1:-1].encode(),
        "hexadecimal": plain.hex().encode(),
        "lower case": text.lower().encode(),
        "without blanks": _BLANKS.sub("", text).encode(),
        "shift-jis": text.encode("cp932", "ignore"),
    }
    for shift in range(3):  # whatever stands before it, base64 comes out in one of three ways
        coded = base64.b64encode(b"\0" * shift + plain)
        found[f"base64, shifted by {shift}"] = coded[[0, 2, 3][shift] : len(coded) // 4 * 4 - 4]
    return {name: dress for name, dress in found.items() if len(dress) >= 6}


def sightings(words: Iterable[str], roots: Iterable[Path], *, apart_from: Iterable[Path] = ()) -> list[Sighting]:
    """Every file below ``roots`` in which one of the words stands.

    Args:
        apart_from: folders that are not looked into.
    """
    looked_for = {(word, name): dress for word in words for name, dress in dresses(word).items()}
    left_out = tuple(apart_from)
    found = []
    for file in _files(roots):
        if any(file.is_relative_to(folder) for folder in left_out):
            continue
        found += [Sighting(word, name, str(file)) for word, name in in_file(file, looked_for)]
    return found


def in_file[K](file: Path, looked_for: Mapping[K, bytes]) -> list[K]:
    """Which of the byte strings stand in the file; a file that is gone meanwhile holds nothing.

    It is read, not mapped: one that a database cuts short under a map ends the process (SIGBUS).
    """
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return []
    wanted = frozenset(looked_for.values())  # many are dressed alike
    if not _any_of(wanted).find_matches_as_indexes(content):
        return []
    there = {one for one in wanted if one in content}
    return [key for key, one in looked_for.items() if one in there]


@lru_cache(maxsize=8)
def _any_of(wanted: frozenset[bytes]) -> BytesAhoCorasick:
    """Finds in one passage whether any of the byte strings stands in another (Aho and Corasick, 1975)."""
    return BytesAhoCorasick(wanted)


def _files(roots: Iterable[Path]) -> Iterator[Path]:
    for root in roots:
        yield from (path for path in sorted(root.rglob("*")) if path.is_file())
        if root.is_file():
            yield root
