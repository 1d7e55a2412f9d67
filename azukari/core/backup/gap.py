"""A gap: an instance was restored without the newest journal of removals, and somebody has to look who is back.

It stands in a file of the instance. `doctor` says so until somebody accepts it, who has looked, or restored anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from azukari.core.backup.events import GAP_ACCEPTED
from azukari.core.backup.result import last, remember
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.lib.control import Findings
from azukari.lib.sentence import Sentence

GAP = "gap.json"

_BACK = Sentence(
    "This instance was restored on %(at)s without the removals after %(until)s: people who were erased or withdrew a "
    "consent since then are here again. Restore again with the newest folder removals. Or go through the letters and "
    "requests of that time, do what they ask again, and confirm with: azukari removals accept"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """
    Args:
        at: when it was restored.
        known_until: until when removals were repeated.
        why: in sentences.
    """

    at: datetime
    known_until: datetime
    why: Sequence[str]


def open_gap() -> Gap | None:
    """The gap that nobody has accepted yet."""
    told = last(settings.AZUKARI.root, GAP)
    if told is None or told.get("accepted"):
        return None
    return Gap(datetime.fromisoformat(told["at"]), datetime.fromisoformat(told["known_until"]), told["why"])


def leave(gap: Gap) -> None:
    """Leave it for the instance that is being restored."""
    remember(settings.AZUKARI.root, GAP, _told(gap))


def _told(gap: Gap) -> dict[str, Any]:
    return {"at": gap.at.isoformat(), "known_until": gap.known_until.isoformat(), "why": list(gap.why)}


def accept(now: datetime) -> bool:
    """Somebody has looked who is back, and says so; it is recorded. False if there is no gap."""
    gap = open_gap()
    if gap is None:
        return False
    with transaction.atomic():
        since = f"{gap.known_until:%Y-%m-%d}"
        record(Event(GAP_ACCEPTED, {"actor": "operator", "from": since}), now=now)
    remember(settings.AZUKARI.root, GAP, {**_told(gap), "accepted": now.isoformat()})
    return True


def findings(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """What a control says."""
    gap = open_gap()
    if gap:
        yield _BACK(at=f"{gap.at:%Y-%m-%d %H:%M} UTC", until=f"{gap.known_until:%Y-%m-%d %H:%M} UTC")
