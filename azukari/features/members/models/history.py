"""Registers that were kept elsewhere, taken over once the persons are here."""

from django.db import models

from azukari.core.database.identified import Identified


class HistoryState(models.TextChoices):
    LOOKED = "looked"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"


class History(Identified):
    """One register that was read, and how far the worker is with it.

    What it tells (references, numbers, days, amounts, names of classes) lies sealed in ``file`` until it is taken over,
    or its day is over; the list itself is kept nowhere. ``moment`` is when all rows that came of it were written, by
    which an undoing knows what nobody has touched since. ``kept`` counts memberships that an undoing left as they were.
    """

    form = models.CharField(max_length=64, db_index=True)
    file = models.ForeignKey("vault.SealedFile", models.SET_NULL, null=True, related_name="+")
    answers_for = models.UUIDField()
    state = models.CharField(max_length=8, choices=HistoryState, default=HistoryState.LOOKED, db_index=True)
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    members = models.PositiveIntegerField(default=0)
    terms = models.PositiveIntegerField(default=0)
    payments = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    moment = models.DateTimeField(null=True)
