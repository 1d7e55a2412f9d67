"""The rule packs that this program brings, read once from their files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from azukari.lib.control import controls
from azukari.lib.control_outcomes import read_outcomes
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
        findings: at its last run; None where it has not run, so that nobody knows.
    """

    name: str
    claim: str
    findings: int | None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as an auditor sees it."""

    row: RuleRow
    standing: RuleStanding
    controls: tuple[ShownControl, ...]


def shown(pack: RulePack, day: date, standing: RuleStanding | None = None) -> list[ShownRow]:
    """The rows of a pack on a day, with how their controls fared last. No query."""
    claims = {control.name: control.claim for control in controls()}
    last = read_outcomes(outcomes_file())
    fared = {noted.name: noted.findings for noted in last[1]} if last else {}
    return [
        ShownRow(
            row,
            row.standing(day),
            tuple(ShownControl(name, claims.get(name, name), fared.get(name)) for name in row.controls),
        )
        for row in pack.at(day, standing=standing)
    ]


def tallied(pack: RulePack, day: date) -> Mapping[RuleStanding, int]:
    """How many rows stand how."""
    return {standing: len(pack.at(day, standing=standing)) for standing in RuleStanding}
