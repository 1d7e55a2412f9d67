"""The journal of removals: who was erased, which consents were withdrawn, which words and values went, in files outside
the database.

A backup is older than the day on which it is restored. What people had removed meanwhile must not come back, so a
restore repeats the journal before the instance serves again. It holds references, no personal data. It also says which
values were corrected, so that whoever restores knows which are out of date.

Each bundle of keys has the journal as it was. Copy the folder ``removals`` to where the backups are, as often as you
like; the instance itself writes it every few seconds.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from django.conf import settings

from azukari.consent.models import EndReason, Grant
from azukari.disclosure.consents import withdrawn_since
from azukari.lib import private_file
from azukari.vault.corrections import corrected_since, emptied_since
from azukari.vault.erasures import finished_since
from azukari.vault.redaction import redacted_since

ERASED, WITHDRAWN, STOPPED, EMPTIED, CORRECTED = "erased", "withdrawn", "stopped", "emptied", "corrected"
REDACTED, NOTE_REDACTED = "redacted", "note-redacted"
_OVERLAP = timedelta(minutes=2)  # a transaction may end after a later one


@dataclass(frozen=True, slots=True)
class Removal:
    """
    Args:
        id: of the erasure, the grant, the consent or the redaction; of a value, where no other id is.
        kind: ``erased``; ``withdrawn``, a consent to a purpose; ``stopped``, a consent to a disclosure; ``emptied``, a
            value; ``redacted``, words of a value, and ``note-redacted``, of a note; ``corrected``, a value, of which
            nothing went.
        person: blank where it concerns a single text.
        purpose: what was removed; ``""`` for everything.
        text: the value or note whose words went.
        was: the version of the text in which ``spans`` say where they were (`vault.redaction`); blank for the first.
    """

    id: str
    kind: str
    person: str
    purpose: str
    at: str
    text: str = ""
    was: str = ""
    spans: tuple[tuple[int, int], ...] = ()


def folder() -> Path:
    return settings.AZUKARI.root / "removals"


def note(now: datetime) -> int:
    """Write what was removed since the last time; returns how much. A crash leads to a line twice, never to none."""
    latest = sorted(folder().glob("*.jsonl"))[-1:] if folder().exists() else []
    known = list(read(latest))
    since = datetime.fromisoformat(max(one.at for one in known)) - _OVERLAP if known else None
    there = {_identity(one) for one in known}
    fresh = [one for one in _since(since) if _identity(one) not in there]
    if fresh:
        _append(folder() / f"{now:%Y-%m}.jsonl", fresh)
    return len(fresh)


def keep_all(removals: Sequence[Removal]) -> None:
    """Leave a journal that was put together, in its order, as that of this restored instance: it is never forgotten."""
    for old in folder().glob("*.jsonl"):
        old.unlink()
    for month, those in groupby(removals, key=lambda one: one.at[:7]):
        _append(folder() / f"{month}.jsonl", those)


def _append(path: Path, removals: Iterable[Removal]) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with private_file.append(path) as file:
        file.writelines(json.dumps({k: v for k, v in asdict(one).items() if v}).encode() + b"\n" for one in removals)
        file.flush()
        os.fsync(file.fileno())


def read(paths: Iterable[Path]) -> Iterator[Removal]:
    """The removals in journal files. A last line that a crash cut off is passed over: it was written again."""
    for path in paths:
        for line in path.read_text("ascii").splitlines():
            try:
                told = {"person": "", "purpose": ""} | json.loads(line)
                yield Removal(**told | {"spans": tuple((a, b) for a, b in told.get("spans", ()))})
            except (ValueError, TypeError):
                continue


def in_order(removals: Iterable[Removal]) -> list[Removal]:
    """Each removal once, in the order in which they happened."""
    return sorted({_identity(one): one for one in removals}.values(), key=lambda one: one.at)


def _identity(one: Removal) -> tuple[str, str, str]:
    return one.kind, one.id, one.at if one.kind == CORRECTED else ""


def _since(since: datetime | None) -> Iterator[Removal]:
    for erasure in finished_since(since):
        yield Removal(str(erasure.id), ERASED, str(erasure.person_id), erasure.purpose, _at(erasure.finished_at))
    withdrawn = Grant.objects.filter(end_reason=EndReason.WITHDRAWN)
    for grant in withdrawn.filter(ends_at__gte=since) if since else withdrawn:
        yield Removal(str(grant.id), WITHDRAWN, str(grant.person_id), grant.purpose, _at(grant.ends_at))
    for id, person, purpose, at in withdrawn_since(since):
        yield Removal(str(id), STOPPED, str(person), purpose, _at(at))
    for value, at in emptied_since(since):
        yield Removal(str(value), EMPTIED, "", "", _at(at))
    for one in redacted_since(since):
        kind = NOTE_REDACTED if one.is_note else REDACTED
        yield Removal(str(one.id), kind, "", "", _at(one.at), str(one.text), _at(one.was), tuple(one.spans))
    for value, at in corrected_since(since):
        yield Removal(str(value), CORRECTED, "", "", _at(at))


def _at(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
