"""Pauses of a membership, and notices of renewals that come by themselves."""

from datetime import date

from django.db import models
from django.db.models import Q, QuerySet

from azukari.core.database.identified import Identified
from azukari.features.members.models.membership import MemberClass, Membership, Term
from azukari.features.members.paused_time import Paused


class Pause(Identified):
    """Days in which a membership rests: nothing is asked for, and it does not lapse. ``ends`` is the last of them;
    ``reminded_at`` when the person was told that it ends soon.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="pauses")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    begins = models.DateField()
    ends = models.DateField()
    made_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "begins"], name="one_pause_from_a_day")]

    @property
    def time(self) -> Paused:
        return Paused(self.begins, self.ends)

    @staticmethod
    def on(day: date) -> "QuerySet[Pause]":
        """Those that run on a day."""
        return Pause.objects.filter(begins__lte=day, ends__gte=day)


class RenewalNotice(Identified):
    """That a member was told that a term will be followed by itself, of which class and at which fee. Without one that
    went out nothing is renewed by itself.

    ``sent_at``: when the mail went; ``declined_at``: when the person, or staff for them, said no.
    """

    term = models.OneToOneField(Term, models.CASCADE, related_name="notice")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    member_class = models.ForeignKey(MemberClass, models.PROTECT, related_name="+")
    fee = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    by_person = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["term"], condition=Q(declined_at__isnull=False), name="renewal_declined"),
        ]
