"""What campaigns hold of a person: that they signed, and under which number."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.vault.holders import HolderOfRows
from azukari.features.campaigns.models import Signature


class CampaignsHolder(HolderOfRows):
    """Signatures, for the registry of holders. They go with the registration that they belong to.

    Two signatures of somebody who turns out to be one person count once from the next count on.
    """

    name = "campaigns"
    rows: ClassVar[Mapping[str, Any]] = {"signature": Signature}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "signature": _("Signatures under campaigns"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        found = Signature.objects.filter(person_id=person).order_by("form", "pk")
        return {"signatures": [{"registration": str(s.pk), "campaign": s.form, "number": s.number} for s in found]}

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del restricted  # a signature that only a law keeps stands with its registration
        delete(Signature, ended, by="submission")
