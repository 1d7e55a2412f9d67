"""What the last backup and the last restore drill say, for `doctor`: a backup that nobody ever tried is a hope."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from azukari.core.backup.result import BACKUP, DRILL, last
from azukari.core.policy_versions.models import Charter
from azukari.lib.control import Doubt, Findings, Unknown
from azukari.lib.sentence import Sentence

_GRACE = timedelta(days=8)  # a weekly backup, and a day
_DRILLED = timedelta(days=100)

NOT_SOUND = Sentence("A stored value is not as it should be (%(code)s).")
"""Of a value that a restore drill could not open, or that belongs to nobody."""
_NONE = Sentence("There is no backup yet. Make one: azukari backup FOLDER --to age1...")
_NONE_YET = Sentence("No backup was made yet. Make one: azukari backup FOLDER --to age1...")
_NOT_TRIED_YET = Sentence("No backup was tried yet. Try one: azukari restore --drill --data ... --keys ...")
_OLD = Sentence("The last backup is %(days)d days old. Make one: azukari backup FOLDER --to age1...")
_DAMAGED = Sentence("The last backup rewrote %(count)d damaged blocks. Check the disk that holds the backups.")
_NOT_TRIED = Sentence(
    "No backup has been test-restored yet. Test one: azukari restore --drill --data ... --keys ... --identity ..."
)
_FAILED = Sentence("The last restore drill, on %(at)s UTC, failed: %(why)s")
_TRIED_LONG_AGO = Sentence(
    "The last restore drill was long ago. Try a backup: azukari restore --drill --data ... --keys ..."
)


def _last(name: str) -> Mapping[str, Any] | None:
    return last(settings.AZUKARI.root, name)


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """How backup and drill stand, for whoever has to see it.

    Args:
        made: when the last backup was made; None if none ever was.
        rows: how many rows it holds.
        drilled: when a backup was last tried; None if none ever was.
        of: the backup that was tried, by when it was made.
        wrong: how many things were wrong then.
        made_late, drilled_late: whether the last time is longer ago than `findings` lets pass.
    """

    made: datetime | None
    rows: int
    drilled: datetime | None
    of: datetime | None
    wrong: int
    made_late: bool
    drilled_late: bool


def standing(now: datetime) -> BackupStatus:
    """What the files say that `remember` left. No query."""
    made, drilled = _last(BACKUP) or {}, _last(DRILL) or {}
    at, tried = _moment(made.get("at")), _moment(drilled.get("at"))
    return BackupStatus(
        made=at,
        rows=made.get("rows", 0),
        drilled=tried,
        of=_moment(drilled.get("made")),
        wrong=len(drilled.get("wrong", ())),
        made_late=at is None or at < now - _GRACE,
        drilled_late=tried is None or tried < now - _DRILLED,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def findings(now: datetime) -> Findings:
    """What a control says: no backup for long, or a drill that failed, or none for long. Before the first is due,
    nobody knows.
    """
    first = Charter.objects.order_by("number").values_list("published_at", flat=True).first()
    is_young = settings.AZUKARI.demo or first is None or first > now - _GRACE
    made = _last(BACKUP)
    if made is None:
        if is_young:
            raise Unknown(Doubt.EARLY, _NONE_YET())
        yield _NONE()
        return
    age = now - datetime.fromisoformat(made["at"])
    if age > _GRACE:
        yield _OLD(days=age.days)
    yield from _DAMAGED.counted(made.get("damaged", 0))
    drilled = _last(DRILL)
    if drilled is None and is_young:
        raise Unknown(Doubt.EARLY, _NOT_TRIED_YET())
    if drilled is None:
        yield _NOT_TRIED()
    elif drilled["wrong"]:
        at = datetime.fromisoformat(drilled["at"])
        yield _FAILED(at=f"{at.astimezone(UTC):%Y-%m-%d %H:%M}", why=drilled["wrong"][0])
    elif datetime.fromisoformat(drilled["at"]) < now - _DRILLED:
        yield _TRIED_LONG_AGO()
