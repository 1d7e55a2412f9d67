"""The chapters of the editor: which top-level keys of the document share a page."""

from dataclasses import dataclass

from azukari.policy.finding import both
from azukari.policy.terms import Text


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of top-level keys. ``slug`` is its address."""

    slug: str
    title: Text
    keys: tuple[str, ...]


CHAPTERS: tuple[Chapter, ...] = (
    Chapter("organisation", both("団体", "Organisation"), ("organisation", "languages")),
    Chapter(
        "words",
        both("ポリシーのことば", "Words of the policy"),
        ("lead", "method", "management", "security", "encryption"),
    ),
    Chapter("categories", both("情報の種類", "Kinds of data"), ("categories",)),
    Chapter("purposes", both("目的", "Purposes"), ("purposes",)),
    Chapter("forms", both("フォーム", "Forms"), ("forms",)),
    Chapter("duties", both("担当", "Duties"), ("duties",)),
    Chapter("recipients", both("渡す相手", "Recipients"), ("recipients", "confidentiality", "supervision")),
    Chapter("statistics", both("アクセス統計", "Page statistics"), ("statistics",)),
    Chapter("requests", both("請求の受け付け", "Requests"), ("requests",)),
    Chapter(
        "supplements",
        both("研修とそのほか", "Training and supplements"),
        ("training", "minors", "unconfirmed_days", "draft_days", "questionnaires", "supplements"),
    ),
)

BY_SLUG = {chapter.slug: chapter for chapter in CHAPTERS}
CHAPTER_OF = {key: chapter for chapter in CHAPTERS for key in chapter.keys}
"""The chapter of each top-level key; every key of the document has one."""
