"""Campaigns: their public words, their signatures by reference, and the count that is shown.

Nothing personal is kept here. Who signed, and what they wrote, lies in the vault under the form's own purposes.
"""

from django.db import models

from azukari.core.appearance.models import PictureRow
from azukari.core.database.added_up import AddedUp
from azukari.core.database.identified import Identified


class CampaignPage(models.Model):
    """What the public page of a campaign says besides its form; by language where it is words."""

    form = models.CharField(max_length=64, primary_key=True)
    body = models.JSONField(default=dict)  # Markdown
    addressee = models.JSONField(default=dict)
    goal = models.PositiveIntegerField(null=True)
    changed_at = models.DateTimeField()


class CampaignPicture(PictureRow):
    """A picture that stands in the text of a campaign's page."""

    class Meta:
        indexes = [models.Index(fields=["form", "-added_at"], name="pictures_of_a_campaign")]


class Removal(Identified):
    """Signatures that somebody took out of the count together: one domain's within some hours, or disposable ones.

    ``domain`` is a token, and empty for disposable addresses of every domain. ``count`` is what the preview showed;
    when it is done exactly so many are out. It can be taken back until ``undone_at``.
    """

    form = models.CharField(max_length=64, db_index=True)
    domain = models.BinaryField(max_length=18, default=b"", blank=True)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    known_too = models.BooleanField(default=False)
    count = models.PositiveIntegerField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)


class Signature(models.Model):
    """A signature, with the number that it got once; None until the next count, as are the tokens of its mailbox.

    ``shown_at`` says since when its name stands on the public page, ``removal`` by what it counts no more.
    """

    submission = models.OneToOneField("forms.Submission", models.CASCADE, primary_key=True, related_name="signature")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    form = models.CharField(max_length=64)
    number = models.PositiveIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    mailbox = models.BinaryField(max_length=18, null=True)
    domain = models.BinaryField(max_length=18, null=True)
    is_disposable = models.BooleanField(default=False)
    shown_at = models.DateTimeField(null=True)
    removal = models.ForeignKey(Removal, models.SET_NULL, null=True, related_name="signatures")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="a_signature_number_is_given_once")]
        indexes = [
            models.Index(fields=["form", "domain", "signed_at"], name="signature_by_domain"),
            models.Index(fields=["form", "mailbox"], name="signature_by_mailbox"),
        ]


class DomainHour(models.Model):
    """Trend: how many signatures came from one domain in one hour. ``domain`` is a token; nobody stands here."""

    id = models.BigAutoField(primary_key=True)
    form = models.CharField(max_length=64)
    domain = models.BinaryField(max_length=18)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    is_disposable = models.BooleanField(default=False)
    added_up = AddedUp(by=("form", "domain", "hour"), number="count")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "domain", "hour"], name="one_trend_an_hour")]
        indexes = [models.Index(fields=["form", "hour"], name="trend_by_hour")]


class SignatureCount(models.Model):
    """How many people's signatures stood under a campaign at ``counted_at``; ``last_number`` is the last one given.

    Once the campaign is over, ``final`` keeps what was reached, while the signatures themselves expire.
    """

    form = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()
    last_number = models.PositiveIntegerField(default=0)
    final = models.BooleanField(default=False)


class SignatureDay(models.Model):
    """How many people's signatures came on one day under a campaign that is over; written with its final count."""

    id = models.BigAutoField(primary_key=True)
    form = models.CharField(max_length=64)
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "day"], name="one_final_count_a_day")]


class CampaignUpdate(Identified):
    """News of a campaign: to those signers who agreed to get some, and for everybody on its page."""

    form = models.CharField(max_length=64)
    subjects = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)  # by language, in paragraphs
    mailing = models.UUIDField()
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["form", "-sent_at"], name="update_by_campaign")]
