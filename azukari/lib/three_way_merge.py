"""Three-way merge of a form: what it showed, what was typed into it, what is stored by now, field by field. Pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum

type Value = tuple[str, ...]
"""What a field says, as a browser sends it: one text, several choices, or nothing."""


class Changed(StrEnum):
    """Who changed a field since the form showed it."""

    NOBODY = "nobody"  # or both to the same
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


def normal(value: object) -> Value:
    """A value as it is compared: without its edges, with one kind of line ends, choices in one order."""
    several = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    texts = ("" if each is None else str(each).replace("\r\n", "\n").strip() for each in several)
    return tuple(sorted(text for text in texts if text))


def merge(
    mine: Mapping[str, Value], stored: Mapping[str, Value], *, was_shown: Callable[[str, Value], bool]
) -> dict[str, Changed]:
    """Who changed which field.

    Args:
        mine: what was typed, by field.
        stored: what is stored now, by the same fields.
        was_shown: whether the form showed this value in that field.
    """
    return {name: _changed(name, mine[name], stored[name], was_shown) for name in stored}


def _changed(name: str, mine: Value, stored: Value, was_shown: Callable[[str, Value], bool]) -> Changed:
    if mine == stored:
        return Changed.NOBODY
    if was_shown(name, stored):
        return Changed.MINE
    return Changed.THEIRS if was_shown(name, mine) else Changed.BOTH
