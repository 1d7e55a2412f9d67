"""Restoring: an instance made anew from a bundle of data with its blocks and a bundle of keys.

Everything happens beside the place where the instance will stand. Only when all is loaded, and every removal since the
backup has been repeated (`replay`), does it move there; so nothing can be served before.

Rows come table by table, in no order: triggers, which judge a change, are out of force meanwhile, and foreign keys are
checked when all rows are in (`database/suspended_triggers`).
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import Error, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from azukari.core.backup.bundle import KEYS, BundleError, fits
from azukari.core.backup.cut import unpack
from azukari.core.backup.manifest import Manifest
from azukari.core.backup.snapshot import columns, tables
from azukari.core.database.outage import is_outage
from azukari.core.database.refusal import reason
from azukari.core.database.suspended_triggers import ForeignKeyBroken, suspended_triggers
from azukari.core.ledger.key_rotation import seal_restored
from azukari.core.vault.key_backup import WITH_KEY, WRAPPED, drop_keyless_rows, drop_keys_of_strangers, make_room

_NO_KEY = (b"", 0, None)

type Frames = Iterator[dict[str, Any]]
type Keys = Callable[[], Frames]


def load(data: Manifest, keys: Keys, *, read: Callable[[bytes], bytes], tell: Callable[[int, int], None]) -> int:
    """Fill the empty, migrated database of the new instance; returns how many rows came.

    Args:
        read: reads a block by its name.
        keys: begins the bundle of keys anew each time that it is called.
        tell: told how many rows of how many are in.

    Raises:
        BundleError: another version of the program made the backup, a block does not open, or the database refuses rows
            of it; the message names the table and the rule.
    """
    _same_version(data)
    counted = 0
    with transaction.atomic(durable=True):
        make_room()
        ContentType.objects.all().delete()  # a fresh database has these, and the permissions that go with them
        try:
            with suspended_triggers():
                for frame in _put_together(data, keys, read):
                    counted += _insert(frame, made=data.made)
                    tell(counted, max(counted, data.rows))
                drop_keyless_rows()
                drop_keys_of_strangers()
        except ForeignKeyBroken as error:
            raise BundleError(f"{error} {_ELSEWHERE}") from error
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [*tables()]):
            cursor.execute(sql)
    return counted


_ELSEWHERE = "Nothing was restored. Restore another bundle of data, and report this as a fault of Azukari."


def fit(data: Manifest, keys: Keys) -> None:
    """Pass if the keys are of the same moment as the data, or newer.

    Raises:
        BundleError: not so, or they are no bundle of keys.
    """
    head = next(keys(), {})
    fits(head, KEYS)
    if head["made"] < data.made:
        raise BundleError(
            f"The bundle of keys is of {head['made']:%Y-%m-%d %H:%M} UTC, older than the bundle of data: whoever came"
            " in between would be lost. Give the newest bundle of keys."
        )


def _same_version(data: Manifest) -> None:
    ours = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    if set(data.migrations) != ours:
        raise BundleError(
            "Another version of Azukari made this backup. Restore it with that version, and upgrade afterwards."
        )


def _put_together(data: Manifest, keys: Keys, read: Callable[[bytes], bytes]) -> Frames:
    """The rows of every table, with the keys of single rows put back; then the tables of keys."""
    own = {(frame["wrapped"], frame["row"]): frame["key"] for frame in keys() if "wrapped" in frame}
    kept_apart = {model._meta.label for model in WRAPPED}
    for table in data.tables:
        for entry in table.entries():
            rows = unpack(read(entry.name))
            if table.label in kept_apart:
                pk, *places = map(table.columns.index, ("id", *WITH_KEY))
                for row in rows:
                    for place, value in zip(places, own.get((table.label, row[pk]), _NO_KEY), strict=True):
                        row[place] = value
            yield {"table": table.label, "columns": table.columns, "rows": rows}
    yield from (frame for frame in keys() if "table" in frame)


def _insert(frame: dict[str, Any], *, made: datetime) -> int:
    model = apps.get_model(frame["table"])
    known = columns(model)
    if frame["columns"] != known:
        raise BundleError("Another version of Azukari made this backup. Restore it with that version.")
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    reads = [_reader(fields[name]) for name in known]
    rows = [
        model(**{name: read(value) for name, read, value in zip(known, reads, row, strict=True)})
        for row in frame["rows"]
    ]
    if frame["table"] == "ledger.Pending":
        seal_restored(rows, made=made)
    try:
        model._base_manager.bulk_create(rows)
    except Error as error:
        if is_outage(error):
            raise
        raise BundleError(
            f"The database refuses rows of the table {frame['table']} ({reason(error)}). {_ELSEWHERE}"
        ) from error
    return len(rows)


def _reader(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """What makes of a packed value one of that column."""
    own = field
    while isinstance(own, models.ForeignKey):
        own = own.target_field
    if isinstance(own, models.UUIDField):
        return lambda value: value if value is None else UUID(bytes=value)
    read: Callable[[Any], Any] = field.to_python
    return read
