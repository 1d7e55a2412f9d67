"""Payments by a page of a payment provider, and money that it reported and that somebody has to look at."""

from django.conf import settings
from django.db import models

from azukari.core.database.identified import Identified
from azukari.core.payments.order import MoneyKind, Progress


class OnlineState(models.TextChoices):
    OPENED = "opened"
    PAID = "paid"
    REFUSED = "refused"  # what came does not fit what was asked for
    CLOSED = "closed"  # nobody pays on that page any more


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


class MoneyState(models.TextChoices):
    WAITS = "waits"  # it is unknown whose it is, or what is to be done
    BOOKED = "booked"  # the books follow it
    SETTLED = "settled"  # somebody said why it stands in no books, or all of it went back


class Unbooked(models.TextChoices):
    """Why a payment was not booked when it came."""

    NOBODY = "nobody"  # its reference is unknown, or went with an erased person
    DIFFERS = "differs"  # another amount, currency or page than was asked for
    NOT_OWED = "not-owed"  # the debt was settled before
    IMPOSSIBLE = "impossible"  # no such payment may stand in the books
    TAKEN_OUT = "taken-out"  # it was booked, and somebody took the entry out


class Settled(models.TextChoices):
    """Why money of the provider stands in no books."""

    RETURNED = "returned"  # it went back to the payer
    ELSEWHERE = "elsewhere"  # it is booked elsewhere, or was recorded by hand
    NOT_OURS = "not-ours"  # it belongs to other business of the same account
    TRIAL = "trial"  # somebody tried it out


class ProviderMoney(Identified):
    """Money that the payment provider reported, besides what was booked at once: payments that fit nothing, refunds and
    disputes. It is about nobody: it has the provider's references, amounts and times.

    Args:
        form: whose membership it concerns; ``""`` where that is unknown.
        reference: the provider's number of its page, of the refund or of the dispute; ``charge``: that of the payment.
        order: our reference, which the provider sent back.
        amount: in the smallest unit of ``currency``.
        at: when the provider had it; ``told_at``: of the newest message about it that counted.
        progress, is_final: of refunds and disputes. What is final changes no more.
        payment: the `Payment` in the books that it became, or of which it went back.
    """

    recipient = models.CharField(max_length=64)
    form = models.CharField(max_length=64, default="", blank=True)
    kind = models.CharField(max_length=8, choices=MoneyKind)
    reference = models.CharField(max_length=100)
    charge = models.CharField(max_length=100, default="", blank=True, db_index=True)
    order = models.UUIDField(null=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    told_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=MoneyState, default=MoneyState.WAITS)
    why = models.CharField(max_length=10, choices=Unbooked, default="", blank=True)
    progress = models.CharField(max_length=8, choices=Progress, default="", blank=True)
    is_final = models.BooleanField(default=False)
    payment = models.UUIDField(null=True, db_index=True)
    reason = models.CharField(max_length=10, choices=Settled, default="", blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "reference"], name="one_row_for_reported_money")
        ]
        indexes = [models.Index(fields=["state", "at"], name="reported_money_by_state")]
