"""What has happened to people of the population: how many there are of each, and since when."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.db.models import Min

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Guardianship, ImportedSubmission, Submission
from azukari.core.vault.models import Erasure, Merge
from azukari.features.members.models import Pause
from azukari.features.questionnaires.models import Invitation
from azukari.policy.casework import Hold


def histories(now: datetime) -> Mapping[str, int]:
    """So many rows of each, and for how many days there have been registrations."""
    grants = Grant.objects.living(now)
    rows: Mapping[str, models.QuerySet[models.Model]] = {
        "merged": Merge.objects.all(),
        "paused": Pause.objects.all(),
        "erased": Erasure.objects.filter(certified_at__isnull=False),
        "restricted": grants.filter(purpose=Hold.RESTRICTION),
        "held": grants.filter(purpose=Hold.CLAIM),
        "guarded": Guardianship.objects.all(),
        "invited": Invitation.objects.all(),
        "imported": ImportedSubmission.objects.all(),
    }
    first = Submission.objects.aggregate(first=Min("created_at"))["first"]
    return {name: found.count() for name, found in rows.items()} | {"days": (now - first).days}
