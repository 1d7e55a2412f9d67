"""Circuit breaker of the queue: letters to different people that a server refuses in the same words wait, all of them.

It is read off the queue itself, so it has no state that could be lost: it stands while the newest refusals are alike,
and ends with the first letter that a server takes. Until then one letter is tried now and then, and none is given up.

A relay takes everything, and reports later. So letters wait as well while most of those that went come back alike; that
ends with the first one of which nothing has come back for a while.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID

from django.db.models import QuerySet

from azukari.core.mail.models import Message
from azukari.core.mail.retrying import LONGEST_PAUSE, MOST_ATTEMPTS
from azukari.lib.backoff import pause
from azukari.policy.refused_alike import points_to_us

PROBE = timedelta(minutes=10)
"""Between two letters that are tried while the others wait."""

_APART = 2 * PROBE
"""Refusals that lie further apart are not of one trouble."""

LATELY = timedelta(hours=1)
"""Letters that went in this time are those of which reports tell."""

RETURNED = "returned-"
"""How the failure of a letter begins that a server took and sent back; its reason follows."""

_MOST = 1_000
_STATUS = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Stop:
    """Why letters wait.

    Args:
        answer: at which step and by which codes they were refused.
        people: to how many people.
        last: when a server said so last.
    """

    answer: str
    people: int
    last: datetime

    def may_try(self, now: datetime) -> bool:
        """Whether it is time to try one letter."""
        return not timedelta(0) <= now - self.last < PROBE


def answer_of(error: OSError) -> str:
    """How a letter fared, by the kind of the error and the server's codes; never by its words, which may quote."""
    found: Sequence[tuple[int, bytes | str]] = ()
    if isinstance(error, SMTPRecipientsRefused):
        found = [*error.recipients.values()]
    elif isinstance(error, SMTPResponseException):
        found = [(error.smtp_code, error.smtp_error)]
    told = [type(error).__name__]
    for code, words in found[:1]:
        status = _STATUS.match(words.encode() if isinstance(words, str) else words)
        told += [str(code), *([status[1].decode()] if status else [])]
    return " ".join(told)[:32]


def standing(now: datetime) -> Stop | None:
    """Why no letter may go now, or None. Two queries where none was refused and none came back, six at most."""
    return _refused_alike(now) or _returned_alike(now)


def _refused_alike(now: datetime) -> Stop | None:
    rows = _refused().filter(attempts__gt=0, person__isnull=False)
    tries = defaultdict[str, list[tuple[datetime, UUID]]](list)
    for failure, person, attempts, due in rows.values_list("failure", "person_id", "attempts", "due_at")[:_MOST]:
        if " 5" in failure and person is not None:
            tries[failure].append((due - pause(attempts - 1, longest=LONGEST_PAUSE), person))
    stops = (_stop(answer, each) for answer, each in tries.items())
    return max((stop for stop in stops if stop and stop.last <= now), key=lambda stop: stop.last, default=None)


def _refused() -> QuerySet[Message]:
    return Message.objects.filter(sent_at__isnull=True, failure__startswith="SMTP", attempts__lt=MOST_ATTEMPTS)


def _stop(answer: str, tries: Sequence[tuple[datetime, UUID]]) -> Stop | None:
    tries = sorted(tries, reverse=True)
    last = first = tries[0][0]
    lately = []
    for at, person in tries:
        if first - at > _APART:
            break
        first = at
        lately.append((at, person))
    people = len({person for _at, person in lately})
    if not points_to_us(people, tried=people):
        return None
    went = Message.objects.filter(sent_at__isnull=False, failure="", person__isnull=False)
    if went.filter(sent_at__gt=last).exists():
        return None
    taken = went.filter(sent_at__gte=first).values("person_id").distinct().count()
    return Stop(answer, people, last) if points_to_us(people, tried=people + taken) else None


def _went(now: datetime) -> QuerySet[Message]:
    """Letters that went lately to people who had confirmed their address. What a stranger types may be no address at
    all, which says nothing of us.
    """
    return Message.objects.filter(sent_at__gte=now - LATELY, sent_at__lte=now, person__confirmed_at__isnull=False)


def _returned_alike(now: datetime) -> Stop | None:
    back = defaultdict[str, list[tuple[datetime, UUID]]](list)
    rows = _went(now).filter(failure__gt="", failure__startswith=RETURNED).order_by("-sent_at")
    for failure, person, sent in rows.values_list("failure", "person_id", "sent_at")[:_MOST]:
        if person is not None and sent is not None:
            back[failure].append((sent, person))
    stops = (_returned(failure, each, now) for failure, each in back.items())
    return next((stop for stop in stops if stop), None)


def _returned(failure: str, back: Sequence[tuple[datetime, UUID]], now: datetime) -> Stop | None:
    people = len({person for _at, person in back})
    if not points_to_us(people, tried=people):
        return None
    stayed = _went(now).filter(failure="")
    if stayed.filter(sent_at__gt=back[0][0], sent_at__lte=now - PROBE).exists():
        return None
    if not points_to_us(people, tried=people + stayed.values("person_id").distinct().count()):
        return None
    last = _went(now).order_by("-sent_at").values_list("sent_at", flat=True).first()
    return Stop(failure, people, last or back[0][0])


def resume(now: datetime) -> int:
    """Let all letters go that a server has refused, as if they had not been tried, and those for which they wait since
    they came back; returns how many.
    """
    count, stop = _refused().update(attempts=0, due_at=now, failure=""), _returned_alike(now)
    if stop:
        again = _went(now).filter(failure=stop.answer)
        count += again.update(sent_at=None, attempts=0, due_at=now, failure="")
    return count
