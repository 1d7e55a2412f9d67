"""A comparison over countries as pages show it, at the desk and in public; and of which ones results are published."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from azukari.features.questionnaires.learning.asked import Asked
from azukari.features.questionnaires.learning.countries import Country, caveats, compared
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.models import Publication

TWO = 2
"""As many as there is something to compare."""


def published_of(slug: str) -> list[Publication]:
    """The newest publication of each country of a master questionnaire, by their names. One query."""
    newest = Publication.objects.filter(poll=OuterRef("poll")).order_by("-number").values("number")[:1]
    made = Publication.objects.filter(poll__draft__master=slug, number=Subquery(newest))
    found = made.select_related("version__poll").defer("counts").order_by("poll")
    return [each for each in found if questionnaire_of(each.version).master == slug]


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
