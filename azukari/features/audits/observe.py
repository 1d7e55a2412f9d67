"""After each round of the controls: what each said is kept and entered into the ledger, findings open and close."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from azukari.features.audits import figures, looks
from azukari.features.audits.findings import WORKER, follow
from azukari.features.audits.models import Observation
from azukari.features.audits.promises import promises
from azukari.lib.control import Control, ControlResult, ControlState, Doubt, controls, examine
from azukari.lib.control_outcomes import Noted, noted, read_outcomes, version_of, write_again
from azukari.lib.version import version
from azukari.lib.watched_day import worst
from azukari.shells.worker.controlling import outcomes_file

THIS = "controls"
"""The control of the controls: whether all others have run in time. It looks once the others are taken in."""

type Standings = dict[int, tuple[ControlState, datetime | None]]
"""How each promise stands, by its number, and since when."""


def keep(outcomes: Sequence[ControlResult], now: datetime) -> None:
    """Take a round in."""
    with transaction.atomic():
        rows = noted([each for each in outcomes if not each.control.derived], known(), now)
        _save(rows)
        again = []
        for each in (each.control for each in outcomes if each.control.derived):
            again.append(examine(each, now))
            rows += noted(again[-1:], known(), now)
            _save(rows[-1:])  # for whichever reads what this one says
        Observation.objects.exclude(control__in=[each.name for each in rows]).delete()
        follow([*(each for each in outcomes if not each.control.derived), *again], now)
        figures.count(now)
        looks.enter(_states(rows, now), now)  # last, since nobody else writes to the ledger's tree meanwhile


def _save(rows: Sequence[Noted]) -> None:
    Observation.objects.bulk_create(
        [
            Observation(
                control=each.name,
                state=each.state,
                at=each.at,
                since=each.since,
                findings=each.findings,
                shelf_hours=int(each.shelf.total_seconds() // 3600),
                doubts="\n".join(each.doubts),
                why=each.why or "",
                size=each.size,
            )
            for each in rows
        ],
        update_conflicts=True,
        unique_fields=["control"],
        update_fields=["state", "at", "since", "findings", "shelf_hours", "doubts", "why", "size"],
    )


def keep_one(outcome: ControlResult, now: datetime, *, by: str = WORKER) -> None:
    """Take in what one control said, out of turn: after somebody has mended something, or looked.

    Args:
        by: who had it run, as an actor.
    """
    again = [examine(each, now) for each in _unvouched(outcome, now)]
    with transaction.atomic():
        _save(noted([outcome, *again], known(), now))
        states, last = _states(known().values(), now), looks.newest()
        before = last.states if last else {}
        mine = outcome.control.promises  # of all others it was not looked at now, so the table alone improves nothing
        found = {n: state if n in mine else worst([state, before.get(n, state)]) for n, state in states.items()}
        if before != found:
            looks.enter(found, now)
        follow([outcome], now, by=by)
        follow(again, now)
    for each in (outcome, *again):
        write_again(outcomes_file(), each, now)


def _unvouched(outcome: ControlResult, now: datetime) -> list[Control]:
    """The other controls of promises that would stand better by this outcome than the last look says, where the table
    says something better of one than the file of the worker: whoever can write to the database alone could have painted
    it, so it has to look again.
    """
    seen, last = known(), looks.newest()
    states = _states((seen | {each.name: each for each in noted([outcome], seen, now)}).values(), now)
    before = last.states if last else {}
    rising = [n for n in outcome.control.promises if worst([states[n], before.get(n, states[n])]) is not states[n]]
    told = {each.name: each.state for each in (read_outcomes(outcomes_file()) or (now, ()))[1]}
    others = {each.name: each for n in rising for each in watched()[n] if each.name != outcome.control.name}
    return [
        each
        for name, each in others.items()
        if name in seen and not each.derived and told.get(name) is not seen[name].state
    ]


def _states(observed: Iterable[Noted], now: datetime) -> dict[int, ControlState]:
    return {number: state for number, (state, _since) in standing(observed, now).items()}


def repainted() -> frozenset[int]:
    """The promises that stand better in the table than the last look in the ledger says; none as long as another
    version of the program has looked last, which may have had other controls. A few queries.
    """
    last, seen = looks.newest(), known()
    if last is None or version_of(outcomes_file()) not in ("", version()):
        return frozenset()
    at = max([last.at, *(each.at for each in seen.values())])
    states = _states(seen.values(), at)
    return frozenset(n for n, state in states.items() if worst([state, last.states.get(n, state)]) is not state)


def believed(seen: Mapping[str, Noted], now: datetime) -> tuple[Standings, frozenset[int]]:
    """How each promise stands, and those that somebody has repainted, of which nobody knows; for the public pages.

    Args:
        seen: what each control said last (`known`).
    """
    changed = repainted()
    found = standing(seen.values(), now)
    return found | dict.fromkeys(changed, (ControlState.UNKNOWN, None)), changed


def known() -> dict[str, Noted]:
    """What each control said last, by its name. One query."""
    return {
        row.control: Noted(
            row.control,
            ControlState(row.state),
            row.at,
            row.since,
            row.findings,
            timedelta(hours=row.shelf_hours),
            tuple(row.doubts.splitlines()),
            Doubt(row.why) if row.why else None,
            row.size,
        )
        for row in Observation.objects.all()
    }


def standing(observed: Iterable[Noted], now: datetime) -> Standings:
    """How each promise stands, and since when; None where nobody has ever looked."""
    by_name = {each.name: each for each in observed}
    return {number: _stands([by_name.get(c.name) for c in watching], now) for number, watching in watched().items()}


def _stands(found: Sequence[Noted | None], now: datetime) -> tuple[ControlState, datetime | None]:
    states = [each.at_time(now) if each else ControlState.UNKNOWN for each in found]
    state = worst(states)
    moments = [_since(each, now) for each in found if each and each.at_time(now) is state]
    if state is ControlState.KEPT:
        return state, max(moments, default=None)  # kept from when the last of them was
    return state, min(moments, default=None)


def _since(each: Noted, now: datetime) -> datetime:
    """Since when it stands as it stands now; what became too old is unknown since it did."""
    return each.since if each.at_time(now) is each.state else each.at + each.shelf


def watched() -> Mapping[int, tuple[Control, ...]]:
    """The controls that watch over each promise."""
    found: dict[int, list[Control]] = defaultdict(list)
    for control in controls():
        for number in control.promises:
            found[number].append(control)
    return {number: tuple(found[number]) for number in promises()}
