"""Giving a duty takes two: whoever holds the act `staff` gives it, and another such person says yes (four eyes, P01).

An office of one has nobody else. There the duty is given at once, and it is said that nobody looked: in words on the
page, and as a finding of the automatic controls until somebody else has. The operator at the command line has the
whole machine in their hands and is asked for no second person.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.core.accounts import staff_refusals as why
from azukari.core.accounts.duties import able, check_duties, leaves_somebody, not_oneself, note
from azukari.core.accounts.events import ACCOUNT_CHANGED
from azukari.core.accounts.models import DutyGrant, StaffDuty, StaffToken, User
from azukari.core.accounts.staff_refusals import StaffError
from azukari.core.ledger.events import actor_reference
from azukari.lib.conflict import StaleVersion
from azukari.policy.decide import duties_with
from azukari.policy.terms import Act, Actor, ActorKind, Policy


def seconds(user: User, *, policy: Policy | None, actor: Actor) -> QuerySet[User]:
    """Who could say yes to duties that ``actor`` gives ``user``: others who can sign in and have the act."""
    others = able().filter(duties__duty__in=duties_with(policy, Act.STAFF)).exclude(id=user.id)
    return others.exclude(reference=UUID(actor.reference)) if actor.kind is ActorKind.STAFF else others


def has_second(user: User, *, policy: Policy | None, actor: Actor) -> bool:
    """Whether what ``actor`` gives ``user`` waits for somebody's yes. The program itself is asked for none."""
    return actor.kind is ActorKind.STAFF and seconds(user, policy=policy, actor=actor).exists()


def give(user: User, duties: Collection[str], *, policy: Policy | None, actor: Actor, now: datetime) -> bool:
    """Give ``user`` duties besides those they have, in the caller's transaction; or keep them for a second person's
    yes. Returns whether they wait.
    """
    if not duties:
        return False
    waits = has_second(user, policy=policy, actor=actor)
    if actor.kind is ActorKind.STAFF:
        DutyGrant.objects.filter(user=user, waits=True).delete()
        DutyGrant.objects.create(
            user=user,
            duties=" ".join(sorted(duties)),
            waits=waits,
            given_by=actor_reference(actor),
            given_at=now,
        )
    if waits:
        note(ACCOUNT_CHANGED, user, actor, now, act="duties-asked", duties=sorted(duties))
    else:
        for duty in sorted(duties):
            StaffDuty.objects.create(user=user, duty=duty)
    return waits


class Changed(StrEnum):
    """What became of a wish for other duties; false where they are the same."""

    NOT = ""
    DONE = "changed"
    WAITS = "waits"  # what is new needs a second person's yes; what went, went at once


def change_duties(
    user: User,
    duties: Collection[str],
    *,
    policy: Policy,
    actor: Actor,
    now: datetime,
    seen: Collection[str] | None = None,
) -> Changed:
    """Give somebody other duties (`give`); a token for a purpose that none of them opens dies at once.

    Args:
        seen: those that the page showed; None asks nothing.

    Raises:
        StaleVersion: they have others by now.
        StaffError: it is oneself; a duty is unknown; none is left; or nobody else could do an essential act.
    """
    not_oneself(user, actor)
    wanted = frozenset(duties)
    check_duties(wanted, policy.duties.keys())
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        held = user.duty_slugs()
        if seen is not None and held != frozenset(seen):
            raise StaleVersion
        if wanted == held:
            DutyGrant.objects.filter(user=user, waits=True).delete()
            return Changed.NOT
        kept = wanted & held if has_second(user, policy=policy, actor=actor) else wanted
        leaves_somebody(user, kept, policy=policy, actor=actor)
        user.duties.exclude(duty__in=wanted).delete()
        waits = give(user, wanted - held, policy=policy, actor=actor, now=now)
        opened = {p for duty in kept for p in policy.duties[duty].purposes}
        for token in StaffToken.objects.filter(user=user):
            if not opened.issuperset(token.purposes.split()):
                token.delete()
        if kept != held:
            note(ACCOUNT_CHANGED, user, actor, now, act="duties-changed", duties=sorted(kept))
    return Changed.WAITS if waits else Changed.DONE


def unseen() -> QuerySet[DutyGrant]:
    """Grants that wait for a second person, or that nobody else has looked at, oldest first."""
    return DutyGrant.objects.filter(second_at__isnull=True).select_related("user").order_by("given_at", "id")


def may_second(grant: DutyGrant, actor: Actor) -> bool:
    """Whether ``actor`` is neither who gave the duties nor who gets them."""
    mine = {grant.given_by.removeprefix("staff:"), str(grant.user.reference)}
    return actor.kind is ActorKind.SYSTEM or actor.reference not in mine


def second(id: UUID, *, policy: Policy, actor: Actor, now: datetime) -> DutyGrant:
    """Say yes to a grant that waits, or that one that was given alone has been looked at.

    Raises:
        StaffError: it was decided already; it is one's own, given or got; or the policy does not know a duty any more.
    """
    with transaction.atomic():
        grant = _locked(id, actor)
        duties = set(grant.duties.split())
        if grant.waits:
            if not duties <= policy.duties.keys():
                raise StaffError(why.OTHER_POLICY)
            for duty in sorted(duties - grant.user.duty_slugs()):
                StaffDuty.objects.create(user=grant.user, duty=duty)
            if grant.user.invited_at is not None:
                grant.user.invited_at = now
                grant.user.save(update_fields=["invited_at"])
        act = "duties-approved" if grant.waits else "duties-looked-at"
        grant.waits, grant.second, grant.second_at = False, actor_reference(actor), now
        grant.save(update_fields=["waits", "second", "second_at"])
        note(ACCOUNT_CHANGED, grant.user, actor, now, act=act, duties=sorted(duties))
    return grant


def decline(id: UUID, *, actor: Actor, now: datetime) -> DutyGrant:
    """Say no to a grant that waits; nothing was given yet.

    Raises:
        StaffError: it does not wait any more; or it is for oneself.
    """
    with transaction.atomic():
        grant = _locked(id, actor, may_be_mine=True)
        if not grant.waits or actor.reference == str(grant.user.reference):
            raise StaffError(why.DECIDED)
        note(ACCOUNT_CHANGED, grant.user, actor, now, act="duties-declined", duties=sorted(grant.duties.split()))
        grant.delete()
    return grant


def _locked(id: UUID, actor: Actor, *, may_be_mine: bool = False) -> DutyGrant:
    grant = DutyGrant.objects.select_for_update(of=("self",)).select_related("user").filter(id=id).first()
    if grant is None or grant.second_at is not None:
        raise StaffError(why.DECIDED)
    if not grant.is_proven():
        raise StaffError(why.ALTERED)
    if not may_be_mine and not may_second(grant, actor):
        raise StaffError(why.SECOND)
    return grant
