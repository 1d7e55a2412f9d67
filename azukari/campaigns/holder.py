"""What campaigns hold of a person: that they signed, and under which number."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.campaigns.models import Signature
from azukari.database.cascade import delete


class CampaignsHolder:
    """Signatures, for the registry of holders. They go with the registration that they belong to."""

    name = "campaigns"
    models = frozenset({"campaigns.Signature"})

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {"signature": Signature.objects.filter(person_id__in=people)}

    def export(self, person: UUID) -> Mapping[str, Any]:
        found = Signature.objects.filter(person_id=person).order_by("form", "pk")
        return {"signatures": [{"registration": str(s.pk), "campaign": s.form, "number": s.number} for s in found]}

    def erase(self, people: Collection[UUID]) -> None:
        delete(Signature, people, by="person")

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del restricted  # a signature that only a law keeps stands with its registration
        delete(Signature, ended, by="submission")

    def reassign(self, person: UUID, to: UUID) -> None:
        """Two signatures of somebody who turns out to be one person count once from the next count on."""
        Signature.objects.filter(person_id=person).update(person_id=to)
