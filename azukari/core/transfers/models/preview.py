"""A look ahead at a transfer of many people: too long for a page to wait for, so a row that the worker picks up."""

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.core.transfers.models.case import LegalCase
from azukari.core.transfers.models.register import Recipient
from azukari.policy.disclosure import DisclosureGround


class PreviewOrder(Identified):
    """What somebody would like to hand over, and how far the look at it has come.

    ``total`` people come into question; ``judged`` have been looked at up to ``cursor``. ``left_out`` counts by the
    code of the answer, and ``answers`` has the sentence of each code in each language.
    """

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=64)
    categories = models.CharField(max_length=100)
    ground = models.CharField(max_length=16)
    case = models.ForeignKey(LegalCase, models.CASCADE, null=True, related_name="+")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    cursor = models.UUIDField(null=True)
    left_out = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=[*DisclosureGround]), name="preview_on_a_known_ground"),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(finished_at__isnull=True), name="preview_open")]
