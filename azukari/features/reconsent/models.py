"""A round: who is asked about a wider use, in which words, and what they answered.

Nothing depends on it but the asking: what nobody agreed to is closed by itself.
"""

from datetime import datetime

from django.db import models

from azukari.core.database.identified import Identified


class Round(models.Model):
    """The asking that the charter ``charter`` brought about.

    ``cursor`` is the last grant that was looked at, so that a killed search goes on where it stopped; ``searched_at``
    says when it first reached the end. Whoever comes in later under an earlier charter is found as well.
    """

    charter = models.OneToOneField("charter.Charter", models.PROTECT, primary_key=True, related_name="+")
    opened_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    cursor = models.UUIDField(null=True)
    searched_at = models.DateTimeField(null=True)

    def runs(self, now: datetime) -> bool:
        """Whether people may still answer."""
        return self.ended_at is None and now < self.ends_at


class Question(models.Model):
    """The exact words of a question, under the charter that ruled, in one language.

    The database refuses to change it.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    charter = models.ForeignKey("charter.Charter", models.PROTECT, related_name="+")
    lang = models.CharField(max_length=8)
    text = models.TextField()


class ReconsentAnswer(models.TextChoices):
    WAITING = "waiting"  # asked, and silent so far
    AGREED = "agreed"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"  # no address, or none that could be written to


class Asked(Identified):
    """One person in one round, and what they answered to which words."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="people")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    lang = models.CharField(max_length=8)
    state = models.CharField(max_length=12, choices=ReconsentAnswer)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="asked_once_a_round")]
        indexes = [models.Index(fields=["round", "state"], name="asked_by_answer")]
