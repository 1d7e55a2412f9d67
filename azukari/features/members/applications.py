"""Applications: confirmed registrations that nobody has decided, each as a row, so that they are counted without a look
at everybody who was admitted.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from azukari.core.forms.models import Submission
from azukari.features.members.models import Application, Membership


def on_accepted(submissions: Sequence[Submission], now: datetime) -> None:
    """They applied (`forms.kinds`)."""
    applied = [
        Application(submission=one, person_id=one.person_id, form=one.form, since=one.accepted_at or now)
        for one in submissions
    ]
    Application.objects.bulk_create(applied, ignore_conflicts=True)


def decided(submissions: Sequence[Submission]) -> None:
    """They wait no more: admitted, declined, or ended."""
    Application.objects.filter(submission__in=submissions).delete()


def wait_again(submission: Submission, now: datetime) -> None:
    """Its end was a mistake, and nobody had decided it before."""
    if not Membership.objects.filter(submission=submission).exists():
        on_accepted([submission], now)


def waiting(form: str) -> QuerySet[Application]:
    """The applications that wait, oldest first."""
    return Application.objects.filter(form=form).order_by("since", "submission")
