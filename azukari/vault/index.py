"""The index, by beginnings (codes) and by exact values (tokens): written when a submission is accepted, never before,
so that nobody unconfirmed is ever found.

Codes hang on their value and go with it, whatever ends it: erasure, withdrawal, retention. A correction makes them
anew; restriction takes them away. They do not depend on the person, so a join changes nothing but whose they are.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from azukari.database.rows import Row, insert
from azukari.ledger.stored import key as stored
from azukari.people.models import Person
from azukari.policy.terms import Category
from azukari.vault.index_code import bits_for, code, index_key
from azukari.vault.index_token import token_of, versions
from azukari.vault.index_words import SEARCHED, beginnings
from azukari.vault.models import SealedValue, SearchCode, SearchIndex
from azukari.vault.unindexed import Unindexed


def newest_index(now: datetime) -> SearchIndex:
    """The index that new codes are made for; the first one is begun by whoever comes first."""
    newest = SearchIndex.objects.order_by("-number").first()
    if newest is None:
        newest, _made = SearchIndex.objects.get_or_create(
            number=1,
            defaults={"key": versions()[0], "bits": bits_for(Person.objects.count()), "begun_at": now},
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
    index, rows, tokens = newest_index(now), list[Row](), list[tuple[bytes | None, UUID | str]]()
    for value, text in accepted.values:
        category = Category(value.category)
        tokens.append((token_of(category, text), stored(value.id)))
        rows += code_rows((value.id, value.person_id), category, text, index) if category in SEARCHED else []
    with connection.cursor() as cursor:  # one statement with its values in turn: a CASE of many is slow to make
        cursor.executemany("UPDATE vault_sealedvalue SET token = %s WHERE id = %s", tokens)
    insert(SearchCode, rows)


def index_anew(accepted: Unindexed, *, now: datetime) -> None:
    """As `add_to_index`, for submissions of which something can be found already."""
    SearchCode.objects.filter(value__in=[value.id for value, _text in accepted.values]).delete()
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
