"""Whether a questionnaire takes answers at a moment."""

from datetime import datetime

from django.db.models import Q

from azukari.questionnaires.models import Poll, PollState


def is_open(poll: Poll, now: datetime) -> bool:
    """Whether it takes answers now."""
    begun = poll.opens_at is None or poll.opens_at <= now
    return poll.state == PollState.OPEN and begun and (poll.closes_at is None or now < poll.closes_at)


def has_open(now: datetime) -> bool:
    """Whether any takes answers of everybody now."""
    begun = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
    found = Poll.objects.filter(begun, Q(closes_at__isnull=True) | Q(closes_at__gt=now), state=PollState.OPEN)
    return found.filter(by_invitation=False).exists()
