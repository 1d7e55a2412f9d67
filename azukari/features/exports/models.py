"""Lists that staff take out: choices, and how far they are; the lines lie in the vault."""

from django.conf import settings
from django.db import models

from azukari.core.database.identified import Identified


class ExportState(models.TextChoices):
    WAITING = "waiting"  # the worker has yet to put it together, or is at it
    READY = "ready"
    STOPPED = "stopped"  # by its maker
    GONE = "gone"  # fetched, or its hours are over
    FAILED = "failed"


class FileFormat(models.TextChoices):
    CSV = "csv"  # with the mark by which Excel knows UTF-8
    PLAIN_CSV = "csv-plain"
    XLSX = "xlsx"


class ListExport(Identified):
    """A list that a member of staff takes out for a purpose, and how far the worker is with it.

    With ``form`` it is that form's submissions, else the people of the purpose, or those of them who came by the form
    ``through``. ``part`` is the state by which the list was narrowed, ``fields`` the names of the fields that were
    chosen, between spaces. The worker goes on behind ``cursor_at`` and ``cursor_id``. The lines lie in the vault.
    """

    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    purpose = models.CharField(max_length=64)
    form = models.CharField(max_length=64, blank=True)
    through = models.CharField(max_length=64, blank=True)
    part = models.CharField(max_length=16, blank=True)
    mine = models.BooleanField(default=False)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    fields = models.CharField(max_length=4000)
    reason = models.CharField(max_length=16)
    format = models.CharField(max_length=16, choices=FileFormat)
    lang = models.CharField(max_length=8)
    state = models.CharField(max_length=16, choices=ExportState, default=ExportState.WAITING)
    trouble = models.CharField(max_length=32, default="", blank=True)
    expected = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    cursor_at = models.DateTimeField(null=True)
    cursor_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"], name="export_by_state")]
