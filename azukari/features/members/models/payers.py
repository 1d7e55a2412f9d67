"""Payers that were confirmed once, and the lines of bank files that became payments."""

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified


class KnownPayer(Identified):
    """That a payer of this name paid for this registration before, as staff confirmed.

    ``digest`` is a token of the blind index (`vault.index_token`) of the name as `bank_digest_folding` has it: the
    payer may be somebody else than the member, and their name stands nowhere. Under a new index key it is learnt anew.
    """

    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="known_payers")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=20, db_index=True)
    known_since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "digest"], name="one_payer_of_a_name")]


class BankLine(Identified):
    """Which line of a bank file a payment is, so that no line is booked twice. It goes with its payment.

    A line that was shared among members has a row for each ``part``, all with the same ``line``; ``amount`` is the
    whole line's, in yen. ``core`` and ``text`` are tokens of the blind index, of day and amount with the payer's name
    and with all that the bank wrote; no backup holds them. ``turn`` counts lines of the same core, from 1. What the
    file tells besides is compared where both have it: ``account``, the bank's ``serial`` of the line, and the
    ``balance`` after it; ``layout`` names the heads of the file.
    """

    payment = models.OneToOneField("members.Payment", models.CASCADE, related_name="bank_line")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    line = models.UUIDField()
    amount = models.PositiveIntegerField()
    core = models.BinaryField(max_length=20, default=b"")
    text = models.BinaryField(max_length=20, default=b"")
    turn = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=40, default="", blank=True)
    serial = models.CharField(max_length=40, default="", blank=True)
    balance = models.BigIntegerField(null=True)
    layout = models.CharField(max_length=16, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["core", "turn", "part"], condition=~Q(core=b""), name="one_payment_for_a_bank_line"
            )
        ]
