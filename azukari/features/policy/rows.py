"""The rows of a page: one for each key, made from its shape, with its words, its value and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from azukari.core.forms.shown_state import Beside
from azukari.features.policy import guide
from azukari.features.policy.entries import Entries
from azukari.features.policy.offers import offered
from azukari.features.policy.pages import has_pages
from azukari.features.policy.spoken import say
from azukari.policy import word
from azukari.policy.finding import Finding
from azukari.policy.period import spell
from azukari.policy.reading import Shape, Word, Words
from azukari.policy.shape import Keyed, Listed, Record
from azukari.policy.terms import Contract, Duty, Form, Period, Recipient, Requests, Text
from azukari.policy.tree import Plain, Spot, inside, name_of

REFERENCES: dict[tuple[type, str], str] = {
    (Duty, "purposes"): "purposes",
    (Form, "purposes"): "purposes",
    (Form, "consents"): "purposes",
    (Recipient, "purposes"): "purposes",
    (Contract, "clauses"): "confidentiality",
    (Requests, "contact_form"): "forms",
}
"""Keys that name something else in the document: they are chosen, not typed."""

_SHORT = 70  # characters that fit on one line of a column
_LINE = 34
_TALLEST = 12


@dataclass(frozen=True, slots=True)
class Box:
    """An input. ``lines`` is 1 for a single line."""

    name: str
    value: str
    lang: str = ""
    lines: int = 1
    missing: bool = False
    type: str = "text"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(slots=True)
class FieldRow:
    """One key of the document on the page. ``kind`` chooses the template's branch."""

    kind: str
    clause: str
    name: str
    title: str
    help: str
    optional: bool = False
    boxes: tuple[Box, ...] = ()
    options: tuple[Option, ...] = ()
    rows: tuple["FieldRow", ...] = ()
    key: str = ""  # of a row among named ones: its name
    fixed: bool = False  # ... which cannot be changed
    entries: Entries | None = None  # of a list whose items have pages of their own
    findings: list[Finding] = field(default_factory=list)
    error: str = ""
    beside: Beside | None = None  # what the draft says, where somebody saved it meanwhile

    @property
    def id(self) -> str:
        """As `site/part/field_beside.html` names it: the same whatever stands in the rows before."""
        return self.clause

    @property
    def first(self) -> str:
        """The name of its first input, where a link from the summary of errors leads."""
        if self.boxes:
            return self.boxes[0].name
        return self.rows[0].first if self.rows else self.name

    @property
    def last(self) -> int:
        """How many items there are, without the empty row at the end."""
        return max(len(self.rows) - 1, 0)

    @property
    def described(self) -> bool:
        return bool(self.help or self.error or self.findings)


