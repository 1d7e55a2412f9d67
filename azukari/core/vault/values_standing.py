"""How many values stand in registrations, and when they were corrected last, for who compares them with the ledger."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from azukari.core.database.id_set import Ids
from azukari.core.vault.models import SealedValue


def counted_in(submissions: Collection[UUID]) -> Mapping[UUID, int]:
    """How many values each of these submissions has; those that have none are left out. One query."""
    rows = SealedValue.objects.filter(submission_id__in=Ids(submissions)).order_by()
    return dict(rows.values_list("submission_id").annotate(number=Count("id")))


def last_corrections(submissions: Collection[UUID]) -> Mapping[tuple[UUID, str], datetime | None]:
    """When a value of each submission and category was corrected last, as the rows have it; None for never. Where
    nothing is left of a category, it is left out. One query.
    """
    rows = SealedValue.objects.filter(submission_id__in=Ids(submissions)).order_by()
    found = rows.values_list("submission_id", "category").annotate(last=Max("corrected_at"))
    return {(submission, category): last for submission, category, last in found}
