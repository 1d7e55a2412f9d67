"""Mutants of a policy document, generated: each leaf changed in every way that its kind allows, each entry left out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from azukari.policy.parse import STARTER, document, load

STARTING: dict[str, Any] = document(load(STARTER))
_NAMES = ("id", "slug", "value")
_OTHER = {"P1Y": "P9Y", "contract": "consent", "consent": "contract", "ended": "given"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """
    Args:
        path: the keys and places that lead to what was changed.
        how: in a word.
        value: what stands there now.
    """

    path: tuple[str | int, ...]
    how: str
    value: Any

    @property
    def text(self) -> str:
        """The whole document, as JSON."""
        return json.dumps(_written(STARTING, self.path, self.value), ensure_ascii=False)

    @property
    def clause(self) -> str:
        """The path as the diff writes it: with dots, and the name of an entry in the place of its number."""
        node, names = STARTING, []
        for step in self.path:
            node = node[step]
            if isinstance(step, str):
                names.append(step)
            elif isinstance(node, dict):
                names.append(str(next((node[name] for name in _NAMES if name in node), step)))
            else:
                names.append(str(node))
        return ".".join(names)


def mutants() -> list[Mutant]:
    """All of them, in the order of the document."""
    return [Mutant(*change) for change in _changes(STARTING, ())]


_GONE = object()

type _Change = tuple[tuple[str | int, ...], str, Any]


def _changes(node: Any, path: tuple[str | int, ...]) -> Iterator[_Change]:
    if path:
        yield path, "left out", _GONE
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _changes(value, (*path, key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _changes(value, (*path, place))
        if node:
            yield path, "one more", [*node, node[0]]
    else:
        yield from ((path, how, value) for how, value in _others(node))


def _others(leaf: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(leaf, bool):
        yield "turned", not leaf
    elif isinstance(leaf, int):
        yield "more", leaf + 1
        yield "less", leaf - 1
    elif isinstance(leaf, str):
        yield "emptied", ""
        yield "other", _OTHER.get(leaf, f"{leaf}x")
    elif leaf is None:
        yield "given", "x"


def _written(node: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """A copy in which what lies on the path is new, and all else is shared."""
    step, *rest = path
    copied = node.copy()
    if rest:
        copied[step] = _written(node[step], tuple(rest), value)
    elif value is _GONE:
        del copied[step]
    else:
        copied[step] = value
    return copied
