"""From what was typed into a page to the document: the inputs' names are clauses, so nothing here knows a single key.

Only what the page shows is read; everything else stays as it was. Whether the outcome is well-formed is the parser's
question, so a value that makes no sense goes on into the document, is refused there, and stands on the page again.
"""

from typing import Any, Protocol

from azukari.features.policy.pages import has_pages
from azukari.features.policy.spoken import hear
from azukari.policy import word
from azukari.policy.period import duration
from azukari.policy.reading import Word, Words
from azukari.policy.shape import Keyed, Listed, Record
from azukari.policy.terms import Condition, Period
from azukari.policy.tree import Plain, Spot
from azukari.shells.staff.answer import number

_MOST_ROWS = 200


class Typed(Protocol):
    """What a browser sent."""

    def get(self, name: str, default: str, /) -> Any: ...

    def getlist(self, name: str, /) -> list[Any]: ...

    def __contains__(self, name: object, /) -> bool: ...


def read_back(spot: Spot, typed: Typed, languages: list[str], name: str = "") -> Plain:
    """The value at ``spot`` as the page says it now; None where it was left empty.

    Args:
        name: the inputs' name, where it is not the clause.
    """
    name = name or spot.clause
    shape = spot.shape
    if has_pages(shape):
        return spot.value
    match shape:
        case Words():
            texts = {lang: text for lang in languages if (text := typed.get(f"{name}.{lang}", "").strip())}
            return texts or (None if Record(spot.owner).optional(spot.key) else {})
        case Word() if shape is word.SCALARS[Period]:
            return _period(typed.get(name, "").strip())
        case Word(described=described):
            return (
                name in typed
                if described.get("type") == "boolean"
                else hear(typed.get(name, "").strip(), shape) or None
            )
        case Listed(length=int(length)):
            held = [hear(typed.get(f"{name}.{n}", "").strip(), shape.item) for n in range(1, length + 1)]
            return held if any(held) else None
        case Listed(item=Word()):  # what was chosen before keeps its order; what is new follows
            chosen, before = typed.getlist(name), spot.value or []
            if not chosen and spot.value is None and Record(spot.owner).optional(spot.key):
                return None  # it was left out, which may mean something else than none
            return [one for one in before if one in chosen] + [one for one in chosen if one not in before]
        case Listed() | Keyed():
            return _rows(spot, typed, languages, name)
        case Record():
            return _record(spot, shape, typed, languages, name)
    raise TypeError(f"No page is known for {shape}")


def _period(text: str) -> str | None:
    """A period as a document keeps it; what is none goes on as it is, and the parser says so."""
    try:
        return duration(word.read_period(text))
    except ValueError:
        return text or None


def _record(spot: Spot, shape: Record, typed: Typed, languages: list[str], name: str) -> Plain:
    read = {
        key: read_back(
            Spot(f"{spot.clause}.{key}", inner, (spot.value or {}).get(key), shape.of, key),
            typed,
            languages,
            f"{name}.{key}",
        )
        for key, inner in shape.keys().items()
    }
    if shape.of is Condition:
        if not read["field"]:
            return None  # without a question there is no condition
        if not spot.value or spot.value["field"] != read["field"]:
            read["values"] = []  # the answers to another question are none to this one
    return {key: value for key, value in read.items() if value is not None} if any(read.values()) else None


def _rows(spot: Spot, typed: Typed, languages: list[str], name: str) -> Plain:
    said = number(typed.get(f"{name}.count", ""))
    count = min(said, _MOST_ROWS) if said >= 0 else len(spot.value or [])
    rows = [_row(spot, n, typed, languages, f"{name}.{n}") for n in range(1, count + 2)]
    if isinstance(spot.shape, Listed):
        return [value for _, value in rows if value]
    names = spot.shape.key if isinstance(spot.shape, Keyed) else None
    is_closed = isinstance(names, Word) and "enum" in names.described
    named: dict[str, Plain] = {}
    for key, value in rows:
        if value or (key and not is_closed):
            while key in named:
                key += "-2"  # noqa: PLW2901 - two rows of one name: neither is dropped, the page shows both
            named[key] = value or {}
    return named


def _row(spot: Spot, number: int, typed: Typed, languages: list[str], name: str) -> tuple[str, Plain]:
    """The name and the value of one row."""
    inner = spot.shape.value if isinstance(spot.shape, Keyed) else spot.shape.item  # type: ignore[attr-defined]
    before = list(spot.value or [])[number - 1 : number]
    held = before[0] if before and isinstance(spot.shape, Listed) else None
    value = read_back(Spot(f"{spot.clause}.{number}", inner, held, spot.owner, spot.key), typed, languages, name)
    return typed.get(f"{name}.key", "").strip(), value
