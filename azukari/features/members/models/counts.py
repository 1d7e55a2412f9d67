"""Counts of each month, which nobody's leaving or erasure takes away: they are about nobody."""

from uuid import UUID

from django.db import models

from azukari.core.database.added_up import AddedUp
from azukari.core.database.identified import Identified

NO_CLASS = UUID(int=0)


class What(models.TextChoices):
    """What is counted."""

    JOINED = "joined"  # admissions, in the month of the admission
    RENEWED = "renewed"  # paid renewals, in the month in which the new term begins
    LEFT = "left"
    LAPSED = "lapsed"
    RETURNED = "returned"  # reinstatements of those who had left or lapsed
    PAID = "paid"  # yen, in the month of the payment


class MonthlyCount(Identified):
    """How many in one month, of one class, of those who joined in the year ``cohort``."""

    form = models.CharField(max_length=64)
    month = models.DateField()
    what = models.CharField(max_length=8, choices=What)
    class_id = models.UUIDField(default=NO_CLASS)
    cohort = models.PositiveSmallIntegerField(default=0)
    count = models.BigIntegerField(default=0)
    added_up = AddedUp(by=("form", "month", "what", "class_id", "cohort"), number="count")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "month", "what", "class_id", "cohort"], name="one_count_of_a_month")
        ]
