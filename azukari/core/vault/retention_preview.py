"""What the clock of retention will let go of, told before it does: by purpose and clause, in counts and references."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import batched
from uuid import UUID

from azukari.core.consent.models import EndReason, Grant
from azukari.core.vault.erase_unheld import unheld
from azukari.core.vault.models import SealedValue
from azukari.lib.sweep import Going
from azukari.policy.casework import HOLDS
from azukari.policy.terms import CONFIRMATION

MOST_REFERENCES = 100
BATCH = 500


def grants_going(as_of: datetime) -> Iterator[Going]:
    """Purposes whose right will have ended by then, and the values that will be held by nothing."""
    ended = Grant.objects.ended(as_of).unsettled()
    by_purpose: Counter[tuple[str, str]] = Counter()
    references: dict[tuple[str, str], list[str]] = defaultdict(list)
    people: set[UUID] = set()
    for id, purpose, reason, person in ended.values_list("id", "purpose", "end_reason", "person_id").iterator():
        key = (purpose, reason)
        by_purpose[key] += 1
        people.add(person)
        if len(references[key]) < MOST_REFERENCES:
            references[key].append(str(id))
    for (purpose, reason), count in sorted(by_purpose.items()):
        yield Going("consent", "grant", purpose, _clause(purpose, reason), count, tuple(references[purpose, reason]))
    yield from _values(people, as_of)


def _values(people: set[UUID], as_of: datetime) -> Iterator[Going]:
    categories: Counter[str] = Counter()
    references: list[str] = []
    for batch in batched(sorted(people), BATCH):
        gone = unheld(batch, as_of)
        categories.update(SealedValue.objects.filter(id__in=gone).values_list("category", flat=True))
        references += [str(id) for id in gone[: MOST_REFERENCES - len(references)]]
    if categories:
        yield Going("vault", "value", "", "law 4: no living grant", categories.total(), tuple(references))


def _clause(purpose: str, reason: str) -> str:
    if purpose == CONFIRMATION:
        return "unconfirmed_days"
    if purpose in HOLDS:
        return "the hold's own end"
    ended = {
        EndReason.WITHDRAWN.value: "the person withdrew it",
        EndReason.ERASED.value: "the person had it erased",
    }
    return ended.get(reason, f"purposes.{purpose}.retention")
