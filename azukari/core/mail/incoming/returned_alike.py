"""Circuit breaker for reports: where most of what went comes back with the same code within minutes, it is about us.

A relay takes everything and reports later. What it could not hand on because of a fault of ours comes back from all
mailboxes alike; then the mailing stops, what came back waits again, and what was noted of those mailboxes in that time
is taken back. Letters stop in the same case (`mail.refused_letters`).
"""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from azukari.core.mail.bulk.settle import spare
from azukari.core.mail.mailbox_score import forgive
from azukari.core.mail.mailing import pause, start
from azukari.core.mail.models import Mailing, MailingMessage, Message
from azukari.core.mail.refused_letters import LATELY
from azukari.core.people.lock import lock_people
from azukari.lib.conflict import InvalidTransition
from azukari.policy.mailing import FAILED, MailingState, MessageState
from azukari.policy.refused_alike import FEWEST, REFUSED_ALIKE, WINDOW, points_to_us


def of_mailing(mailing: Mailing, code: str, *, now: datetime) -> bool:
    """Look at a mailing of which a message has just come back.

    Args:
        code: as it stands in the message.

    Returns:
        whether so many others came back alike that the mailing was stopped. What came back waits again then, also of a
        mailing that had ended. What is sent once more counts no longer: staff have looked.
    """
    rows = MailingMessage.objects.filter(mailing=mailing)
    back = Q(code=code, state__in=FAILED | {MessageState.HELD}, attempts__lte=1)
    alike = rows.filter(back, changed_at__gte=now - WINDOW, person__isnull=False).count()
    tried = rows.filter(back | Q(state__in=FAILED | {MessageState.SENT})).count() if alike >= FEWEST else 0
    if not points_to_us(alike, tried=tried):
        return False
    _stop(mailing, now)
    spare(mailing, code, now=now, again=(mailing.state, mailing.code) == (MailingState.PAUSED, REFUSED_ALIKE))
    return True


def _stop(mailing: Mailing, now: datetime) -> None:
    mailing.refresh_from_db()
    with suppress(InvalidTransition), transaction.atomic():  # it stands already, or was cancelled
        if mailing.state == MailingState.DONE:
            start(mailing, now=now)
        pause(mailing, code=REFUSED_ALIKE)
    mailing.refresh_from_db()


def of_letters(failure: str, *, now: datetime) -> bool:
    """The same of letters, each to one person.

    Args:
        failure: as it stands in the message.

    Returns:
        whether so many others came back alike that nobody's mailbox counts as gone for it.
    """
    went = Message.objects.filter(sent_at__gte=now - LATELY, person__isnull=False)
    people = set(went.filter(failure=failure).values_list("person_id", flat=True))
    if len(people) < FEWEST:
        return False
    reached = went.filter(Q(failure="") | Q(failure=failure)).values("person_id").distinct().count()
    if not points_to_us(len(people), tried=reached):
        return False
    with transaction.atomic():
        forgive(lock_people(people), since=now - WINDOW)
    return True
