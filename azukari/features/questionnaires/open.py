"""Whether a questionnaire takes answers at a moment."""

from datetime import datetime

from django.db.models import Q, QuerySet

from azukari.features.questionnaires.models import Poll, PollState


def is_open(poll: Poll, now: datetime) -> bool:
    """Whether it takes answers now."""
    begun = poll.opens_at is None or poll.opens_at <= now
    return poll.state == PollState.OPEN and begun and (poll.closes_at is None or now < poll.closes_at)


def open_to_all(now: datetime) -> QuerySet[Poll]:
    """Those that take answers of everybody now."""
    begun, ends_later = Q(opens_at=None) | Q(opens_at__lte=now), Q(closes_at=None) | Q(closes_at__gt=now)
    return Poll.objects.filter(begun, ends_later, state=PollState.OPEN, by_invitation=False)


def has_open(now: datetime) -> bool:
    """Whether any takes answers of everybody now."""
    return open_to_all(now).exists()
