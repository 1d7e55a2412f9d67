"""Three-way merge of a page of the editor, by clause: what it showed, what was typed, what the draft says by now."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from azukari.core.forms.shown_state import Beside, token_of, weigh
from azukari.lib.joining import colon
from azukari.lib.three_way_merge import Value
from azukari.policy.shape import Record
from azukari.policy.tree import Plain, Spot, find, inside


def token(spots: Sequence[Spot]) -> str:
    """What the page shows, as its form carries it."""
    return token_of(_values(spots))


def overtaken(
    request: HttpRequest, typed: Plain, mine: Sequence[Spot], stored: Sequence[Spot], lang: str
) -> Mapping[str, Beside]:
    """What stands beside which clause, where somebody saved meanwhile. What only they changed, and what the reader
    chose of theirs, is put into ``typed``.

    Args:
        typed: the draft with what was typed put into it.
        mine: what the page shows of ``typed``.
        stored: what it shows of the draft.
    """
    held = {spot.clause: spot.value for spot in _leaves(stored)}
    words = {clause: _said(value, lang) for clause, value in held.items()}
    found = weigh(request.POST, mine=_values(mine), stored=_values(stored), words=words)
    for clause in found.taken:
        _put(typed, clause, held[clause])
    return found.beside


def _leaves(spots: Sequence[Spot]) -> list[Spot]:
    """The clauses that are compared: those of the page, and in its groups each key."""
    found: list[Spot] = []
    for spot in spots:
        found += _leaves(list(inside(spot))) if isinstance(spot.shape, Record) else [spot]
    return found


def _values(spots: Sequence[Spot]) -> dict[str, Value]:
    return {spot.clause: (json.dumps(spot.value, sort_keys=True, ensure_ascii=False),) for spot in _leaves(spots)}


def _put(plain: Plain, clause: str, value: Plain) -> None:
    above, _dot, key = clause.rpartition(".")
    spot = find(plain, above) if above else None
    holder = spot.value if spot else plain
    if value is None:
        holder.pop(key, None)
    else:
        holder[key] = value


def _said(value: Any, lang: str) -> str:
    """A value of the document, for people."""
    if isinstance(value, dict):
        return "\n".join(f"{key}{colon(lang)}{_said(one, lang)}" for key, one in value.items())
    if isinstance(value, list):
        return "\n".join(_said(one, lang) for one in value)
    return "" if value is None else str(value)
