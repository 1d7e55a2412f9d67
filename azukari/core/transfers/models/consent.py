"""A person's consent that a recipient gets something of theirs: per recipient, purpose and categories (P22)."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from azukari.core.database.identified import Identified
from azukari.core.database.proven import Proven, proof_column
from azukari.core.transfers.models.register import Recipient
from azukari.policy.disclosure import DisclosureConsent
from azukari.policy.terms import Category


class Consent(Identified, Proven):
    """``withdrawn_at`` ends it. A wider one is a new row; what was agreed to never changes."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=64)
    categories = models.CharField(max_length=100)
    charter = models.ForeignKey("charter.Charter", models.PROTECT, related_name="+", db_index=False)
    begins_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    proof = proof_column()
    meant = ("id", "person", "recipient", "purpose", "categories", "charter", "begins_at", "withdrawn_at")

    class Meta(Proven.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person", "recipient", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_consent_lives",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("begins_at")),
                name="consent_ends_after_it_begins",
            ),
        ]

    @classmethod
    def opening(cls, now: datetime) -> "models.QuerySet[Consent]":  # noqa: ARG003 - a consent ends at once
        """Those that were not withdrawn."""
        return cls._base_manager.filter(withdrawn_at__isnull=True)

    def state(self) -> DisclosureConsent:
        """As the decisions see it."""
        return DisclosureConsent(
            recipient=self.recipient_id,
            purpose=self.purpose,
            categories=frozenset(Category(c) for c in self.categories.split()),
            begins=self.begins_at,
            withdrawn=self.withdrawn_at,
        )
