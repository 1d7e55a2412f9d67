"""Looks: what all controls said at a moment, as an entry of the ledger, written when it is found.

The days are reckoned from these entries alone. The tables here only say where the entries stand.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from azukari.core.ledger.events import Event
from azukari.core.ledger.integrate import wait_for_turn
from azukari.core.ledger.proven import proven
from azukari.core.ledger.reading import recorded
from azukari.core.ledger.record import insert, prepare
from azukari.core.ledger.shapes import Value
from azukari.features.audits.events import LOOKED
from azukari.features.audits.models import Look as Place
from azukari.features.audits.promises import promises
from azukari.lib.control import ControlState
from azukari.lib.watched_day import GOOD_FOR, Look, states_of


def numbers(states: Mapping[int, ControlState]) -> dict[str, list[int]]:
    """The numbers of all promises by their state, as an entry holds them; what is not named is unknown."""
    return {
        state.value: [n for n in sorted(promises()) if states.get(n, ControlState.UNKNOWN) is state]
        for state in ControlState
    }


def enter(states: Mapping[int, ControlState], now: datetime) -> None:
    """Write down how all promises stand, in the caller's transaction; one after the other, since each names the one
    before it.
    """
    enter_all([(states, now)])


def enter_all(seen: Iterable[tuple[Mapping[int, ControlState], datetime]]) -> list[UUID]:
    """As `enter`, for several moments, in two statements; returns the entries."""
    wait_for_turn()
    before = Place.objects.order_by("-id").values_list("entry", flat=True).first()
    rows, places = [], []
    for states, at in seen:
        payload: dict[str, Value] = {**numbers(states), "previous": str(before) if before else None}
        rows.append(prepare(Event(LOOKED, payload), now=at, key=None))
        before = rows[-1].id
        places.append(Place(entry=before, at=at))
    insert(rows)
    Place.objects.bulk_create(places)
    return [row.id for row in rows]


def newest() -> Look | None:
    """The last look, as it stands in the ledger or waits for its place; one that says nothing if its entry is gone. A
    few queries.
    """
    place = Place.objects.order_by("-id").first()
    if place is None:
        return None
    found = _read([place.entry])
    return found[0] if found else Look(str(place.entry), place.at, {})


def between(start: datetime, end: datetime) -> list[Look]:
    """The looks of that time, oldest first, with those just before it by which its first hours are known. So many
    queries for each thousand.
    """
    places = Place.objects.filter(at__gte=start - GOOD_FOR, at__lt=end).values_list("entry", flat=True)
    return _read([*places])


def _read(ids: list[UUID]) -> list[Look]:
    found = [
        Look(str(each.id), each.at, states_of(each.payload)) for each in recorded(ids) if each.kind.name == LOOKED.name
    ]
    return sorted(found, key=lambda look: (look.at, look.id))


def as_proved(looks: list[Look]) -> list[Look] | None:
    """The same, if each is what was recorded, as the ledger's signed root proves it; None if one was changed.

    Raises:
        Waiting: one has no place in the tree yet, so that nothing is proved.
    """
    read = proven([UUID(look.id) for look in looks])
    if len(read) < len(looks):
        raise Waiting
    if any(found.payload is None for found in read.values()):
        return None
    return looks


class Waiting(Exception):
    """An entry waits for its place in the tree."""
