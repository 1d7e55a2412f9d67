"""What a case claims to have erased, against what a search of the database found that did not erase it."""

from azukari.cases.models import Case
from azukari.vault.erasures import contradicted


def is_contradicted(case: Case) -> bool:
    """Whether an erasure of the case is not done, or the database holds more than its account says."""
    return contradicted(case.parts.filter(result="erased").values_list("work_id", flat=True))
