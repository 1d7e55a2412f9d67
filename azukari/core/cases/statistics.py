"""How the desk fares, in numbers about nobody: received, answered, how long it took, and why it refused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from azukari.core.cases.models import Case, CasePart
from azukari.lib.percent import nearest_rank
from azukari.policy.casework import CaseState, Outcome

FEW = 5
"""In public, fewer than so many answers give no times: a single person might recognise theirs."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """One year of the desk.

    Args:
        median: days from receipt to answer, half of the answers were quicker; None without answers.
        p95: days within which 95 of 100 were answered.
        by_kind: how many of each kind were received.
        by_outcome: how the answered ones ended.
        grounds: how many parts were refused on each ground.
    """

    received: int
    answered: int
    median: float | None
    p95: float | None
    by_kind: dict[str, int]
    by_outcome: dict[str, int]
    grounds: dict[str, int]

    @property
    def refused(self) -> int:
        """How many were refused, in whole or in part."""
        return self.by_outcome.get(Outcome.REFUSED, 0) + self.by_outcome.get(Outcome.PARTLY, 0)

    @property
    def tells_times(self) -> bool:
        return self.answered >= FEW


def numbers(now: datetime, *, within: timedelta = timedelta(days=365)) -> Numbers:
    """The desk's numbers of the last year; three queries."""
    cases = Case.objects.filter(received_at__gt=now - within)
    rows = list(cases.values_list("kind", "state", "outcome", "received_at", "answered_at"))
    closed = [row for row in rows if row[1] == CaseState.CLOSED and row[2] != Outcome.TAKEN_BACK]
    days = sorted((answered - received) / timedelta(days=1) for _k, _s, _o, received, answered in closed if answered)
    grounds = CasePart.objects.filter(case__received_at__gt=now - within).exclude(ground="")
    return Numbers(
        received=len(rows),
        answered=len(days),
        median=_at(days, 50),
        p95=_at(days, 95),
        by_kind=dict(Counter(row[0] for row in rows)),
        by_outcome=dict(Counter(row[2] for row in closed)),
        grounds=dict(Counter(grounds.values_list("ground", flat=True))),
    )


def _at(days: Sequence[float], share: int) -> float | None:
    """The percentile (nearest rank), to a tenth of a day."""
    return round(days[nearest_rank(share, len(days)) - 1], 1) if days else None
