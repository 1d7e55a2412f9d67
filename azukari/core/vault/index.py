"""The index, by beginnings (codes) and by exact values (tokens): written when a submission is accepted, never before,
so that nobody unconfirmed is ever found.

Codes hang on their value and go with it, whatever ends it: erasure, withdrawal, retention. A correction makes them
anew; restriction takes them away. They do not depend on the person, so a join changes nothing but whose they are.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from azukari.core.database.rows import Row, insert
from azukari.core.database.statement import Statement
from azukari.core.database.update_rows import update_rows
from azukari.core.people.models import Person
from azukari.core.vault.index_code import bits_for, code, index_key
from azukari.core.vault.index_token import versions
from azukari.core.vault.index_words import SEARCHED, beginnings
from azukari.core.vault.models import SealedValue, SearchCode, SearchIndex
from azukari.core.vault.unindexed import Unindexed
from azukari.policy.terms import Category

_TOLD = ("number", "key", "bits")
_NEWEST = Statement(f"SELECT {', '.join(_TOLD)} FROM vault_searchindex ORDER BY number DESC LIMIT 1")  # noqa: S608 - columns of ours


def newest_index(now: datetime) -> SearchIndex:
    """The index that new codes are made for; the first one is begun by whoever comes first."""
    for found in _NEWEST.rows():
        return SearchIndex.from_db(DEFAULT_DB_ALIAS, _TOLD, found)
    newest, _made = SearchIndex.objects.get_or_create(
        number=1, defaults={"key": versions()[0], "bits": bits_for(Person.objects.count()), "begun_at": now}
    )
    return newest


def code_rows(owned: tuple[UUID, UUID], category: Category, text: str, index: SearchIndex) -> list[Row]:
    """The codes of one value, in the column order of `SearchCode`.

    Args:
        owned: the value's id, and its person.
    """
    key = index_key(index.number, index.key)
    return [
        (*owned, position, index.number, lane.value, code(key, lane, part, bits=index.bits))
        for position, (lane, part) in enumerate(beginnings(category, text))
    ]


def add_to_index(accepted: Unindexed, *, now: datetime) -> None:
    """Let what submissions say be found, in the caller's transaction: the one in which they are accepted."""
    if not accepted.values:
        return
    index, rows = newest_index(now), list[Row]()
    for said in accepted.values:
        rows += code_rows((said.id, said.person), said.category, said.text, index) if said.category in SEARCHED else []
    update_rows(SealedValue, ("token",), [(said.id, said.token) for said in accepted.values])
    insert(SearchCode, rows)


def index_anew(accepted: Unindexed, *, now: datetime) -> None:
    """As `add_to_index`, for submissions of which something can be found already."""
    SearchCode.objects.filter(value__in=[said.id for said in accepted.values]).delete()
    add_to_index(accepted, now=now)


def correct_in_index(value: SealedValue, text: str, *, now: datetime) -> None:
    """Make the codes of a corrected value anew, in the caller's transaction. What is not found stays so."""
    found, _each = SearchCode.objects.filter(value=value).delete()
    if found:
        owned = value.id, value.person_id
        insert(SearchCode, code_rows(owned, Category(value.category), text, newest_index(now)))


def leave_index(people: Collection[UUID]) -> None:
    """Let nobody find these people any more, in the caller's transaction."""
    SearchCode.objects.filter(value__person_id__in=people).delete()
