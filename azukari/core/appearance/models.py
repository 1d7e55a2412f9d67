"""What an organisation chooses for its pages: a colour, a logo, a few words; and the sites that may frame its forms.

None of it is personal, and none of it is policy: it changes nothing that is asked, kept or promised.
"""

from django.db import models

from azukari.core.database.identified import Identified


class Theme(models.Model):
    """One version of the look; the newest rules, and going back is a new version with the content of an old one.

    ``texts`` holds, by place and language, the organisation's own words. ``accent_dark`` is the accent on dark ground.
    """

    number = models.PositiveIntegerField(primary_key=True)
    accent = models.CharField(max_length=7)
    accent_dark = models.CharField(max_length=7)
    logo = models.BinaryField(null=True)
    logo_type = models.CharField(max_length=16, default="", blank=True)
    texts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, default="")
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()


class HostSite(Identified):
    """A site whose pages may show our forms in a frame."""

    origin = models.CharField(max_length=260, unique=True)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()


class PictureRow(Identified):
    """A picture of one form, made anew from what was uploaded: the same address for everybody."""

    form = models.CharField(max_length=64)
    content = models.BinaryField()
    type = models.CharField(max_length=16)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        abstract = True
