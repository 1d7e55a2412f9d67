"""Delivery health: does mail go out, or is something the matter with the server, the settings or the worker?

One address that does not exist is its writer's matter, and is shown to staff beside the submission. A control that
turns red for it, and stays so, would soon be read by nobody. So what counts is whether mail gets through to others.
"""

from datetime import datetime, timedelta

from django.db.models import Count, Min

from azukari.core.mail.models import Mailing, Message
from azukari.core.mail.refused_letters import standing
from azukari.core.mail.retrying import ADDRESS_REFUSED, GIVEN_UP
from azukari.lib.control import Findings
from azukari.lib.sentence import Sentence
from azukari.policy.mailing import MailingState
from azukari.policy.refused_alike import REFUSED_ALIKE

WAITING = timedelta(hours=1)
"""A message that waits so long for its first try, waits for a server or a worker that is not there."""

_RECENT = timedelta(days=7)  # a message that was given up is news for so long
_SEVERAL = 3  # so many in trouble, and nothing that went: it is not the messages

_NOT_SENT = Sentence(
    "%(count)d messages could not be sent and were given up this week. Check the settings of the mail server."
)
_WAITING = Sentence(
    "%(count)d messages have waited for more than an hour. Check the settings of the mail server and the worker."
)
_NONE_TAKEN = Sentence(
    "The mail server has taken none of the last %(count)d messages. Check the settings of the mail server."
)
_REFUSED_ALIKE = Sentence(
    "Emails to %(count)d people were refused with the same answer (%(answer)s). All emails are on hold, and one is "
    "tried every ten minutes. Check the DNS records and the mail server (azukari doctor mail). To send them at once, "
    "run azukari mail resume."
)
_MAILINGS_STOPPED = Sentence(
    "%(count)d mailings were stopped because many mailboxes refused them with the same answer. No reader was "
    "unsubscribed. Check the DNS records and the mail server (azukari doctor mail), then resume them."
)


def stuck(now: datetime, *, since: timedelta = WAITING) -> int:
    """How many messages have been due for longer than ``since``, and were never taken up or found no server."""
    return Message.objects.filter(sent_at__isnull=True, attempts=0, created_at__lt=now - since).count()


def unreachable(now: datetime, *, since: timedelta) -> bool:
    """Whether the worker has tried to reach the mail server in vain for longer than ``since``."""
    waiting = Message.objects.filter(sent_at__isnull=True, attempts=0, created_at__lt=now - since)
    return waiting.exclude(failure="").exists()


def trouble(now: datetime) -> Findings:
    """What an operator has to look into, in sentences."""
    given_up = Message.objects.filter(GIVEN_UP, due_at__gt=now - _RECENT)
    yield from _NOT_SENT.counted(given_up.exclude(ADDRESS_REFUSED).count())
    yield from _WAITING.counted(stuck(now))
    if stop := standing(now):
        yield _REFUSED_ALIKE(count=stop.people, answer=stop.answer)
    yield from _MAILINGS_STOPPED.counted(Mailing.objects.filter(code=REFUSED_ALIKE, state=MailingState.PAUSED).count())
    retried = Message.objects.filter(sent_at__isnull=True, attempts__gt=0, due_at__gt=now - _RECENT)
    retried = retried.exclude(GIVEN_UP & ~ADDRESS_REFUSED)
    found = retried.aggregate(count=Count("id"), first=Min("created_at"))
    if found["count"] >= _SEVERAL and not _went(found["first"]):
        yield _NONE_TAKEN(count=found["count"])


def _went(since: datetime) -> bool:
    """Whether any message got through since then."""
    return Message.objects.filter(sent_at__gt=since, failure="", person__isnull=False).exists()
