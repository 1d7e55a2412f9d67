"""What was passed, and what was asked. Of a pass the questions' hash, the policy's number and the score are kept, and
never an answer.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from azukari.core.database.identified import Identified
from azukari.core.database.proven import Proven, proof_column
from azukari.core.transfers.models import Recipient
from azukari.policy.training import Passed


class Trainee(Identified):
    """Somebody who works for a contractor, and takes its lesson by a mailed link. The link names this row."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="trainees")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    lang = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # of the newest link

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "email"], name="trainee_once_for_a_recipient")]


class Pass(Identified, Proven):
    """That somebody passed a lesson.

    ``holder`` is the reference of a member of staff, or the id of a trainee; ``questions`` the SHA-256 of what was
    asked; ``whole`` says whether it was the lesson, or what had changed in it.
    """

    holder = models.UUIDField(db_index=True)
    lesson = models.CharField(max_length=80)
    charter = models.PositiveIntegerField()
    questions = models.CharField(max_length=64)
    score = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    whole = models.BooleanField()
    passed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True, default="")
    proof = proof_column()
    meant = ("id", "holder", "lesson", "charter", "questions", "whole", "passed_at", "withdrawn_at")

    class Meta(Proven.Meta):
        constraints = [models.CheckConstraint(condition=Q(score__lte=F("asked")), name="no_score_above_all")]

    def fact(self) -> Passed:
        """As the decisions read it."""
        return Passed(self.lesson, self.charter, self.passed_at, self.whole, self.withdrawn_at)


class Tries(Identified):
    """How often in a row somebody did not pass a lesson. Gone with the pass, and after a day."""

    holder = models.UUIDField()
    lesson = models.CharField(max_length=80)
    count = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "lesson"], name="tries_counted_once")]


class AskedDuty(Identified):
    """That a charter changed something about a duty, so that whoever holds it studies the change."""

    charter = models.PositiveIntegerField()
    duty = models.CharField(max_length=64)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["charter", "duty"], name="duty_asked_once_by_a_charter")]


class Beginning(models.Model):
    """When training came to an instance in which people worked already; there is no row where it was there first."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="training_begins_once")]


class TrainingReminder(Identified):
    """One mail to somebody, at one distance from the day on which their data closes. Sent once, so the row stays."""

    holder = models.UUIDField()
    due = models.DateField()
    days = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "due", "days"], name="training_reminded_once")]


def as_holder(reference: str) -> uuid.UUID | None:
    """The holder whom an actor's reference names; None where it is no account's."""
    try:
        return uuid.UUID(reference)
    except ValueError:
        return None
