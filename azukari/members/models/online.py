"""Payments by a page of a payment provider."""

from django.db import models

from azukari.database.identified import Identified


class OnlineState(models.TextChoices):
    OPENED = "opened"
    PAID = "paid"
    REFUSED = "refused"  # what came does not fit what was asked for


class OnlinePayment(Identified):
    """That somebody went to the provider's page to pay an invoice. The id is the reference that the provider gets, made
    up for this payment; ``page`` is what the provider calls its page, ``recipient`` the provider's name in the policy.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    invoice = models.ForeignKey("members.Invoice", models.CASCADE, related_name="online_payments")
    recipient = models.CharField(max_length=64)
    amount = models.PositiveIntegerField()
    page = models.CharField(max_length=100, default="", blank=True)
    state = models.CharField(max_length=8, choices=OnlineState, default=OnlineState.OPENED)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    payment = models.OneToOneField("members.Payment", models.CASCADE, null=True, related_name="online")
