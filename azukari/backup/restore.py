"""Restoring: an instance made anew from a bundle of data and a bundle of keys, in which what was removed stays removed.

Everything happens beside the place where the instance will stand. Only when all is loaded, and every removal since the
backup has been repeated, does it move there; so nothing can be served before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from azukari.backup.bundle import DATA, BundleError, fits
from azukari.backup.removals import ERASED, STOPPED, Removal
from azukari.backup.snapshot import columns, tables
from azukari.consent.models import EndReason, Grant
from azukari.disclosure.consents import withdraw_again
from azukari.ledger.events import Event, Kind, Value
from azukari.ledger.record import record
from azukari.people.models import Person
from azukari.policy.terms import Actor, ActorKind
from azukari.vault.apart import drop_keyless_rows, give_keys, keyless
from azukari.vault.erase import KeptByLaw, erase, resume
from azukari.vault.retention import expire
from azukari.vault.withdraw import NotAConsent, withdraw

type Frames = Iterator[dict[str, Any]]
_BATCH = 200
_RESTORER = Actor(ActorKind.SYSTEM, "restore")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done.

    Args:
        rows: how many rows came back.
        erased: how many people and purposes were erased again, or lost their key meanwhile.
        withdrawn: how many consents were withdrawn again.
        expired: people of whom something's time had come meanwhile.
    """

    made: datetime
    rows: int
    erased: int
    withdrawn: int
    expired: int


def load(data: Frames, keys: Sequence[dict[str, Any]], *, tell: Callable[[str], object]) -> tuple[datetime, int]:
    """Fill the empty, migrated database of the new instance; returns when the backup was made, and how many rows.

    Raises:
        BundleError: it is no bundle of data, or another version of the program made it.
    """
    head = next(data, {})
    fits(head, DATA)
    _same_migrations(head)
    counted = 0
    with transaction.atomic(durable=True):
        for model in _filled_by_migrations():
            model._base_manager.all().delete()
        for frame in _put_together(data, keys):
            counted += _insert(frame)
            if counted % 100_000 < len(frame["rows"]) and counted >= 100_000:
                tell(f"  {counted} rows ...")
        drop_keyless_rows()
    _reset_sequences()
    made: datetime = head["made"]
    return made, counted


def replay(removals: Iterator[Removal], *, made: datetime, rows: int, now: datetime) -> Restored:
    """Remove again whatever was removed after the backup, and whatever's time has come, and write that down."""
    erased = withdrawn = 0
    while people := keyless(_BATCH):
        with transaction.atomic():
            give_keys(people)
            grants = Grant.objects.filter(person_id__in=people, settled_at__isnull=True, begins_at__lte=now)
            grants.update(ends_at=now, end_reason=EndReason.ERASED)  # no law keeps what nobody can read
        erased += len(people)
    expire(now)
    for one in removals:
        done = _again(one, now)
        erased += done and one.kind == ERASED
        withdrawn += done and one.kind != ERASED
    resume(now=now)
    expired = expire(now)
    with transaction.atomic():
        event: dict[str, Value] = {"actor": "operator", "erased": erased, "count": rows % 10_000_000, "complete": True}
        record(Event(Kind.BACKUP_RESTORED, event), now=now)
    return Restored(made, rows, erased, withdrawn, expired)


def _again(one: Removal, now: datetime) -> bool:
    if one.kind == STOPPED:
        return withdraw_again(UUID(one.id), at=max(now, datetime.fromisoformat(one.at)))
    person = UUID(one.person)
    if not Person.objects.filter(id=person).exists():
        return False
    try:
        if one.kind == ERASED:
            erase(person, actor=_RESTORER, now=now, purpose=one.purpose)
        else:
            withdraw(person, purpose=one.purpose, actor=_RESTORER, now=now)
    except (NotAConsent, KeptByLaw):
        return False
    return True


def _same_migrations(head: dict[str, Any]) -> None:
    theirs = {tuple(one) for one in head["migrations"]}
    ours = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    if theirs != ours:
        raise BundleError(
            "Another version of Azukari made this backup. Restore it with that version, and upgrade afterwards."
        )


def _filled_by_migrations() -> list[type[models.Model]]:
    """Tables that a fresh database is not empty in, children first."""
    return [m for m in reversed(tables()) if m._meta.app_label in {"auth", "contenttypes", "sites"}]


def _put_together(data: Frames, keys: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The frames of data with the keys of single rows put back, then the tables of keys."""
    own = {(frame["wrapped"], frame["row"]): frame["key"] for frame in keys if "wrapped" in frame}
    kept_apart = {frame["wrapped"] for frame in keys if "wrapped" in frame}
    for frame in data:
        if frame["table"] in kept_apart:
            pk, wrapped = frame["columns"].index("id"), frame["columns"].index("wrapped")
            for row in frame["rows"]:
                row[wrapped] = own.get((frame["table"], row[pk]), b"")
        yield frame
    yield from (frame for frame in keys if "table" in frame)


def _insert(frame: dict[str, Any]) -> int:
    model = apps.get_model(frame["table"])
    known = columns(model)
    if frame["columns"] != known:
        raise BundleError("Another version of Azukari made this backup. Restore it with that version.")
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    rows = [
        model(**{name: fields[name].to_python(value) for name, value in zip(known, row, strict=True)})
        for row in frame["rows"]
    ]
    model._base_manager.bulk_create(rows)
    return len(rows)


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [*tables()]):
            cursor.execute(sql)
