"""Hostile texts for one regular expression: built from its parse tree, so that each repetition in it is provoked.

A backtracking matcher takes more than linear time where a repetition can begin at many places, or end at many, and what
follows it fails. So each text is a beginning that leads up to a repetition, a long run of what it repeats, and a
character that nothing allows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from typing import Any

op: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")
"""The parser of the standard library: it is not typed, and whether a type checker knows it depends on how it is run."""

_LONG = 100
"""A repetition that may be as long as this counts as one without an end."""

_MOST_SIGNS = 7
_CANDIDATES = "a1 Z@.-_\n\t,:;<>()[]{}\"'/=+!?*&#%|\\~^$\u3000あア一０＠：年さ"
_END = "\x00"
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip

type _Item = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Attack:
    """A text by its structure: ``start``, then ``run`` over and over, then ``end``."""

    start: str
    run: str
    end: str

    def of(self, size: int) -> str:
        """About ``size`` characters of it."""
        return self.start + self.run * (size // len(self.run)) + self.end


def attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """Texts that are hostile to an expression; none where no text can be."""
    return [Attack(*parts) for parts in _kinds(pattern)]


def _kinds(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    tree = list(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    signs = _signs(list(_atoms(tree)))
    places = list(_places(tree, ""))
    if not places:
        return []  # each attempt ends within a fixed number of steps
    found = [("", "".join(pair), "") for pair in product(signs, signs)]
    found += [("", sign, _END) for sign in signs]
    for start, body in places:
        runs = [sign for sign in signs if any(_fits(atom, sign) for atom in _atoms(body))]
        found += [(start, run, _END) for run in [*runs, _example(body)] if run]
    starts = {start for start, _body in places} | {_example(tree)}
    found += [("", start[cut:], end) for start in starts for cut in (0, 1) for end in ("", _END) if start[cut:]]
    return list(dict.fromkeys(found))


def _signs(atoms: Sequence[_Item]) -> list[str]:
    """One character for each set of parts of the expression that it fits."""
    literals = "".join(chr(value) for kind, value in atoms if kind == op.LITERAL)
    by_fit: dict[tuple[bool, ...], str] = {}
    for sign in _CANDIDATES + literals:
        by_fit.setdefault(tuple(_fits(atom, sign) for atom in atoms), sign)
    ranked = sorted(by_fit, key=sum, reverse=True)
    return [by_fit[fit] for fit in ranked[:_MOST_SIGNS]]


def _children(item: _Item) -> list[list[_Item]]:
    kind, value = item
    if kind in _REPEATS:
        return [list(value[2])]
    if kind == op.SUBPATTERN:
        return [list(value[3])]
    if kind == op.ATOMIC_GROUP:
        return [list(value)]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [list(value[1])]
    if kind == op.BRANCH:
        return [list(branch) for branch in value[1]]
    if kind == op.GROUPREF_EXISTS:
        return [list(branch) for branch in value[1:] if branch]
    return []


def _atoms(items: Sequence[_Item]) -> Iterator[_Item]:
    for item in items:
        if item[0] in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            yield item
        for child in _children(item):
            yield from _atoms(child)


def _fits(atom: _Item, sign: str) -> bool:
    kind, value = atom
    if kind == op.ANY:
        return sign != "\n"
    if kind == op.LITERAL:
        return ord(sign) == value
    if kind == op.NOT_LITERAL:
        return ord(sign) != value
    negated = bool(value) and value[0][0] == op.NEGATE
    return negated != any(_in(part, sign) for part in value)


def _in(part: _Item, sign: str) -> bool:
    kind, value = part
    if kind == op.LITERAL:
        return ord(sign) == value
    if kind == op.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    return kind == op.CATEGORY and re.fullmatch(_CATEGORIES[value], sign) is not None


def _example(items: Sequence[_Item]) -> str:
    """A short text that the parts match, without regard to what looks around."""
    return "".join(map(_example_of, items))


def _example_of(item: _Item) -> str:
    kind, value = item
    if kind in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
        if kind == op.LITERAL:
            return chr(value)
        extra = [chr(number) for part in (value if kind == op.IN else ()) for number in _begin(part)]
        return next((sign for sign in [*_CANDIDATES, *extra] if _fits(item, sign)), "")
    if kind in _REPEATS:
        return _example(value[2]) * min(value[0], _LONG)
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return ""
    children = _children(item)
    return _example(children[0]) if children else ""


def _begin(part: _Item) -> list[int]:
    kind, value = part
    return [value] if kind == op.LITERAL else [value[0]] if kind == op.RANGE else []


def _places(items: Sequence[_Item], start: str) -> Iterator[tuple[str, list[_Item]]]:
    """Each long repetition, with a text that leads up to it."""
    for item in items:
        if item[0] in _REPEATS and item[1][1] >= _LONG:
            yield start, list(item[1][2])
        for child in _children(item):
            yield from _places(child, start)
        start += _example_of(item)
