"""A submission: that somebody filled in a form, in which version, language and words.

What they wrote lies in the vault.
"""

from django.db import models

from azukari.lib.identifier import new_id
from azukari.policy.terms import FormKind


class State(models.TextChoices):
    PENDING = "pending"  # an address waits for its confirmation
    ACCEPTED = "accepted"  # confirmed, or nothing to confirm


class Channel(models.TextChoices):
    PAGE = "page"
    API = "api"
    STAFF = "staff"
    IMPORT = "import"


class Submission(models.Model):
    """``notice`` holds the exact words that were shown (P20); ``consents`` the purposes agreed to, separated by
    spaces.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    form = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in FormKind])
    charter = models.ForeignKey("charter.Charter", models.PROTECT, related_name="+")
    notice = models.ForeignKey("charter.Notice", models.PROTECT, related_name="+")
    lang = models.CharField(max_length=8)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="submissions")
    channel = models.CharField(max_length=8, choices=Channel)
    consents = models.CharField(max_length=600, default="", blank=True)
    state = models.CharField(max_length=8, choices=State)
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["form", "-created_at"], name="submission_by_form")]


class SpentChallenge(models.Model):
    """A proof of work that was used; kept until it would have expired anyway."""

    digest = models.BinaryField(primary_key=True)
    expires_at = models.DateTimeField(db_index=True)