@dataclass(frozen=True, slots=True)
class Maker:
    """What rows are made with: the document, its languages, and the reader's language."""

    document: Plain
    languages: list[str]
    lang: str

    def row(self, spot: Spot, name: str = "") -> FieldRow:
        """The row for what stands at ``spot``."""
        name = name or spot.clause
        row = FieldRow(
            kind="entries",
            clause=spot.clause,
            name=name,
            title=guide.title(spot.owner, spot.key)[self.lang],
            help=guide.help_of(spot.owner, spot.key)[self.lang],
            optional=Record(spot.owner).optional(spot.key),
        )
        if not has_pages(spot.shape):
            self._fill(row, spot, spot.shape, name)
        return row

    def _fill(self, row: FieldRow, spot: Spot, shape: Shape, name: str) -> None:
        match shape:
            case Words():
                row.kind, row.boxes = "words", tuple(self._words(spot, name, quiet=row.optional and not spot.value))
            case Word(described=described) if described.get("type") == "boolean":
                row.kind, row.options = "check", (Option("yes", row.title, chosen=spot.value is True),)
            case Word() if self._offers(spot, shape) is not None:  # out of a list, be it an empty one
                row.kind, row.options = "select", tuple(self._options(spot, shape, [spot.value]))
            case Word():
                row.kind, row.boxes = "word", (_box(name, spot.value, shape, self.lang),)
            case Listed(length=int(length)):
                held = [*(spot.value or []), *([""] * length)][:length]
                row.kind = "word"
                row.boxes = tuple(_box(f"{name}.{n}", value, shape.item, self.lang) for n, value in enumerate(held, 1))
            case Listed(item=Word() as item):
                row.kind, row.options = "checks", tuple(self._options(spot, item, list(spot.value or [])))
            case Keyed():
                row.kind, row.rows = "texts", tuple(self._named(spot, shape, name))
            case Listed(item=Record() as item):
                row.kind, row.rows = "items", tuple(self._items(spot, item, name))
            case Record():
                row.kind = "group"
                row.rows = tuple(self.row(s, f"{name}.{s.key}") for s in inside(spot))

    def _words(self, spot: Spot, name: str, *, quiet: bool) -> Iterator[Box]:
        held: Text = spot.value or {}
        longest = max((len(text) for text in held.values()), default=0)
        lines = 1 if spot.key in _ONE_LINE and longest <= _SHORT else max(2, min(_TALLEST, longest // _LINE + 1))
        for lang in self.languages:
            text = held.get(lang, "")
            yield Box(f"{name}.{lang}", text, lang, lines, missing=not text.strip() and not quiet)

    def _items(self, spot: Spot, item: Record, name: str) -> Iterator[FieldRow]:
        """A row for each item, and an empty one."""
        for index, held in enumerate([*(spot.value or []), {}]):
            at, called = f"{spot.clause}.{name_of(held, index)}", f"{name}.{index + 1}"
            group = FieldRow("item", at, called, str(index + 1), "")
            group.rows = tuple(self.row(s, f"{called}.{s.key}") for s in inside(Spot(at, item, held, spot.owner, "")))
            for inner in group.rows:
                inner.help = inner.help if index == 0 else ""
                if not held:  # an empty row at the end lacks nothing
                    inner.boxes = tuple(replace(box, missing=False) for box in inner.boxes)
            yield group

    def _named(self, spot: Spot, shape: Keyed, name: str) -> Iterator[FieldRow]:
        """A row for each name: all of a closed list, or those that are there and an empty one."""
        held = dict(spot.value or {})
        closed = shape.key.described.get("enum") if isinstance(shape.key, Word) else None
        for number, key in enumerate(closed or [*held, ""], 1):
            at, called = f"{spot.clause}.{key}", f"{name}.{number}"
            row = FieldRow("named", at, called, guide.option(key)[self.lang] if closed else key, "", key=key)
            row.fixed = bool(closed)
            inner = Spot(at, shape.value, held.get(key), spot.owner, spot.key)
            row.boxes = tuple(self._words(inner, called, quiet=key not in held))
            yield row

    def _offers(self, spot: Spot, shape: Word) -> Mapping[str, Text] | None:
        """What may be chosen here, with the words for it; None where it is typed, also for want of a choice."""
        closed = ("ja", "en") if shape is word.LANGUAGE else shape.described.get("enum")
        if closed:
            return {str(value): guide.option(str(value)) for value in closed}
        if (inside_form := offered(spot.owner, spot.key, self.document, spot.clause)) is not None:
            return dict(inside_form)
        if (target := REFERENCES.get((spot.owner, spot.key))) is None:
            return None
        there = self.document[target]
        if isinstance(there, list):
            return {item["slug"]: item["text"] for item in there} or None
        return {slug: held.get("title", {}) for slug, held in there.items()} or None

    def _options(self, spot: Spot, shape: Word, chosen: list[str]) -> Iterator[Option]:
        offers = self._offers(spot, shape) or {}
        for value in [*offers, *(c for c in chosen if c and c not in offers)]:
            words = offers.get(value, {})
            yield Option(value, words.get(self.lang) or next(iter(words.values()), value), value in chosen)


_ONE_LINE = {"title", "label", "name", "representative", "registration", "department", "course", "law", "categories"}


def _box(name: str, value: Plain, shape: Shape, lang: str) -> Box:
    if shape is word.SCALARS[Period]:
        try:
            return Box(name, spell(word.read_period(str(value or "")))[lang])
        except ValueError:
            return Box(name, str(value or ""))  # what is no period stands as it was typed
    described = shape.described if isinstance(shape, Word) else {}
    said = "" if value is None else say(str(value), shape, lang)
    return Box(name, said, type="date" if described.get("format") == "date" else "text")
