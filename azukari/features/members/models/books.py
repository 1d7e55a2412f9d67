"""Books of the dues: invoices, payments, what settles what, and receipts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.core.forms.models import Submission


class InvoiceState(models.TextChoices):
    OPEN = "open"
    PAID = "paid"
    VOID = "void"


class Invoice(Identified):
    """Dues of one year that somebody owes. ``code`` is what the payer writes beside their name.

    ``term_id`` is the term's, which goes before it where a law keeps the books alone.
    """

    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="invoices")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    term_id = models.UUIDField(null=True, db_index=True)
    form = models.CharField(max_length=64)
    dues_year = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    paid = models.PositiveIntegerField(default=0)
    tax_percent = models.PositiveSmallIntegerField(default=0)
    is_donation = models.BooleanField(default=False)
    code = models.CharField(max_length=10, db_index=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=InvoiceState, default=InvoiceState.OPEN)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["form", "state", "due_on"], name="invoice_by_state"),
            models.Index(fields=["form", "state", "dues_year", "due_on", "amount", "paid"], name="invoice_sums"),
        ]

    @property
    def owed(self) -> int:
        """What is still to be paid."""
        return max(0, self.amount - self.paid) if self.state == InvoiceState.OPEN else 0


class Payment(Identified):
    """One payment of a member, as it stands in the books; ``amount`` in whole yen.

    ``person`` is the registration's, whose name the vault keeps. One that came by a bank file has a `BankLine`;
    ``bank_turn`` is what releases before that wrote, and 0 from then on. ``charge`` is the payment provider's number of
    one that the provider collected; ``returned`` is what of it went back by refunds and disputes, in yen.
    """

    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="payments")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    paid_on = models.DateField()
    amount = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    bank_turn = models.PositiveSmallIntegerField(default=0, db_default=0)
    charge = models.CharField(max_length=100, default="", db_default="", blank=True)
    returned = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "paid_on", "amount", "bank_turn"],
                condition=Q(bank_turn__gt=0),
                name="one_payment_for_a_line",
            )
        ]
        indexes = [models.Index(fields=["charge"], condition=~Q(charge=""), name="payment_by_charge")]

    @property
    def kept(self) -> int:
        """What did not go back."""
        return self.amount - self.returned


class Allocation(Identified):
    """The part of a payment that settles an invoice."""

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="allocations")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="allocations")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    amount = models.PositiveIntegerField()


class Receipt(Identified):
    """That a receipt with a number of the register was made out for a payment. A new one voids the old.

    When the payment is taken out of the books, its receipts are void and stay, with their numbers. ``submission``,
    ``paid_on`` and ``amount`` are those of the payment. ``lines``, ``texts`` and ``charter`` are what was printed
    (`receipt_lines.Printed`). Receipts of earlier releases have none of these five.
    """

    payment = models.ForeignKey(Payment, models.CASCADE, null=True, related_name="receipts")
    submission = models.ForeignKey("forms.Submission", models.CASCADE, null=True, related_name="receipts")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    paid_on = models.DateField(null=True)
    amount = models.PositiveIntegerField(null=True)
    lines = models.JSONField(null=True)
    texts = models.JSONField(null=True)
    charter = models.PositiveIntegerField(null=True)
    issued_on = models.DateField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment"], condition=Q(voided_at__isnull=True), name="one_valid_receipt")
        ]

    @property
    def registration(self) -> Submission:
        """Of whom it is.

        Raises:
            ValueError: the row has neither a registration nor a payment.
        """
        held = self.submission or (self.payment.submission if self.payment else None)
        if held is None:
            raise ValueError("A receipt belongs to a registration.")
        return held


class Scope(models.TextChoices):
    """What a receipt of a year is about."""

    DUES = "dues"
    DONATIONS = "donation"


class YearlyReceipt(Identified):
    """That one receipt was made out for all that was paid on a registration in a calendar year. A new one voids the
    old, and takes the place of the receipts of its payments. What was printed is kept as of a `Receipt`.
    """

    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="yearly_receipts")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    scope = models.CharField(max_length=8, choices=Scope)
    year = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    lines = models.JSONField(null=True)
    texts = models.JSONField(null=True)
    charter = models.PositiveIntegerField(null=True)
    issued_on = models.DateField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "scope", "year"],
                condition=Q(voided_at__isnull=True),
                name="one_valid_receipt_of_a_year",
            )
        ]
