"""What the console keeps of its readers: their filters, and digests of what they sent; nothing that anybody typed."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A list of people that a member of staff wants again. It has no words of its own, so no name can be in it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="views")
    purpose = models.CharField(max_length=64)
    form = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    created_at = models.DateTimeField()


class ListChoice(models.Model):
    """Which columns of a list a member of staff does not want to see: slugs, with blanks between them."""

    LONGEST = 500

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lists")
    list = models.CharField(max_length=64)
    hidden = models.CharField(max_length=LONGEST, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "list"], name="one_choice_for_a_list")]


class SentForm(models.Model):
    """A form of staff that was sent a moment ago, so that it does its work once (`once`)."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    sent_at = models.DateTimeField(db_index=True)
