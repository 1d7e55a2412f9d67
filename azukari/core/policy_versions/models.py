"""Published policies, numbered, and the exact notices they put before people. The database refuses to change either."""

from django.db import models


class Charter(models.Model):
    """``document`` is the whole policy as canonical JSON; ``changes`` says in sentences what it changed for people."""

    number = models.PositiveIntegerField(primary_key=True)
    document = models.TextField()
    digest = models.CharField(max_length=64)  # SHA-256 of the document, hexadecimal; an earlier policy may return
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)  # opaque reference of the actor
    approved_by = models.CharField(
        max_length=80, blank=True, default=""
    )  # the second person, where one was needed (P12)
    changes = models.JSONField(default=list)


class Notice(models.Model):
    """The words shown before the first field of a form, in one language (P19, P20)."""

    digest = models.CharField(
        max_length=64, primary_key=True
    )  # SHA-256 of charter, form, language and text, hexadecimal
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="notices")
    form = models.CharField(max_length=64)
    lang = models.CharField(max_length=8)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charter", "form", "lang"], name="one_notice_per_form_and_language"),
        ]


class Draft(models.Model):
    """The next policy while staff write it: one row, one shared document, ruling nobody.

    ``version`` only ever grows, also when a draft is closed and another begun, so that a page opened long ago can never
    overwrite what came after it. An empty document is no draft. An approval and a schedule name a version, and lapse
    when it moves on.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    document = models.TextField(blank=True, default="")  # canonical JSON, as of a charter
    based_on = models.PositiveIntegerField(default=0)  # the charter it was compared with; 0 before the first
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.CharField(max_length=80, blank=True, default="")  # opaque reference of the actor
    proposed_version = models.PositiveIntegerField(default=0)  # for which a second person was asked; 0 for none
    approved_version = models.PositiveIntegerField(default=0)  # which the second person approved; 0 for none
    approved_by = models.CharField(max_length=80, blank=True, default="")
    scheduled_version = models.PositiveIntegerField(default=0)  # which the worker publishes when it is due; 0 for none
    publish_at = models.DateTimeField(null=True)
    scheduled_by = models.CharField(max_length=80, blank=True, default="")
    scheduled_asks = models.BooleanField(default=False)  # whoever scheduled it knows that people will be asked again
    refused_code = models.CharField(max_length=64, blank=True, default="")  # why it was not published when it was due
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="charter_one_draft")]

    @property
    def is_scheduled(self) -> bool:
        """Whether the worker will publish exactly what stands here."""
        return bool(self.document) and self.scheduled_version == self.version and self.publish_at is not None
