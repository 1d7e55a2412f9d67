"""Supervision: the contractor's reviews, and the managerial liability guidelines that it has accepted (P30, P31)."""

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.core.transfers.models.register import Contract, Recipient


class Outcome(models.TextChoices):
    PASSED = "passed"
    FINDINGS = "findings"  # passed, with something to put right
    FAILED = "failed"


class Review(Identified):
    """A review that is due (``done_on`` empty) or done."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reviews")
    due = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=80, blank=True, default="")  # opaque reference of the actor
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default="")
    answers = models.JSONField(default=dict)  # the questionnaire about the contractor
    findings = models.TextField(blank=True, default="")
    evidence_sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, outcome="") | Q(done_on__isnull=False, outcome__in=Outcome.values),
                name="review_done_has_an_outcome",
            ),
            models.UniqueConstraint(fields=["contract"], condition=Q(done_on__isnull=True), name="one_review_planned"),
        ]


class GuidelinesVersion(models.Model):
    """The guidelines, in each language. Written once; the database refuses to change it."""

    number = models.PositiveIntegerField(primary_key=True)
    text = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of the text as canonical JSON
    grace_days = models.PositiveSmallIntegerField()  # after publication an earlier acceptance counts for so long
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)


class GuidelinesAcceptance(Identified):
    """A contractor's yes to one version, by whoever may speak for it. Written once."""

    guidelines = models.ForeignKey(GuidelinesVersion, models.PROTECT, related_name="acceptances")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=120)  # the contractor's representative, as they wrote themselves
    method = models.CharField(max_length=8)  # link, paper

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guidelines", "recipient"], name="one_acceptance_per_version"),
            models.CheckConstraint(condition=Q(method__in=["link", "paper"]), name="acceptance_by_a_known_way"),
        ]
