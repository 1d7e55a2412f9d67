"""By what a recipient fetches: a token of its own, bound to it and to its contract."""

from django.db import models

from azukari.core.database.identified import Identified
from azukari.core.database.proven import Proven, proof_column
from azukari.core.transfers.models.register import Contract, Recipient


class RecipientToken(Identified, Proven):
    """A key by which a program of a recipient fetches the transfers that were approved for it, and nothing else.

    A contractor's token belongs to one contract and is good for no other. Only a digest is kept.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="tokens")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="tokens")
    name = models.CharField(max_length=60)  # which program of theirs holds it
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    proof = proof_column()
    meant = ("id", "recipient", "contract", "digest", "made_by", "ends_at")

    class Meta(Proven.Meta):
        pass
