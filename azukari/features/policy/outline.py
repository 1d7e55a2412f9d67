"""The chapters of the editor: which top-level keys of the document share a page."""

from dataclasses import dataclass

from azukari.policy.finding import both
from azukari.policy.places import SECTIONS
from azukari.policy.terms import Text


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of top-level keys. ``slug`` is its address."""

    slug: str
    title: Text
    keys: tuple[str, ...]


def _called(section: str) -> Text:
    return both(*SECTIONS[section])


CHAPTERS: tuple[Chapter, ...] = (
    Chapter("organisation", _called("organisation"), ("organisation", "languages")),
    Chapter(
        "words",
        both("ポリシーのことば", "Words of the policy"),
        ("lead", "method", "management", "security", "encryption"),
    ),
    Chapter("categories", _called("categories"), ("categories",)),
    Chapter("purposes", _called("purposes"), ("purposes",)),
    Chapter("forms", _called("forms"), ("forms",)),
    Chapter("duties", _called("duties"), ("duties",)),
    Chapter("recipients", _called("recipients"), ("recipients", "confidentiality", "supervision")),
    Chapter("statistics", _called("statistics"), ("statistics",)),
    Chapter("requests", _called("requests"), ("requests",)),
    Chapter(
        "supplements",
        both("研修とそのほか", "Training and supplements"),
        ("training", "minors", "unconfirmed_days", "draft_days", "questionnaires", "supplements"),
    ),
)

BY_SLUG = {chapter.slug: chapter for chapter in CHAPTERS}
CHAPTER_OF = {key: chapter for chapter in CHAPTERS for key in chapter.keys}
"""The chapter of each top-level key; every key of the document has one."""
