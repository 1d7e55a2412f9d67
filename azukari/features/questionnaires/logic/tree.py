"""Syntax tree of a condition: a part of CEL (Common Expression Language) without loops, own functions or patterns."""

from collections.abc import Iterator
from dataclasses import dataclass

type Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number, true, false, or null: no answer."""

    value: Plain


@dataclass(frozen=True, slots=True)
class Name:
    """The answer to a question; ``part`` is the row of a matrix, or ``other``."""

    id: str
    part: str = ""
    at: int = 0

    @property
    def key(self) -> str:
        return f"{self.id}.{self.part}" if self.part else self.id


@dataclass(frozen=True, slots=True)
class Items:
    """A list of literals."""

    items: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Not:
    inner: "Node"


@dataclass(frozen=True, slots=True)
class Junction:
    """``&&`` or ``||``."""

    is_and: bool
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in``."""

    operator: str
    left: "Node"
    right: "Node"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """``has(...)`` or ``size(...)``."""

    function: str
    inner: "Node"
    at: int = 0


type Node = Literal | Name | Items | Not | Junction | Comparison | Call


def parts(node: Node) -> Iterator[Node]:
    """A condition with all that it is made of, from the outside to the inside."""
    yield node
    match node:
        case Not(inner) | Call(inner=inner):
            yield from parts(inner)
        case Junction(left=left, right=right) | Comparison(left=left, right=right):
            yield from parts(left)
            yield from parts(right)


def names(node: Node) -> Iterator[Name]:
    """The questions that a condition reads, as often as it names them."""
    return (part for part in parts(node) if isinstance(part, Name))
