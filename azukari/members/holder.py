"""What the membership desk holds of a person: the days and amounts that they paid."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.members.models import Payment


class MembersHolder:
    """Payments, for the registry of holders. They go with the registration that they belong to."""

    name = "members"
    models = frozenset({"members.Payment"})

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {"payment": Payment.objects.filter(person_id__in=people)}

    def export(self, person: UUID) -> Mapping[str, Any]:
        found = Payment.objects.filter(person_id=person).order_by("paid_on", "id")
        return {
            "payments": [
                {"registration": str(p.submission_id), "paid_on": p.paid_on.isoformat(), "amount": p.amount}
                for p in found
            ]
        }

    def erase(self, people: Collection[UUID]) -> None:
        Payment.objects.filter(person_id__in=people).delete()

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del restricted  # what somebody paid is what the law has us keep
        Payment.objects.filter(submission_id__in=ended).delete()

    def reassign(self, person: UUID, to: UUID) -> None:
        Payment.objects.filter(person_id=person).update(person_id=to)
