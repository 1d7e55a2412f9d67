"""The catalogue of promises: 47 sentences that the organisation gives, in groups, each with how it is kept."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from azukari.policy.terms import Text

_FILE = Path(__file__).with_name("promises.toml")


@dataclass(frozen=True, slots=True)
class Promise:
    """
    Args:
        number: stable; P15 is 15.
        says: what is promised.
        how: what keeps it.
        tests: the files of tests that check it, in the folder `tests/promises`.
        enforced: the files of the program that enforce it; each is taken out, in turn, and one of these tests fails
            (`tests/promises/taken_out.py`).
    """

    number: int
    says: Text
    how: Text
    tests: tuple[str, ...] = ()
    enforced: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return f"P{self.number:02}"


@dataclass(frozen=True, slots=True)
class Group:
    """Promises that are read together, under a heading."""

    slug: str
    title: Text
    promises: tuple[Promise, ...]


@cache
def groups() -> tuple[Group, ...]:
    """All promises, in the order in which they are read."""
    document = tomllib.loads(_FILE.read_text("utf-8"))
    known = {
        row["number"]: Promise(
            row["number"],
            {"ja": row["ja"], "en": row["en"]},
            {"ja": row["how_ja"], "en": row["how_en"]},
            tuple(row["tests"]),
            tuple(row["enforced"]),
        )
        for row in document["promise"]
    }
    return tuple(
        Group(row["slug"], {"ja": row["ja"], "en": row["en"]}, tuple(known[number] for number in row["promises"]))
        for row in document["group"]
    )


@cache
def promises() -> Mapping[int, Promise]:
    """All promises, by their number."""
    return {promise.number: promise for group in groups() for promise in group.promises}
