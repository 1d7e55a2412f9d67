"""The mailed link: it opens a page, and a button on that page confirms. Each link works once.

Those who press at one time are confirmed in one transaction (`database.combining`), so that the disk is waited for
once, and as many statements serve all of them as serve one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.database.combining import Combined
from azukari.core.database.turns import in_turn
from azukari.core.forms.accept import Accepted, accept_many
from azukari.core.forms.guardians import any_guardians, ask, declared_before, standings_with
from azukari.core.forms.held import hold_submissions
from azukari.core.forms.last_day import over_at
from azukari.core.forms.models import Channel, GuardianState, State, Submission
from azukari.core.forms.steps import FunnelStep, took
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.policy_versions.current import charters
from azukari.policy.terms import Policy


class GuardianAsked(Exception):
    """The address is confirmed, and a guardian has to agree before it counts; they have been written to.

    Args:
        form: the form's slug.
    """

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self.form = form


class GuardianDeclined(Exception):
    """A guardian did not agree; what was entered is being erased."""


def _pending(id: UUID, now: datetime) -> Submission:
    submission = Submission.objects.filter(id=id).first()
    state = _stands(submission, over_at(submission) if submission else None, now)
    if submission is None or state is not LinkState.OPEN:
        raise LinkClosed(state)
    return submission


def _stands(submission: Submission | None, over: datetime | None, now: datetime) -> LinkState:
    if submission is None:
        return LinkState.UNKNOWN
    if submission.state != State.PENDING:
        return LinkState.USED
    return LinkState.OVER if over and over <= now else LinkState.OPEN


LINK = MailedLink("confirm", "confirm", _pending)


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A button that was pressed for the submission ``id``."""

    id: UUID
    now: datetime


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of it: the submission, by its own policy, was accepted; or waits for a guardian; or its link stands
    otherwise.
    """

    state: LinkState = LinkState.USED
    submission: Submission | None = None
    policy: Policy | None = None
    accepted: Accepted | None = None
    declined: bool = False


def confirm(link: str, *, now: datetime, counted: bool = True) -> Accepted:
    """Confirm the submission of a link. When this returns, it survives a crash.

    Args:
        counted: whether it may be counted that the form was taken so far.

    Raises:
        LinkClosed: nothing was confirmed.
        GuardianAsked, GuardianDeclined: the submission does not count yet, or never will.
    """
    done = _confirmed(_Pressed(LINK.named(link, now=now), now))
    if done.submission is None or done.policy is None:
        raise LinkClosed(done.state)
    if done.declined:
        raise GuardianDeclined
    if done.accepted is None:
        raise GuardianAsked(done.submission.form)
    if done.submission.channel == Channel.PAGE and counted and not done.accepted.again:
        form, lang = done.submission.form, done.submission.lang
        took(FunnelStep.CONFIRMED, form=form, lang=lang, policy=done.policy, now=now)
    return done.accepted


def _confirm_all(pressed: Sequence[_Pressed]) -> list[_Outcome]:
    """A press that comes twice finds its link used."""
    now = max(one.now for one in pressed)
    with in_turn():
        held, outcomes = hold_submissions({one.id for one in pressed}), dict[UUID, _Outcome]()
        known, overs = charters(), dict[tuple[int, str], datetime | None]()
        for id in {one.id for one in pressed}:
            found = held.get(id)
            if found and (place := (found.charter_id, found.form)) not in overs:
                overs[place] = over_at(found, known)
            state = _stands(found, overs[found.charter_id, found.form] if found else None, now)
            if state is not LinkState.OPEN:
                outcomes[id] = _Outcome(state)
        pending = {id: one for id, one in held.items() if id not in outcomes}
        policies = {one.charter_id: known.policy(one.charter_id) for one in pending.values()}
        outcomes |= _guarded(pending, policies, now)
        free = [one for id, one in pending.items() if id not in outcomes]
        for one, accepted in zip(free, accept_many(free, now=now, policies=policies), strict=True):
            outcomes[one.id] = _Outcome(LinkState.OPEN, one, policies[one.charter_id], accepted)
    return [outcomes.pop(one.id, _Outcome()) for one in pressed]


def _guarded(pending: dict[UUID, Submission], policies: dict[int, Policy], now: datetime) -> dict[UUID, _Outcome]:
    """Those for whom somebody else has to agree first, or did not."""
    if not any_guardians({one.form for one in pending.values()}):
        return {}
    found = dict[UUID, _Outcome]()

    def waits(id: UUID, standing: GuardianState) -> None:
        declined, one = standing == GuardianState.REFUSED, pending[id]
        found[id] = _Outcome(LinkState.OPEN, one, policies[one.charter_id], declined=declined)

    standings = standings_with(pending)
    for id, standing in standings.items():
        if standing not in (GuardianState.AGREED, GuardianState.REFUSED):
            ask(pending[id], now=now)
        if standing != GuardianState.AGREED:
            waits(id, standing)
    for id, standing in declared_before([one for id, one in pending.items() if id not in standings]).items():
        waits(id, standing)
    return found


_confirmed = Combined(_confirm_all)
