"""A comparison over countries as pages show it, at the desk and in public."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from azukari.questionnaires.learning.asked import Asked
from azukari.questionnaires.learning.countries import Country, caveats, compared
from azukari.questionnaires.models import Version


@dataclass(frozen=True, slots=True)
class ShownCountry:
    """One country, with what was asked there.

    Args:
        version: with its ``poll``.
        number: of its publication; 0 where none is meant.
    """

    said: Country
    version: Version
    number: int = 0


def context(master: Sequence[Asked], shown: Sequence[ShownCountry]) -> dict[str, Any]:
    """What both pages show: each table of the master over the countries, and what is to be borne in mind."""
    countries = [one.said for one in shown]
    return {"countries": shown, "by_chance": not caveats(countries), "tables": compared(master, countries)}
