"""The journal of removals: who was erased, and which consents were withdrawn, in files outside the database.

A backup is older than the day on which it is restored. What people had removed meanwhile must not come back, so a
restore repeats the journal before the instance serves again. It holds references, no personal data. Copy the folder
``removals`` to where the backups are, as often as you like; the instance itself writes it every few seconds.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from azukari.consent.models import EndReason, Grant
from azukari.disclosure.consents import withdrawn_since
from azukari.lib import private_file
from azukari.vault.erasures import finished_since

ERASED, WITHDRAWN, STOPPED = "erased", "withdrawn", "stopped"
_OVERLAP = timedelta(minutes=2)  # a transaction may end after a later one


@dataclass(frozen=True, slots=True)
class Removal:
    """
    Args:
        id: of the erasure, the grant, or the consent.
        kind: ``erased``; ``withdrawn``, a consent to a purpose; ``stopped``, a consent to a disclosure.
        purpose: what was removed; ``""`` for everything.
    """

    id: str
    kind: str
    person: str
    purpose: str
    at: str


def folder() -> Path:
    return settings.AZUKARI.root / "removals"


def note(now: datetime) -> int:
    """Write what was removed since the last time; returns how much. A crash leads to a line twice, never to none."""
    path = folder() / f"{now:%Y-%m}.jsonl"
    latest = sorted(folder().glob("*.jsonl"))[-1:] if folder().exists() else []
    known = list(read(latest))
    since = datetime.fromisoformat(max(one.at for one in known)) - _OVERLAP if known else None
    ids = {one.id for one in known}
    fresh = [one for one in _since(since) if one.id not in ids]
    if fresh:
        folder().mkdir(mode=0o700, exist_ok=True)
        with private_file.append(path) as file:
            file.writelines(json.dumps(asdict(one)).encode() + b"\n" for one in fresh)
            file.flush()
            os.fsync(file.fileno())
    return len(fresh)


def read(paths: Iterable[Path]) -> Iterator[Removal]:
    """The removals in journal files. A last line that a crash cut off is passed over: it was written again."""
    for path in paths:
        for line in path.read_text("ascii").splitlines():
            try:
                yield Removal(**json.loads(line))
            except (ValueError, TypeError):
                continue


def _since(since: datetime | None) -> Iterator[Removal]:
    for erasure in finished_since(since):
        yield Removal(str(erasure.id), ERASED, str(erasure.person_id), erasure.purpose, _at(erasure.finished_at))
    withdrawn = Grant.objects.filter(end_reason=EndReason.WITHDRAWN)
    for grant in withdrawn.filter(ends_at__gte=since) if since else withdrawn:
        yield Removal(str(grant.id), WITHDRAWN, str(grant.person_id), grant.purpose, _at(grant.ends_at))
    for id, person, purpose, at in withdrawn_since(since):
        yield Removal(str(id), STOPPED, str(person), purpose, _at(at))


def _at(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
