"""The selected purpose: what a member of staff says once, of which duty they work now, for which purpose and why.

It lies in their session, never in the browser. It locks after ten idle minutes, by a button, and when the duty does not
hold any more; a new sign-in asks again. While it is selected, lists show what the policy lets the duty's lists show and
a record that was opened stays open. Each page shown is a release of its own: judged, and recorded, by the vault.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.authorize import authorize
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.refusal import Refused, refuse
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import LIST
from azukari.policy.decide import may_release
from azukari.policy.explain import verdict as refusal
from azukari.policy.terms import LISTED, Actor, Answer, Category, Duty, Policy, Purpose, Verdict
from azukari.shells.staff.events import PURPOSE_LOCKED, PURPOSE_TAKEN
from azukari.shells.staff.opening import Granted
from azukari.shells.staff.reader import Reader

IDLE = timedelta(minutes=10)
_NOTED = timedelta(seconds=20)  # a session is written again no more often than that
MOST_OPEN = 20
"""So many records stay open; of more, those opened first close."""

_HAND, _LOCKED = "purpose_in_hand", "purpose_locked"

LOCKED: Mapping[str, str | Promise] = {
    "idle": _("Locked after ten minutes without activity. Choose a purpose again to continue."),
    "button": _("Locked. Choose a purpose to continue."),
    "duty": _(
        "Locked, since your duty changed. Choose among the purposes that you have now, or ask the privacy officer."
    ),
}
"""Why it is locked, by the word that the session and the ledger keep of it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The selected purpose of a member of staff.

    Args:
        salt: of this time, so that the session holds no reference to anybody.
        records: digests of the records that are open.
    """

    duty: Duty
    purpose: Purpose
    reason: Reason
    salt: str = ""
    records: Sequence[str] = ()

    @property
    def listed(self) -> frozenset[Category]:
        """What lists show of everybody on them."""
        return self.duty.lists & self.purpose.categories & LISTED

    def listed_without(self, hidden: Collection[str]) -> frozenset[Category]:
        """The same without the columns that the reader hides; what people are called is always shown."""
        return frozenset(each for each in self.listed if each is Category.NAME or each not in hidden)

    @property
    def shows_first_lines(self) -> bool:
        """Whether the inbox shows the first line of each message."""
        return Category.MESSAGE in self.duty.lists & self.purpose.categories

    def has_open(self, id: UUID) -> bool:
        """Whether this person's record, or this submission, was opened and not closed since."""
        return _digest(id, self.salt) in self.records


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows under the selected purpose, or why it shows nothing."""

    opened: Mapping[UUID, tuple[Opened, ...]] = field(default_factory=dict)
    categories: frozenset[Category] = frozenset()
    refused: Verdict | None = None


def duty_for(duty: str, purpose: str, *, actor: Actor, policy: Policy | None) -> Duty | None:
    """The duty, if the actor holds it now and the policy that rules lets it open data for the purpose."""
    known = policy.duties.get(duty) if policy else None
    return known if known and duty in actor.duties and purpose in known.purposes else None


def take(
    request: HttpRequest, duty: str, purpose: str, reason: Reason, *, actor: Actor, policy: Policy, now: datetime
) -> None:
    """Take up a purpose, in place of whichever was selected.

    Raises:
        Refused: it is not the actor's, or they may open nothing today. Recorded first.
    """
    verdict = authorize(policy, purpose=purpose, categories=frozenset(), actor=actor, now=now)
    if verdict and duty_for(duty, purpose, actor=actor, policy=policy) is None:
        verdict = refusal(policy, Answer.NO, "release.no-duty", "duties", purpose=policy.purposes[purpose].title)
    if not verdict:
        refuse(verdict, people=(), purpose=purpose, actor=actor, now=now)
    said: dict[str, Value] = {"duty": duty, "purpose": purpose, "reason": reason.value}
    _record(PURPOSE_TAKEN, said, actor, now)
    request.session[_HAND] = {**said, "salt": secrets.token_hex(8), "seen": now.isoformat(), "records": []}
    request.session.pop(_LOCKED, None)


def lock(request: HttpRequest, *, actor: Actor, now: datetime, why: str = "button") -> None:
    """Put it down. Nothing is open any more, in any tab."""
    held = request.session.pop(_HAND, None)
    if held:
        _record(PURPOSE_LOCKED, {"duty": held["duty"], "purpose": held["purpose"], "code": why}, actor, now)
        request.session[_LOCKED] = why


def selected_purpose(request: HttpRequest, *, actor: Actor, policy: Policy | None, now: datetime) -> Selection | None:
    """The purpose that is selected now; None where nothing is, and from the moment on at which it locks.

    Args:
        actor: with the duties held now.
        policy: the one that rules.
    """
    held = request.session.get(_HAND)
    if held is None or policy is None:
        return None
    seen = datetime.fromisoformat(held["seen"])
    if not timedelta(0) <= now - seen < IDLE:
        lock(request, actor=actor, now=now, why="idle")
        return None
    duty = duty_for(held["duty"], held["purpose"], actor=actor, policy=policy)
    if duty is None or not may_release(policy, purpose=held["purpose"], categories=frozenset(), actor=actor):
        lock(request, actor=actor, now=now, why="duty")
        return None
    if now - seen >= _NOTED:
        request.session[_HAND] = {**held, "seen": now.isoformat()}
    return Selection(duty, policy.purposes[held["purpose"]], Reason(held["reason"]), held["salt"], held["records"])


def is_in_reach(
    request: HttpRequest, rows: Iterable[Granted], *, actor: Actor, policy: Policy | None, now: datetime
) -> bool:
    """Whether one click would open it: the selected purpose has a living grant among ``rows``."""
    hand = selected_purpose(request, actor=actor, policy=policy, now=now)
    return hand is not None and any(row.living and row.purpose.slug == hand.purpose.slug for row in rows)


def why_locked(request: HttpRequest) -> str | Promise:
    """Why no purpose is selected any more, in words; ``""`` where nothing was."""
    return LOCKED.get(request.session.get(_LOCKED, ""), "")


def open_record(request: HttpRequest, hand: Selection, id: UUID) -> None:
    """Keep this record open for as long as the purpose is selected. What it shows is released by each page."""
    own = _digest(id, hand.salt)
    _keep(request, [*(each for each in hand.records if each != own), own][-MOST_OPEN:])


def close_record(request: HttpRequest, hand: Selection, id: UUID) -> None:
    """Seal it again on the next page."""
    own = _digest(id, hand.salt)
    _keep(request, [each for each in hand.records if each != own])


def shown_in_list(
    request: HttpRequest,
    hand: Selection | None,
    people: Collection[UUID],
    *,
    who: Reader,
    now: datetime,
    method: Method = Method.LIST,
    wanted: frozenset[Category] | None = None,
    submissions: Collection[UUID] = (),
) -> Shown:
    """What a list shows of these people: released for each of them, in a fixed number of statements.

    Args:
        hand: None shows nothing.
        people: those on this page of it, each with a grant for the selected purpose.
        method: how the actor came upon them.
        wanted: what is opened (`Selection.listed_without`); None for all that lists show.
        submissions: only what came with these.
    """
    if hand is None or not people or not is_looked_at(request):
        return Shown()
    wanted = hand.listed if wanted is None else wanted
    if not wanted:
        return Shown()
    try:
        opened = release(
            people,
            purpose=hand.purpose.slug,
            categories=wanted,
            actor=who.actor,
            reason=hand.reason,
            now=now,
            options=ReleaseOptions(method=method, known=charters_of(request), submissions=submissions, way=LIST),
        )
    except Refused as refused:
        return Shown(refused=refused.verdict)
    return Shown(opened, wanted)


def is_looked_at(request: HttpRequest) -> bool:
    """Whether somebody of ours looks: no page of another site led here, and no browser asks ahead of its reader."""
    if request.method not in ("GET", "POST") or request.headers.get("Sec-Fetch-Site") == "cross-site":
        return False
    return not (request.headers.get("Sec-Purpose") or request.headers.get("Purpose"))


@receiver(user_logged_in)
def _put_down(request: HttpRequest | None = None, **_more: Any) -> None:
    """Whoever signs in says anew what for."""
    session = getattr(request, "session", None)
    if session is not None:
        session.pop(_HAND, None)
        session.pop(_LOCKED, None)


def _keep(request: HttpRequest, records: Sequence[str]) -> None:
    request.session[_HAND] = {**request.session[_HAND], "records": [*records]}


def _digest(id: UUID, salt: str) -> str:
    return hashlib.blake2b(id.bytes, key=bytes.fromhex(salt), digest_size=8).hexdigest()


def _record(kind: Kind, said: Mapping[str, Value], actor: Actor, now: datetime) -> None:
    with transaction.atomic(durable=True):
        record(done_by(actor, kind, **said), now=now)
