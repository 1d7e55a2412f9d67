"""The lists of a page whose items have pages of their own: what each is called, and what it still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass

from azukari.features.policy import guide
from azukari.features.policy.outline import BY_SLUG, CHAPTER_OF
from azukari.features.policy.pages import lacking, page_of
from azukari.policy.finding import Finding, both
from azukari.policy.shape import Keyed, Record
from azukari.policy.terms import Field, Purpose, Section, Text
from azukari.policy.tree import Plain, Spot, find, inside, whole

type Trail = list[tuple[str, str]]
"""Where the page is: clauses of the pages above it with their titles, the outermost first."""

_TITLES = ("title", "name", "label")
_REQUIRED = both("必須", "required")
_ONLY_SOME = both("条件つき", "asked of some")
_NEW_PAGE = both("新しいページ", "new page")


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """An item. ``note`` is a quiet word on what kind of thing it is."""

    clause: str
    title: str
    note: str
    findings: int
    missing: int


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of items. ``adds`` says how a new one comes: by ``name``, as a ``field``, or as a ``section``."""

    items: list[DocumentItem]
    adds: str


def entries(spot: Spot, found: Iterable[Finding], languages: list[str], lang: str) -> Entries:
    """The items of the collection at ``spot``."""
    clauses = [finding.clause for finding in found]
    items = [
        DocumentItem(
            clause=item.clause,
            title=called(item, lang),
            note=_note(item, lang),
            findings=sum(f"{clause}.".startswith(f"{item.clause}.") for clause in clauses),
            missing=lacking(item, languages),
        )
        for item in inside(spot)
    ]
    adds = "name" if isinstance(spot.shape, Keyed) else "section" if spot.key == "sections" else "field"
    return Entries(items, adds)


def called(spot: Spot | None, lang: str) -> str:
    """What the item at ``spot`` is called, in the reader's language if it has words there."""
    if spot is None:
        return ""
    words: Text = next((spot.value[key] for key in _TITLES if spot.value.get(key)), {})
    return words.get(lang) or next(iter(words.values()), spot.clause.rpartition(".")[2])


def trail(plain: Plain, clause: str, lang: str) -> Trail:
    """The pages above ``clause``."""
    if clause in BY_SLUG:
        return []
    chapter = CHAPTER_OF[clause.partition(".")[0]]
    above = [(chapter.slug, chapter.title[lang])]
    steps = clause.split(".")
    if steps[2:]:
        form = ".".join(steps[:2])
        above.append((form, called(find(plain, form), lang)))
    return above


def place_of(plain: Plain, clause: str, lang: str) -> str:
    """Where ``clause`` stands, in words: the titles of the pages that lead there, and of the key."""
    page = page_of(plain, clause)
    if page not in CHAPTER_OF:
        spot, rest = find(plain, page), clause.removeprefix(page).strip(".")
        if spot is None:
            return clause
        words = [title for _clause, title in trail(plain, page, lang)] + [called(spot, lang)]
    else:
        words, rest, spot = [CHAPTER_OF[page].title[lang]], clause, whole(plain)
    key = next((step for step in inside(spot) if step.clause.rpartition(".")[2] == rest.partition(".")[0]), None)
    if key is not None and (key.owner, key.key) in guide.TITLES:
        words.append(guide.title(key.owner, key.key)[lang])
    return " › ".join(dict.fromkeys(words))


def _listed(*words: str) -> str:
    return "\u00a0· ".join(words)  # a line ends with the mark


def _note(spot: Spot, lang: str) -> str:
    value = spot.value
    if spot.shape == Record(Field):
        kind = guide.option(value["type"])[lang]
        marks = [(_REQUIRED, value.get("required")), (_ONLY_SOME, value.get("show_if"))]
        return _listed(kind, *(words[lang] for words, holds in marks if holds))
    if spot.shape == Record(Section):
        marks = [(_NEW_PAGE, value.get("page")), (_ONLY_SOME, value.get("show_if"))]
        return _listed(*(words[lang] for words, holds in marks if holds))
    if spot.shape == Record(Purpose):
        return guide.option(value["ground"])[lang]
    return guide.option(value["kind"])[lang] if "kind" in value else ""
