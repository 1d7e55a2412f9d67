"""Messages that are requests about the sender's own data: the policy's contact form has a choice that says so (P45)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from azukari.core.forms.answers import Answers
from azukari.core.forms.models import OwnDataQuestion, State, Submission
from azukari.lib.backoff import pause
from azukari.policy.casework import OWN_DATA
from azukari.policy.terms import Form, Policy


def is_about_own_data(answers: Answers, *, form: Form, policy: Policy) -> bool:
    """Whether the sender chose that on the contact form."""
    if form.slug != policy.requests.contact_form:
        return False
    offering = {field.id for field in form.fields if any(choice.value == OWN_DATA for choice in field.choices)}
    return any(value.field_id in offering and OWN_DATA in value.text.split("\n") for value in answers.values)


def waiting(most: int, *, now: datetime) -> Sequence[Submission]:
    """Such messages that count, have not been taken up, and are not put off; the oldest first."""
    found = Submission.objects.filter(
        own_data_question__isnull=False, state=State.ACCEPTED, suspicion__isnull=True
    ).exclude(own_data_question__due_at__gt=now)
    return list(found.order_by("accepted_at")[:most])


def try_later(submission: UUID, *, now: datetime) -> None:
    """It could not be taken up: try again after a pause that doubles each time, up to half a day."""
    question = OwnDataQuestion.objects.get(submission_id=submission)
    question.due_at = now + pause(question.attempts)
    question.attempts = min(question.attempts + 1, 30_000)
    question.save(update_fields=["due_at", "attempts"])


def taken_up(submission: UUID) -> None:
    """The desk has it, in the caller's transaction."""
    OwnDataQuestion.objects.filter(submission_id=submission).delete()


def left_since(moment: datetime) -> int:
    """How many have waited since then."""
    found = OwnDataQuestion.objects.filter(submission__state=State.ACCEPTED, submission__suspicion__isnull=True)
    return found.filter(submission__accepted_at__lt=moment).count()
