"""What a restore writes into the new database: the rows of every block with their own keys put back, and nothing of
those whose key is gone; and which keys fit which data.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from azukari.core.backup import restore
from azukari.core.backup.blocks import BlockEntry
from azukari.core.backup.bundle import DATA, FORMAT, KEYS, BundleError
from azukari.core.backup.cut import Piece, cut
from azukari.core.backup.manifest import Manifest, Table, as_blocks
from azukari.core.backup.snapshot import columns, tables
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.vault.models import KeyUse, PersonKey, SealedNote

AT = datetime(2026, 4, 1, tzinfo=UTC)
ONE, TWO, GONE, STRANGER = (UUID(int=number) for number in range(1, 5))
NOTE, KEYLESS = UUID(int=7), UUID(int=8)


def note(id: UUID) -> list[Any]:
    told = {
        "id": id,
        "case_id": id,
        "kind": "said",
        "sealed": b"sealed",
        "wrapped": b"",
        "created_at": AT,
        "epoch_id": None,
    }
    return [told.get(name, 0) for name in columns(SealedNote)]


def key(person: UUID) -> list[Any]:
    told: dict[str, Any] = {
        "id": UUID(int=person.int + 100).bytes,
        "person_id": person.bytes,
        "use": KeyUse.DATA,
        "wrapped": b"k",
        "master": 1,
        "epoch_id": None,
        "group_id": None,
    }
    return [told[name] for name in columns(PersonKey)]


@pytest.fixture
def blocks() -> dict[bytes, bytes]:
    """What lies in the folder of the backups, by name."""
    return {}


@pytest.fixture
def data(blocks: dict[bytes, bytes], db: None) -> Manifest:
    def table(model: Any, *of_blocks: list[list[Any]]) -> Table:
        entries = []
        for rows in of_blocks:
            (piece,) = cut(rows, by=[0], key=b"k") if len(rows) == 1 else [Piece(msgspec.msgpack.encode(rows), 0)]
            name = len(blocks).to_bytes(16)
            blocks[name] = piece.content
            entries.append(BlockEntry(name, b"-" * 8))
        return Table(model._meta.label, columns(model), sum(map(len, of_blocks)), as_blocks(entries))

    ours = [*MigrationRecorder.Migration.objects.values_list("app", "name")]
    people: list[list[list[Any]]] = [
        [[ONE.bytes, AT.isoformat(), None], [TWO.bytes, AT.isoformat(), AT.isoformat()]],
        [[GONE, AT, None]],
    ]
    return Manifest(AT, ours, [table(Person, *people), table(SealedNote, [note(NOTE)], [note(KEYLESS)])])


def keys(*frames: dict[str, Any], made: datetime = AT) -> Any:
    def begin() -> Iterator[dict[str, Any]]:
        yield {"azukari": FORMAT, "bundle": KEYS, "made": made}
        yield from frames

    return begin


def test_rows_come_back_with_their_keys_and_without_those_that_nobody_opens(
    data: Manifest, blocks: dict[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, _made = ContentType.objects.get_or_create(app_label="people", model="of_a_fresh_database")
    Permission.objects.get_or_create(content_type=fresh, codename="of_a_fresh_database")
    told: list[tuple[int, int]] = []
    asked: list[Any] = []

    def reset(_style: Any, models: Any) -> list[str]:
        asked.extend(models)
        return ["SELECT 1 AS sequence"]

    monkeypatch.setattr(connection.ops, "sequence_reset_sql", reset)
    statements: list[str] = []
    own = {"table": PersonKey._meta.label, "columns": columns(PersonKey), "rows": [key(ONE), key(TWO), key(STRANGER)]}
    wrapped = {"wrapped": SealedNote._meta.label, "row": NOTE.bytes, "key": [b"own", 1, None]}
    others = {"wrapped": "vault.Mention", "row": KEYLESS.bytes, "key": [b"of another table", 1, None]}

    def see(execute: Any, sql: str, *more: Any) -> Any:
        statements.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(see):
        came = restore.load(
            data, keys(wrapped, others, own), read=blocks.__getitem__, tell=lambda done, of: told.append((done, of))
        )
    assert came == 8
    assert told == [(2, 5), (3, 5), (4, 5), (5, 5), (8, 8)]
    people = Person.objects.order_by("id").values_list("id", "created_at", "confirmed_at")
    assert list(people) == [(ONE, AT, None), (TWO, AT, AT), (GONE, AT, None)]
    assert [bytes(each) for each in SealedNote.objects.values_list("wrapped", flat=True)] == [b"own"]
    assert set(PersonKey.objects.values_list("person_id", flat=True)) == {ONE, TWO}
    for model in (ContentType, Permission):
        assert not model.objects.exists(), "What a fresh database has comes from the backup, or not at all."
    assert asked == [*tables()]
    assert statements[-1] == "SELECT 1 AS sequence"


@pytest.mark.parametrize("another", [[("people", "0999_of_tomorrow")], []])
def test_of_another_version_nothing_is_read(data: Manifest, another: list[tuple[str, str]]) -> None:
    theirs = msgspec.structs.replace(data, migrations=[*data.migrations[len(another) == 0 :], *another])
    with pytest.raises(BundleError, match="Another version of Azukari made this backup"):
        restore.load(theirs, lambda: pytest.fail("read"), read=lambda _name: pytest.fail("read"), tell=lambda *_: None)
    assert not Person.objects.exists()


def test_the_keys_are_of_the_same_moment_or_newer(data: Manifest) -> None:
    for made in (AT, AT + timedelta(seconds=1)):
        restore.fit(data, keys(made=made))
    with pytest.raises(BundleError, match="is of 2026-03-31 23:59 UTC, older than the bundle of data"):
        restore.fit(data, keys(made=AT - timedelta(seconds=1)))
    for frames in ([], [{"azukari": FORMAT, "bundle": DATA, "made": AT}]):
        with pytest.raises(BundleError, match="no bundle of keys"):
            restore.fit(data, lambda frames=frames: iter(frames))  # type: ignore[misc]


def test_what_goes_wrong_halfway_leaves_the_database_as_it_was(data: Manifest, blocks: dict[bytes, bytes]) -> None:
    ContentType.objects.get_or_create(app_label="people", model="of_a_fresh_database")

    def breaks(name: bytes) -> bytes:
        if name == max(blocks):
            raise BundleError("The block cannot be read.")
        return blocks[name]

    with pytest.raises(BundleError):
        restore.load(data, keys(), read=breaks, tell=lambda *_: None)
    assert not Person.objects.exists()
    assert ContentType.objects.exists()


def test_what_waits_for_the_ledger_is_sealed_anew_and_nothing_else(
    data: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seal is over the row as it stands in this database."""
    sealed: list[tuple[list[Any], datetime]] = []
    monkeypatch.setattr(restore, "seal_restored", lambda rows, *, made: sealed.append((rows, made)))
    for model, rows in ((Person, [[ONE.bytes, AT.isoformat(), None]]), (Pending, [])):
        frame = {"table": model._meta.label, "columns": columns(model), "rows": rows}
        assert restore._insert(frame, made=AT) == len(rows)
    assert sealed == [([], AT)]
