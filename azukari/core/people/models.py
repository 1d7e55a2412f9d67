"""A person is a reference: an identifier with nothing inside.

What is known about a person lies sealed in the vault; what happened lies in the ledger. `Trail` alone connects a
person to ledger entries, and is deleted on erasure, so that the ledger keeps its proofs and loses the person.
"""

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified


class Person(Identified):
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # when an address was first confirmed, or a submission needed none


class Trail(models.Model):
    """``entry`` of the ledger is about ``person``; its commitment opens with the ledger key ``key``."""

    entry_id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="trail")
    key_id = models.UUIDField()


class Tombstone(models.Model):
    """A person was here and is gone. Kept so that a restored backup can forget them again."""

    person_id = models.UUIDField(primary_key=True)
    erased_at = models.DateTimeField()


class Removal(Identified):
    """Something ended or went (`people.removals`); ``told`` says more, in references. ``copied``: into the journal.

    No foreign key: the row stays when everything that it refers to is gone.
    """

    kind = models.CharField(max_length=16)
    person_id = models.UUIDField(null=True, db_index=True)
    about = models.UUIDField()
    at = models.DateTimeField()
    told = models.JSONField(default=dict, db_default={})
    copied = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(copied=False), name="removal_to_copy"),
            models.Index(
                fields=["about"],
                condition=Q(kind__in=["service-ended", "service-resumed"]),
                name="removal_of_a_service",
            ),
        ]
