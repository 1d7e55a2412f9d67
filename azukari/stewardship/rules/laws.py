"""The rule packs that this program brings, read once from their files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from azukari.lib.control import ControlState, controls
from azukari.lib.control_outcomes import read_outcomes
from azukari.policy.cited import cited
from azukari.policy.ruleset import RulePack, RuleRow, RuleStanding, read_pack
from azukari.upkeep.controlling import outcomes_file

_FOLDER = Path(__file__).parent / "packs"
_ORDER = ("appi", "gdpr", "jis-q-15001", "nist-pf")


@cache
def packs() -> Mapping[str, RulePack]:
    """Every pack, by its slug."""
    return {slug: read_pack((_FOLDER / f"{slug}.toml").read_text("utf-8")) for slug in _ORDER}


@dataclass(frozen=True, slots=True)
class ShownControl:
    """A control that a row names.

    Args:
        claim: what is true while it passes; its name where there is no such control.
        state: what is known of it now.
        at: when it was observed; None if never.
    """

    name: str
    claim: str
    state: ControlState
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as an auditor sees it."""

    row: RuleRow
    clause: str  # as the reader's language cites it
    standing: RuleStanding
    controls: tuple[ShownControl, ...]

    @property
    def worst(self) -> ControlState:
        """What is known now of all its controls together; kept where it has none."""
        states = {control.state for control in self.controls}
        return next((each for each in (ControlState.BROKEN, ControlState.UNKNOWN) if each in states), ControlState.KEPT)


def shown(
    pack: RulePack, day: date, standing: RuleStanding | None = None, *, now: datetime, lang: str
) -> list[ShownRow]:
    """The rows of a pack on a day, with what is known of their controls. No query."""
    claims = {control.name: control.claim for control in controls()}
    last = read_outcomes(outcomes_file())
    seen = {noted.name: noted for noted in last[1]} if last else {}

    def one(name: str) -> ShownControl:
        noted = seen.get(name)
        state = noted.at_time(now) if noted else ControlState.UNKNOWN
        return ShownControl(name, claims.get(name, name), state, noted.at if noted else None)

    return [
        ShownRow(row, cited(row.clause, lang), row.standing(day), tuple(one(name) for name in row.controls))
        for row in pack.at(day, standing=standing)
    ]


def tallied(pack: RulePack, day: date) -> Mapping[RuleStanding, int]:
    """How many rows stand how."""
    return {standing: len(pack.at(day, standing=standing)) for standing in RuleStanding}
