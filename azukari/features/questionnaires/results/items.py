"""The eleven items of disclosure, without which no results are published (AAPOR Code of Ethics, 2021, III.A)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class DisclosureItem:
    """One of them: its heading, and what is to be said."""

    slug: str
    title: str | Promise
    hint: str | Promise


ITEMS = (
    DisclosureItem(
        "strategy", _("How the answers were gathered"), _("A questionnaire, a panel, interviews, other sources.")
    ),
    DisclosureItem(
        "sponsor", _("Who commissioned, paid for and carried it out"), _("Name all of them, the source of money too.")
    ),
    DisclosureItem(
        "instrument",
        _("The questions"),
        _("Say what people saw besides the questions, which are published with the results."),
    ),
    DisclosureItem("population", _("Population"), _("The population, with its limits by place, age or membership.")),
    DisclosureItem(
        "recruitment",
        _("How people were found"),
        _("Drawn from which list, or invited by which links; what they got for it."),
    ),
    DisclosureItem(
        "mode", _("In which way and language they answered"), _("On the web, on paper, by telephone; the languages.")
    ),
    DisclosureItem("dates", _("Dates of the answers"), _("The first and the last day on which answers arrived.")),
    DisclosureItem(
        "precision",
        _("How many, and how precise"),
        _("People asked and people who answered; what the margin of error means."),
    ),
    DisclosureItem(
        "weighting", _("Weighting"), _("By what, towards which figures of which source; or that nothing was weighted.")
    ),
    DisclosureItem("processing", _("Processing"), _("How answers were checked, left out, or put in order.")),
    DisclosureItem("limits", _("Limits"), _("What these results do not show, in a sentence or two.")),
)


def missing(details: Mapping[str, Mapping[str, str]], languages: Collection[str]) -> list[tuple[DisclosureItem, str]]:
    """Which items are not filled in, each with the language."""
    return [
        (item, lang) for item in ITEMS for lang in languages if not details.get(item.slug, {}).get(lang, "").strip()
    ]
