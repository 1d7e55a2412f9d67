"""Applications: confirmed registrations that nobody has decided, each as a row, so that they are counted without a look
at everybody who was admitted.
"""

from datetime import datetime

from django.db.models import QuerySet

from azukari.forms.models import Submission
from azukari.members.models import Application, Membership


def on_accepted(submission: Submission, now: datetime) -> None:
    """Somebody applied (`forms.kinds`)."""
    Application.objects.get_or_create(
        submission=submission,
        defaults={
            "person_id": submission.person_id,
            "form": submission.form,
            "since": submission.accepted_at or now,
        },
    )


def decided(submission: Submission) -> None:
    """It waits no more: admitted, declined, or ended."""
    Application.objects.filter(submission=submission).delete()


def wait_again(submission: Submission, now: datetime) -> None:
    """Its end was a mistake, and nobody had decided it before."""
    if not Membership.objects.filter(submission=submission).exists():
        on_accepted(submission, now)


def waiting(form: str) -> QuerySet[Application]:
    """The applications that wait, oldest first."""
    return Application.objects.filter(form=form).order_by("since", "submission")
