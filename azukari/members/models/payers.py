"""Payers that were confirmed once."""

from django.db import models

from azukari.database.identified import Identified


class KnownPayer(Identified):
    """That a payer of this name paid for this registration before, as staff confirmed.

    ``digest`` is a token of the blind index (`vault.index_token`) of the name as `bank_names` has it: the payer may be
    somebody else than the member, and their name stands nowhere. Under a new index key it is learnt anew.
    """

    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="known_payers")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=20, db_index=True)
    known_since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "digest"], name="one_payer_of_a_name")]
