"""What a case claims to have erased, against what a scan of the database finds."""

from datetime import datetime

from azukari.rights.models import Case
from azukari.vault import contradict


def contradictions(case: Case, *, now: datetime) -> list[str]:
    """Every place where the database holds more than the case's certificates say; empty when all of it is true."""
    erased = case.parts.filter(result="erased").values_list("work_id", flat=True)
    return [found for id in erased for found in contradict.contradictions(id, now=now)]
