"""Three-way merge of a page of the editor: what it showed, what was typed, and what the draft says by now, by clause."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from azukari.desk.overtaken import BOTH, KEEP, MINE, STORED, Beside, shown_by, token_of
from azukari.lib.joining import colon
from azukari.lib.three_way_merge import Changed, Value, merge
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
    was_shown = shown_by(request)
    if was_shown is None:
        return {}
    theirs, wrote, held = _values(stored), _values(mine), {spot.clause: spot.value for spot in _leaves(stored)}
    chosen = {name: request.POST.get(KEEP + name, "") for name in request.POST.getlist(BOTH) if name in theirs}
    for name, choice in chosen.items():
        if choice == STORED and was_shown(name, theirs[name]):
            _put(typed, name, held[name])
            wrote[name] = theirs[name]
    beside: dict[str, Beside] = {}
    for name, change in merge({name: wrote.get(name, ()) for name in theirs}, theirs, was_shown=was_shown).items():
        if change is Changed.THEIRS:
            _put(typed, name, held[name])
        missing = change is Changed.MINE and name in chosen and chosen[name] != MINE
        if change in (Changed.THEIRS, Changed.BOTH) or missing:
            beside[name] = Beside(_said(held[name], lang), both=change is not Changed.THEIRS, missing=missing)
    return beside


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
