"""Walking a document by clause: ``forms.membership.fields.email`` names the same thing here, in findings and in diffs.

The document is plain values as `azukari.policy.parse.document` writes them; the shapes say what stands where. Records
in a list or under names have pages of their own, unless they are so small (a choice, a clause) that they are edited in
rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from azukari.policy import word
from azukari.policy.reading import Shape, Word, Words
from azukari.policy.shape import Keyed, Listed, Record
from azukari.policy.terms import Period, Policy

type Plain = Any
"""A plain value of the document: a text, a number, a list, a mapping."""

ROOT = Record(Policy)
_SMALL = 2  # a record of so few keys is edited in a row of its list
_NAMES = ("id", "slug")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the document.

    Args:
        owner, key: the record and its key under which it stands; for an item of a collection, those of the collection.
        value: what stands there; None where it was left out.
    """

    clause: str
    shape: Shape
    value: Plain
    owner: type
    key: str


def find(document: Plain, clause: str) -> Spot | None:
    """What stands at ``clause``, or None where the document has no such place."""
    spot = Spot("", ROOT, document, Policy, "")
    for name in clause.split("."):
        step = next((s for s in inside(spot) if s.clause.rpartition(".")[2] == name), None)
        if step is None:
            return None
        spot = step
    return spot


def inside(spot: Spot) -> Iterator[Spot]:
    """The places directly beneath."""
    shape, value = spot.shape, spot.value
    match shape:
        case Record(of=of):
            for key, inner in shape.keys().items():
                yield Spot(_at(spot, key), inner, (value or {}).get(key), of, key)
        case Keyed(value=inner):
            for key, held in (value or {}).items():
                yield Spot(_at(spot, key), inner, held, spot.owner, spot.key)
        case Listed(item=inner):
            for index, held in enumerate(value or []):
                yield Spot(_at(spot, name_of(held, index)), inner, held, spot.owner, spot.key)


def name_of(item: Plain, index: int) -> str:
    """How a clause names an item of a list: by its own name, else by its number from 1."""
    named = next((str(item[key]) for key in _NAMES if key in item), "") if isinstance(item, dict) else ""
    return named or str(index + 1)


def has_pages(shape: Shape) -> bool:
    """Whether the items of this collection have pages of their own."""
    match shape:
        case Keyed(value=Record()):
            return True
        case Listed(item=Record() as item):
            return len(item.keys()) > _SMALL
    return False


@cache
def optional(of: type, key: str) -> bool:
    """Whether a record may leave this key out."""
    return key not in Record(of).definition()["required"]


def page_of(document: Plain, clause: str) -> str:
    """The clause of the innermost page on which ``clause`` is edited; a top-level key where no item has its own."""
    steps = clause.split(".")
    page = steps[0]
    for length in range(2, len(steps) + 1):
        above, here = ".".join(steps[: length - 1]), ".".join(steps[:length])
        holder = find(document, above)
        if holder is not None and has_pages(holder.shape) and find(document, here):
            page = here
    return page


def lacking(spot: Spot, languages: list[str]) -> int:
    """How many translations are missing here and beneath: one for each text and language."""
    if isinstance(spot.shape, Words):
        if not spot.value and spot.owner is not Policy and optional(spot.owner, spot.key):
            return 0
        return sum(not (spot.value or {}).get(lang, "").strip() for lang in languages)
    if isinstance(spot.shape, Word) or spot.value is None:
        return 0
    return sum(lacking(step, languages) for step in inside(spot))


def blank(shape: Shape) -> Plain:
    """The least that can stand at a new place; what is still to be said is left empty, and `check` asks for it."""
    match shape:
        case Words() | Keyed():
            return {}
        case Listed():
            return []
        case Record(of=of):
            return {key: blank(inner) for key, inner in shape.keys().items() if not optional(of, key)}
        case Word(described=described):
            if "enum" in described:
                return described["enum"][0]
            if described.get("type") == "boolean":
                return False
            return "P1Y" if shape is word.SCALARS[Period] else "JP" if shape is word.COUNTRY else ""
    raise TypeError(f"No blank is known for {shape}")


def _at(spot: Spot, name: str) -> str:
    return f"{spot.clause}.{name}".lstrip(".")
