"""How far a round is, in counts. Nobody is named."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from azukari.core.policy_versions.current import Charters, charters
from azukari.features.reconsent.models import Asked, ReconsentAnswer, Round
from azukari.policy.terms import Text
from azukari.policy.widening import stops


@dataclass(frozen=True, slots=True)
class Progress:
    """
    Args:
        found: everybody whom it concerns and who is here still.
        searching: whether more may be found.
        runs: whether people may still answer.
        stops: the purposes for which nothing is used of whoever did not agree; for all others the earlier use goes on.
    """

    round: Round
    found: int
    agreed: int
    declined: int
    silent: int
    unreachable: int
    searching: bool
    runs: bool
    stops: tuple[Text, ...] = ()

    @property
    def asked(self) -> int:
        """How many were written to."""
        return self.found - self.unreachable

    @property
    def ended(self) -> datetime:
        """When it ended, or will at the latest."""
        return self.round.ended_at or self.round.ends_at


def progress(*, now: datetime, number: int | None = None) -> list[Progress]:
    """All rounds, the newest first, or the one of that charter. Two queries."""
    rounds = Round.objects.order_by("-charter_id")
    if number is not None:
        rounds = rounds.filter(charter_id=number)
    counted: dict[int, dict[str, int]] = {}
    answers = Asked.objects.filter(round__in=rounds).values_list("round_id", "state").annotate(people=Count("id"))
    for round_id, answer, people in answers:
        counted.setdefault(round_id, {})[answer] = people
    known = charters() if rounds else None
    return [_progress(round, counted.get(round.charter_id, {}), known, now) for round in rounds]


def _progress(round: Round, counts: dict[str, int], known: Charters | None, now: datetime) -> Progress:
    return Progress(
        round=round,
        found=sum(counts.values()),
        agreed=counts.get(ReconsentAnswer.AGREED, 0),
        declined=counts.get(ReconsentAnswer.DECLINED, 0),
        silent=counts.get(ReconsentAnswer.WAITING, 0),
        unreachable=counts.get(ReconsentAnswer.UNREACHABLE, 0),
        searching=round.searched_at is None and round.runs(now),
        runs=round.runs(now),
        stops=_stops(round.charter_id, known) if known else (),
    )


def _stops(number: int, known: Charters) -> tuple[Text, ...]:
    """The titles of purposes that stand still for whoever left something before the round's charter."""
    ruling = known.ruling.policy
    before = [known.policy(n) for n in known.digests if n < number]
    stopped = dict.fromkeys(p for told in before for p in told.purposes if stops(told, ruling, p))
    return tuple(ruling.purposes[purpose].title for purpose in stopped)
