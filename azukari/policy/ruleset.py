"""Rule packs of the law: what it asks, how that is met, by which controls and tests, and from which day on.

A pack is a file of data (`azukari/features/rules/packs`), so that a lawyer can read it. A change of the law is a new
row beside the old one; what is announced and not in force yet begins by its date. Pure, and no legal advice.
"""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from azukari.policy.terms import Act, Text


class RuleStanding(StrEnum):
    """How a row stands on a day."""

    ANNOUNCED = "announced"  # not in force yet
    MET = "met"
    GAP = "gap"  # something of it is not met, and the row says what
    MANUAL = "manual"  # met, and people have their part in it
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One duty.

    Args:
        begins: the first day on which it holds.
        until: the first day on which it does not any more; None while no end is known.
        clause: where it stands.
        duty, met: what it asks, and how that is met, in our own words.
        controls: names of automatic controls.
        tests: files of the test suite.
        manual: what people do.
        gap: what is not met.
        acts: whose work the manual part or the gap is: those of a duty that has one of these; an audit asks them.
    """

    id: str
    begins: date
    until: date | None = None
    clause: str
    duty: Text
    met: Text
    controls: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    manual: Text = field(default_factory=dict)
    gap: Text = field(default_factory=dict)
    acts: tuple[str, ...] = ()

    def standing(self, day: date) -> RuleStanding:
        """How it stands on that day."""
        if day < self.begins:
            return RuleStanding.ANNOUNCED
        if self.until is not None and day >= self.until:
            return RuleStanding.ENDED
        if self.gap:
            return RuleStanding.GAP
        return RuleStanding.MANUAL if self.manual else RuleStanding.MET


@dataclass(frozen=True, slots=True)
class RulePack:
    """A law or a standard.

    Args:
        source: the address of its text.
    """

    slug: str
    name: Text
    source: str
    rows: tuple[RuleRow, ...]

    def at(self, day: date, *, standing: RuleStanding | None = None) -> tuple[RuleRow, ...]:
        """The rows, in their order; those that ended only where they are asked for.

        Args:
            standing: no others.
        """
        shown = ((row, row.standing(day)) for row in self.rows)
        if standing is None:
            return tuple(row for row, at in shown if at is not RuleStanding.ENDED)
        return tuple(row for row, at in shown if at is standing)


class BadPack(ValueError):
    """A pack says something that no pack may say; the message names the row."""


def read_pack(text: str) -> RulePack:
    """A pack out of its file.

    Raises:
        BadPack: a row has no duty in both languages, neither control, test, manual part nor gap, ends before it
            begins, or has work for people and says not whose; or two rows have one id.
    """
    found = tomllib.loads(text)
    rows = tuple(_row(row) for row in found["rows"])
    for id, times in Counter(row.id for row in rows).items():
        if times > 1:
            raise BadPack(f"Two rows are called {id}.")
    return RulePack(found["slug"], found["name"], found["source"], rows)


def _row(found: dict[str, Any]) -> RuleRow:
    controls, tests, acts = (tuple(found.pop(name, ())) for name in ("controls", "tests", "acts"))
    row = RuleRow(begins=found.pop("from"), controls=controls, tests=tests, acts=acts, **found)
    if not all({"ja", "en"} <= {*text} for text in (row.duty, row.met, *filter(None, (row.manual, row.gap)))):
        raise BadPack(f"{row.id} has words in one language only.")
    if not (row.controls or row.tests or row.manual or row.gap):
        raise BadPack(f"{row.id} says how it is met, and nothing shows it.")
    if bool(row.acts) != bool(row.manual or row.gap) or not {*row.acts} <= {*Act}:
        raise BadPack(f"{row.id} leaves something to people, and says not whose work it is.")
    if row.until is not None and row.until <= row.begins:
        raise BadPack(f"{row.id} ends before it begins.")
    return row
