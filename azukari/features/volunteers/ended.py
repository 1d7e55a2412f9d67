"""What the end of a registration does to the shifts ahead (`forms.ending`): they are free again."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from azukari.core.forms.models import Submission
from azukari.features.volunteers.models import LIVE, Feed, SignUp, SignUpState


def on_ended(submissions: Sequence[Submission], now: datetime) -> None:
    """Whoever stops gives up what lies ahead; the caller holds the people. Others move up by `upkeep.fill`."""
    ahead = SignUp.objects.filter(submission__in=submissions, shift__starts__gt=now)
    live = ahead.filter(state__in=LIVE)
    live.update(state=SignUpState.CANCELLED, cover_at=None, revision=F("revision") + 1)
    Feed.objects.filter(submission__in=submissions).delete()
