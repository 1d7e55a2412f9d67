"""Circuit breaker for reports: where most of what went comes back with the same code within minutes, it is about us.

A relay takes everything and reports later. What it could not hand on because of a fault of ours comes back from all
mailboxes alike; then the mailing stops, and what was noted of those mailboxes in that time is taken back.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from azukari.lib.conflict import InvalidTransition
from azukari.mail.mailbox_score import forgive
from azukari.mail.mailing import pause
from azukari.mail.models import Mailing, MailingMessage, Message
from azukari.people.lock import lock_people
from azukari.policy.mailing import FAILED, MessageState
from azukari.policy.refused_alike import FEWEST, REFUSED_ALIKE, WINDOW, points_to_us

_TRIED = FAILED | {MessageState.SENT}
_LETTERS = timedelta(hours=1)
"""Letters that went in this time are those of which the reports tell."""


def of_mailing(mailing: Mailing, code: str, *, now: datetime) -> bool:
    """Look at a mailing of which a message has just come back.

    Args:
        code: as it stands in the message.

    Returns:
        whether so many others came back alike that the mailing was stopped.
    """
    rows = MailingMessage.objects.filter(mailing=mailing)
    alike = rows.filter(state__in=FAILED, code=code, changed_at__gte=now - WINDOW, person__isnull=False)
    people = list(alike.values_list("person_id", flat=True))
    if len(people) < FEWEST or not points_to_us(len(people), tried=rows.filter(state__in=_TRIED).count()):
        return False
    with transaction.atomic():
        forgive(lock_people(people), since=now - WINDOW)
    with suppress(InvalidTransition):  # it has ended already: the code says why so many did not get it
        pause(mailing, code=REFUSED_ALIKE)
    Mailing.objects.filter(id=mailing.id, code="").update(code=REFUSED_ALIKE)
    return True


def of_letters(failure: str, *, now: datetime) -> bool:
    """The same of letters, each to one person.

    Args:
        failure: as it stands in the message.

    Returns:
        whether so many others came back alike that nobody's mailbox counts as gone for it.
    """
    went = Message.objects.filter(sent_at__gte=now - _LETTERS, person__isnull=False)
    people = set(went.filter(failure=failure).values_list("person_id", flat=True))
    if len(people) < FEWEST:
        return False
    reached = went.filter(Q(failure="") | Q(failure=failure)).values("person_id").distinct().count()
    if not points_to_us(len(people), tried=reached):
        return False
    with transaction.atomic():
        forgive(lock_people(people), since=now - WINDOW)
    return True
