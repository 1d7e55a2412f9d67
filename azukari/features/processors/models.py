"""What was asked of a recipient by email, and which reminders have gone out. References and times; nobody's address."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.core.transfers.models import GuidelinesVersion, Recipient
from azukari.policy.unusual import Unusual


class Sort(models.TextChoices):
    """What the page behind a link is for."""

    GUIDELINES = "guidelines"  # one version is read and accepted
    INSTRUCTIONS = "instructions"  # what was told to be corrected or erased is confirmed


class Call(Identified):
    """An email to a recipient's contact whose link opens a page. The link names this row, and no one.

    ``answered_at`` is when the guidelines were accepted by it; ``renewed_at`` when a new link was asked for in its
    place, which happens once.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="calls")
    sort = models.CharField(max_length=12, choices=Sort)
    guidelines = models.ForeignKey(GuidelinesVersion, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sort=Sort.GUIDELINES, guidelines__isnull=False)
                | Q(sort=Sort.INSTRUCTIONS, guidelines__isnull=True),
                name="call_names_what_it_is_about",
            )
        ]
        indexes = [models.Index(fields=["recipient", "sort", "made_at"], name="call_by_recipient")]

    def expired(self, now: datetime) -> bool:
        """Whether the link is too old by now."""
        return now >= self.expires_at


class UnusualReading(Identified):
    """Reading that somebody has to ask about (`policy.unusual`): of each reader and sort one row a day.

    ``reader`` is staff, or blank where many read one person: whom, stays in the ledger. ``count`` is how many
    people, or readers, it has been at most.
    """

    sort = models.CharField(max_length=8)
    reader = models.CharField(max_length=80, blank=True, default="")
    day = models.DateField()
    count = models.PositiveIntegerField()
    told_at = models.DateTimeField()
    seen_by = models.CharField(max_length=80, blank=True, default="")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sort__in=[*Unusual]), name="unusual_in_a_known_way"),
            models.UniqueConstraint(fields=["sort", "reader", "day"], name="unusual_told_once_a_day"),
        ]


class About(models.TextChoices):
    """What has a day by which it has to be done."""

    REVIEW = "review"
    GUIDELINES = "guidelines"
    CONTRACT = "contract"
    INSTRUCTIONS = "instructions"


CONTACT = "contact"
"""In the place of a colleague's reference: the contact that the register names."""


class Reminder(Identified):
    """One mail to one addressee about one thing, at one distance from its day. Sent once, so the row stays.

    ``subject`` is the review's, contract's or instruction's id, or the number of the guidelines; ``days`` is the
    distance that the policy names, and 0 once the day is over; ``addressee`` is `CONTACT` or ``staff:<reference>``.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="reminders")
    about = models.CharField(max_length=12, choices=About)
    subject = models.CharField(max_length=36)
    due = models.DateField()
    days = models.PositiveSmallIntegerField()
    addressee = models.CharField(max_length=42)
    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(about__in=About.values), name="reminder_about_a_known_thing"),
            models.UniqueConstraint(fields=["about", "subject", "due", "days", "addressee"], name="reminded_once"),
        ]
