"""A population: confirmed members as the forms would have left them, made in bulk through the same sealing functions.

What the ledger holds about them is left out (only the trails are there), since no step that is measured reads it.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from azukari.core.consent.models import EndReason, Grant, proven_row
from azukari.core.database.rows import Row, insert_all
from azukari.core.forms.models import Channel, State, Submission
from azukari.core.people.models import Person, Trail
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.models import Notice
from azukari.core.vault.index import newest_index
from azukari.core.vault.models import PersonKey, SearchIndex
from azukari.core.vault.store import NewValue, seal, seal_under
from azukari.core.vault.wrapping import Outer, unwrap
from azukari.lib.identifier import new_id
from azukari.policy.decide import grant_end
from azukari.policy.terms import CONFIRMATION, Form

BATCH = 1000
NUMBERED = "people-numbered.txt"
_SURNAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "Smith", "Martin", "García", "Kowalski")
_GIVEN = ("花子", "太郎", "さくら", "翔", "美咲", "健", "Anna", "Luis", "Yuki", "Chiara")
_SYLLABLES = [c + v for c in ("k", "s", "t", "n", "h", "m", "y", "r", "w", "g") for v in "aiueo"]
_TWICE = 5  # every fifth registered for something else as well, and was joined

type Tables = dict[type[Model], list[Row]]


def grow(to: int, *, now: datetime) -> float:
    """Add people until there are ``to``; returns the seconds it took."""
    began = time.perf_counter()
    lacking = to - Person.objects.count()
    hasten()
    for start in range(0, lacking, BATCH):
        with transaction.atomic():
            add(numbers(min(BATCH, lacking - start)), now=now)
        made = min(start + BATCH, lacking)
        if sys.stderr.isatty() or start % 50_000 == 0:
            rate = made / (time.perf_counter() - began)
            print(f"\r  {to - lacking + made:>9,} people ({rate:,.0f}/s) ", end="", file=sys.stderr, flush=True)
    settle()
    print(file=sys.stderr)
    return time.perf_counter() - began


def numbers(count: int) -> range:
    """The next numbers, which nobody of this instance has had: two of one number would have one address."""
    file = settings.AZUKARI.root / NUMBERED
    first = int(file.read_text("ascii")) if file.exists() else 0
    file.write_text(str(first + count), "ascii")
    return range(first, first + count)


def hasten() -> None:
    """Let no commit wait for the disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")  # what is made here refers to what is there
            cursor.execute("PRAGMA cache_size=-1000000")
        else:
            cursor.execute("SET synchronous_commit=off")
            cursor.execute("SET session_replication_role=replica")  # what is made here refers to what is there


def settle() -> None:
    """Back to durable commits, with statistics as a running database would have them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute("PRAGMA cache_size=-32000")
        else:
            cursor.execute("SET synchronous_commit=on")
            cursor.execute("SET session_replication_role=origin")
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")


def add(numbers: Sequence[int], *, now: datetime) -> None:
    """Add the people of these numbers, in the caller's transaction."""
    insert_all(_rows(numbers, now=now))


def _rows(numbers: Sequence[int], *, now: datetime) -> Tables:
    charter = current()
    tables: Tables = {}
    notices = {n.form: n.digest for n in Notice.objects.filter(charter=charter.number, lang="ja")}
    index = newest_index(now)
    for number in numbers:
        for model, rows in _person(number, charter, notices, index, now=now):
            tables.setdefault(model, []).extend(rows)
    return tables


def _person(
    number: int, charter: Current, notices: dict[str, str], index: SearchIndex, *, now: datetime
) -> Iterator[tuple[type[Model], Sequence[Row]]]:
    person = new_id()
    joined = now - timedelta(days=random.Random(number).randrange(1, 700))
    yield Person, [(person, joined, joined)]
    forms = [charter.policy.forms["membership"]]
    if number % _TWICE == 0:
        forms.append(charter.policy.forms["magazine"])
    submissions = [new_id() for _ in forms]
    sealed = seal(_values(forms[0], number), person=person, submission=submissions[0], now=joined, index=index)
    yield from sealed.rows.items()
    id, _person, use, wrapped, master, epoch, _group = sealed.rows[PersonKey][0]
    key = unwrap(wrapped, id=id, use=use, outer=Outer(master, epoch))
    for submission, form in zip(submissions[1:], forms[1:], strict=True):  # joined: under the same person's key
        more = seal_under(key, _values(form, number), person=person, submission=submission, index=index, now=joined)
        yield from more.items()
    for id, form in zip(submissions, forms, strict=True):
        yield from _submission(id, person, form, charter, notices, joined)
    yield Trail, [(new_id(), person, sealed.ledger.id) for _ in range(3)]


def _submission(
    id: UUID, person: UUID, form: Form, charter: Current, notices: dict[str, str], at: datetime
) -> Iterator[tuple[type[Model], Sequence[Row]]]:
    state = State.ACCEPTED.value
    row = (id, form.slug, form.kind.value, charter.number, notices[form.slug], "ja", person, Channel.PAGE.value)
    yield Submission, [(*row, "", state, at, at)]
    ended = (EndReason.CONFIRMED.value, at)
    grants: list[Row] = [
        proven_row(new_id(), person, id, CONFIRMATION, "contract", charter.number, at, at, *ended, "", 0)
    ]
    for purpose in form.purposes:
        ground = charter.policy.purposes[purpose].ground.value
        ends = grant_end(charter.policy, purpose, confirmed_at=at)
        grants.append(proven_row(new_id(), person, id, purpose, ground, charter.number, at, ends, "", None, "", 0))
    yield Grant, grants


def mailbox(number: int) -> str:
    """An address whose beginning is shared by a few others, as names at the beginning of addresses are."""
    chance = random.Random(number)
    name = "".join(chance.choice(_SYLLABLES) for _ in range(3))
    return f"{name}{number}@mail{number % 97}.example.org"


def _values(form: Form, number: int) -> list[NewValue]:
    chance = random.Random(number)
    name = f"{chance.choice(_SURNAMES)} {chance.choice(_GIVEN)}{number}"
    texts = {
        "member_class": "regular",
        "name": name,
        "email": mailbox(number),
        "postcode": f"{number % 1000:03}-{number % 9973:04}",
        "address": f"東京都青梅市沢井{number % 40 + 1}丁目{number % 90 + 1}-{number % 31 + 1}",
        "phone": f"+8190{number % 100_000_000:08}",
    }
    return [
        NewValue(field.id, field.category, (CONFIRMATION, *field.purposes), texts[field.id])
        for field in form.fields
        if field.id in texts
    ]
