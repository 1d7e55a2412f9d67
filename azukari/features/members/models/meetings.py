"""General meetings: their notice, who has a vote, who comes, and whose vote the chair holds."""

from django.db import models

from azukari.core.database.identified import Identified
from azukari.policy.terms import Text


class Quorum(models.TextChoices):
    """Which part of the votes has to be there, by the statutes."""

    NONE = "none"
    THIRD = "third"
    HALF = "half"
    TWO_THIRDS = "two-thirds"


class Meeting(Identified):
    """A general meeting of the members of one form. The last four are its numbers, once it is closed; they are about
    nobody, so they stay when members leave.
    """

    form = models.CharField(max_length=64, db_index=True)
    title_ja = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    place_ja = models.CharField(max_length=200)
    place_en = models.CharField(max_length=200)
    agenda_ja = models.TextField(default="", blank=True)
    agenda_en = models.TextField(default="", blank=True)
    starts = models.DateTimeField()
    quorum = models.CharField(max_length=10, choices=Quorum, default=Quorum.HALF)
    noticed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    votes = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    proxies = models.PositiveIntegerField(default=0)

    @property
    def title(self) -> Text:
        return {"ja": self.title_ja, "en": self.title_en}

    @property
    def place(self) -> Text:
        return {"ja": self.place_ja, "en": self.place_en}

    @property
    def agenda(self) -> Text:
        return {"ja": self.agenda_ja, "en": self.agenda_en}


class Said(models.TextChoices):
    """What a member said about a meeting."""

    NOTHING = "nothing"
    COMES = "comes"
    PROXY = "proxy"  # the chair holds the vote
    ABSENT = "absent"


class Vote(Identified):
    """A member with a vote at a meeting: what they said, and whether they were there."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="all_votes")
    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="votes")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    said = models.CharField(max_length=8, choices=Said, default=Said.NOTHING)
    said_at = models.DateTimeField(null=True)
    was_there = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "submission"], name="one_vote_at_a_meeting")]
