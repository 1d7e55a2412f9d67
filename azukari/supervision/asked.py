"""When a recipient was last written to, for the page of the recipient."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from azukari.supervision.models import Call, Sort


@dataclass(frozen=True, slots=True)
class LastCalls:
    """When the last mail of each sort was made; None where there was none."""

    guidelines: datetime | None
    instructions: datetime | None


def asked(recipient: str) -> LastCalls:
    """One query."""
    rows = Call.objects.filter(recipient=recipient).values_list("sort").annotate(last=Max("made_at"))
    last = dict(rows)
    return LastCalls(last.get(Sort.GUIDELINES.value), last.get(Sort.INSTRUCTIONS.value))
