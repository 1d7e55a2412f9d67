"""A comparison over countries as pages show it, at the desk and in public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azukari.lib.country import country
from azukari.lib.joining import comma
from azukari.questionnaires.learning.asked import Asked
from azukari.questionnaires.learning.countries import Country, caveats, compared


@dataclass(frozen=True, slots=True)
class ShownCountry:
    """One country, with what is said of its sample.

    Args:
        slug: of its questionnaire.
        number: of its publication; 0 where none is meant.
    """

    name: str
    slug: str
    size: int
    sampling: str
    since: datetime
    until: datetime | None
    number: int = 0


def context(master: Sequence[Asked], countries: Sequence[Country], lang: str) -> dict[str, Any]:
    """What both pages show: each table of the master over the countries, and what is to be borne in mind."""

    def named(codes: Sequence[str]) -> str:
        return comma(lang).join(country(code, lang) for code in codes)

    return {
        "by_chance": not caveats(countries),
        "tables": [
            {
                "id": table.asked.id,
                "title": table.asked.label[lang],
                "about": table.asked.about[lang] if table.asked.about else "",
                "columns": [(country(column.code, lang), column.base) for column in table.columns],
                "rows": [
                    (label, [(country(column.code, lang), column.cells[place]) for column in table.columns])
                    for place, (_value, label) in enumerate(table.options)
                ],
                "otherwise": named(table.otherwise),
                "differing": named(table.differing),
                "missing": named(table.missing),
            }
            for table in compared(master, countries, lang)
        ],
    }
