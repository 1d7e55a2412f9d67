"""The rule packs that this program brings, read once from their files."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from azukari.lib.control import Control, ControlState, find
from azukari.policy.cited import cited
from azukari.policy.ruleset import RulePack, RuleRow, RuleStanding, read_pack
from azukari.shells.worker.controlling import ControlNow, last_known

_FOLDER = Path(__file__).parent / "packs"
_ORDER = ("appi", "gdpr", "jis-q-15001", "nist-pf")


@cache
def packs() -> Mapping[str, RulePack]:
    """Every pack, by its slug."""
    return {slug: read_pack((_FOLDER / f"{slug}.toml").read_text("utf-8")) for slug in _ORDER}


class RowState(StrEnum):
    """How a row stands at an installation: what the pack says of it, and what its controls confirm now."""

    MET = "met"
    MANUAL = "manual"  # met, and people have their part in it
    UNCONFIRMED = "unconfirmed"  # set up; a control of it is not known to hold now
    FAILING = "failing"  # set up; a control of it is broken now
    GAP = "gap"
    ANNOUNCED = "announced"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as an auditor sees it."""

    row: RuleRow
    clause: str  # as the reader's language cites it
    standing: RuleStanding
    controls: tuple[ControlNow, ...]

    @property
    def state(self) -> RowState:
        """What it is told, filtered and counted as; nothing is met while a control of it is not known to hold."""
        states = {control.state for control in self.controls}
        if self.standing in (RuleStanding.MET, RuleStanding.MANUAL):
            if ControlState.BROKEN in states:
                return RowState.FAILING
            if ControlState.UNKNOWN in states:
                return RowState.UNCONFIRMED
        return RowState(self.standing.value)


def shown(pack: RulePack, day: date, *, now: datetime, lang: str) -> list[ShownRow]:
    """Every row of a pack on a day, those that ended last, with what is known of their controls. One query."""
    seen = last_known()

    def one(name: str) -> ControlNow:
        return ControlNow(find(name) or Control(name, name, (), lambda _now: ()), seen.get(name), now)

    rows = [
        ShownRow(row, cited(row.clause, lang), row.standing(day), tuple(one(name) for name in row.controls))
        for row in pack.rows
    ]
    return sorted(rows, key=lambda row: row.standing is RuleStanding.ENDED)


def tallied(rows: Iterable[ShownRow]) -> Mapping[RowState, int]:
    """How many rows stand how."""
    return Counter(row.state for row in rows)
