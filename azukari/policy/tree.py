"""Walking a document by clause: ``forms.membership.fields.email`` names the same thing here, in findings and in diffs.

The document is plain values as `azukari.policy.parse.document` writes them; the shapes say what stands where.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from azukari.policy.reading import Shape
from azukari.policy.shape import Keyed, Listed, Record
from azukari.policy.terms import Policy

type Plain = Any
"""A plain value of the document: a text, a number, a list, a mapping."""

_ROOT = Record(Policy)
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


def whole(document: Plain) -> Spot:
    """The whole of a document."""
    return Spot("", _ROOT, document, Policy, "")


def find(document: Plain, clause: str) -> Spot | None:
    """What stands at ``clause`` (``""``: the whole), or None where the document has no such place."""
    spot = whole(document)
    for name in clause.split(".") if clause else ():
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


def everywhere(spot: Spot) -> Iterator[Spot]:
    """The place itself, and all beneath it."""
    yield spot
    for step in inside(spot) if spot.value is not None else ():
        yield from everywhere(step)


def name_of(item: Plain, index: int) -> str:
    """How a clause names an item of a list: by its own name, else by its number from 1."""
    named = next((str(item[key]) for key in _NAMES if key in item), "") if isinstance(item, dict) else ""
    return named or str(index + 1)


def _at(spot: Spot, name: str) -> str:
    return f"{spot.clause}.{name}".lstrip(".")
