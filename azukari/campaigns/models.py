"""Campaigns: their public words, their signatures by reference, and the count that is shown.

Nothing personal is kept here. Who signed, and what they wrote, lies in the vault under the form's own purposes.
"""

from django.db import models


class CampaignPage(models.Model):
    """What the public page of a campaign says besides its form; by language where it is words."""

    form = models.CharField(max_length=64, primary_key=True)
    body = models.JSONField(default=dict)  # Markdown
    addressee = models.JSONField(default=dict)
    goal = models.PositiveIntegerField(null=True)
    changed_at = models.DateTimeField()


class Signature(models.Model):
    """A signature that counts, with the number that it got once; None until the next count."""

    submission = models.OneToOneField("forms.Submission", models.CASCADE, primary_key=True, related_name="signature")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    form = models.CharField(max_length=64)
    number = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="a_signature_number_is_given_once")]


class SignatureCount(models.Model):
    """How many people's signatures stood under a campaign at ``counted_at``; ``last_number`` is the last one given.

    Once the campaign is over, ``final`` keeps what was reached, while the signatures themselves expire.
    """

    form = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()
    last_number = models.PositiveIntegerField(default=0)
    final = models.BooleanField(default=False)
