"""Rows that were put back: what the journal of removals says ended or went, and what stands there as if it had not.
The journal lies outside the database, so whoever can write to the database alone cannot change what it says.

A row that was put back whole has a good proof of its own, an older one: this is what notices it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import batched
from typing import Any
from uuid import UUID

from azukari.core.backup.removals import files, folder, once, read
from azukari.core.consent.models import Grant
from azukari.core.people.models import Person
from azukari.core.people.removals import RemovalKind, Removed
from azukari.core.transfers.models import Consent
from azukari.core.vault.corrections import corrected_when

_AT_ONCE = 500

type Newest = Mapping[UUID, Removed]


def put_back() -> Counter[str]:
    """How many rows stand in the database again, by the name of their table. A few queries for each five hundred
    removals in the journal.
    """
    newest: dict[Callable[[Newest], int], dict[UUID, Removed]] = defaultdict(dict)
    for one in once(read(files(folder()))):
        look = _LOOKS.get(one.kind)
        if look is not None and _is_newer(one, newest[look].get(one.about)):
            newest[look][one.about] = one
    found = Counter[str]()
    for look, removed in newest.items():
        for some in batched(removed.items(), _AT_ONCE):
            found[_TABLES[look]] += look(dict(some))
    return +found


def _is_newer(one: Removed, known: Removed | None) -> bool:
    return known is None or _rank(one) > _rank(known)


def _rank(one: Removed) -> tuple[Any, Any]:
    """A restore leaves values with a lower version than the journal tells, and they are corrected from there on."""
    return (one.at, one.turn) if one.kind is RemovalKind.CORRECTED else (one.turn, one.at)


def _grants(removed: Newest) -> int:
    """Grants whose end was changed more often than the row knows."""
    turns: Iterable[tuple[UUID, int]] = Grant.objects.filter(id__in=removed).values_list("id", "turn")
    return sum(turn < removed[id].turn for id, turn in turns)


def _consents(removed: Newest) -> int:
    return Consent.objects.filter(id__in=removed, withdrawn_at__isnull=True).count()


def _values(removed: Newest) -> int:
    """Values that say what they said before they were corrected."""
    rows = corrected_when(removed).items()
    return sum(at is None or at < removed[id].at or version < removed[id].turn for id, (at, version) in rows)


def _people(removed: Newest) -> int:
    return Person.objects.filter(id__in=removed).count()


_LOOKS: Mapping[RemovalKind, Callable[[Newest], int]] = {
    RemovalKind.ENDED: _grants,
    RemovalKind.WITHDRAWN: _grants,
    RemovalKind.STOPPED: _consents,
    RemovalKind.CORRECTED: _values,
    RemovalKind.FORGOTTEN: _people,
}
_TABLES: Mapping[Callable[[Newest], int], str] = {
    _grants: "consent.Grant",
    _consents: "disclosure.Consent",
    _values: "vault.SealedValue",
    _people: "people.Person",
}
