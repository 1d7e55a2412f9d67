"""Opening what stands on a public page: for everybody who reads it, by the consent of each person shown.

The gate alone calls this (an import contract sees to it), after it has asked about each person at this very moment.
That it is shown stands on their trail since the moment when it began, so that no reader adds an entry.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from azukari.core.consent.covered import cover
from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import charters
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue
from azukari.core.vault.release import open_all
from azukari.core.vault.value_row import opened_by
from azukari.policy.terms import Category


def open_published(
    submissions: Collection[UUID], *, purpose: str, category: Category, now: datetime
) -> Mapping[UUID, str]:
    """The first value of ``category`` that ``purpose`` may use, by registration. Four queries at most."""
    grants = list(Grant.objects.living(now).filter(submission_id__in=submissions, purpose=purpose))
    covered = cover(grants, purpose, charters=charters())
    rows = SealedValue.objects.filter(submission_id__in=submissions, category=category).order_by("-id")
    first = {row.submission_id: row for row in opened_by(covered, rows)}
    keys = data_keys({row.person_id for row in first.values()})
    try:
        opened = open_all([row for row in first.values() if row.person_id in keys], keys)
    except CannotOpen:  # erased at this very moment: the next reader sees the rest
        return {}
    return {value.submission: value.text for values in opened.values() for value in values}
