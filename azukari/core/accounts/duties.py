"""Who holds which duty, and what may not be changed about it: nobody changes their own, and somebody always remains who
can change those of others (P01).
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from azukari.both_languages import BothLanguages
from azukari.core.accounts import staff_refusals as why
from azukari.core.accounts.models import User
from azukari.core.accounts.second_factor import STRONG
from azukari.core.accounts.staff_refusals import StaffError
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.policy.decide import duties_with
from azukari.policy.terms import ESSENTIAL_ACTS, Actor, ActorKind, Policy, Text


def staff_with(duties: Collection[str]) -> QuerySet[User]:
    """Those who may sign in and hold one of these duties."""
    return User.objects.filter(is_active=True, duties__duty__in=duties).distinct()


def able() -> QuerySet[User]:
    """Those who can sign in today: neither cut off nor still to take up an invitation."""
    ready = Q(authenticator__type__in=STRONG) | Q(last_login__isnull=False)
    return User.objects.filter(ready, is_active=True, invited_at__isnull=True).distinct()


def leaves_somebody(user: User, wanted: frozenset[str], *, policy: Policy, actor: Actor) -> None:
    """Somebody else can do each essential act that ``user`` would no longer do. The operator at the command line can
    always invite somebody new, and is not held up.
    """
    if actor.kind is not ActorKind.STAFF:
        return
    list(User.objects.select_for_update().order_by("id").values_list("id"))  # two at once cannot remove each other
    held = user.duty_slugs()
    for act in sorted(ESSENTIAL_ACTS):
        does = duties_with(policy, act)
        loses = user.is_active and held & does and not wanted & does
        if loses and not able().filter(duties__duty__in=does).exclude(id=user.id).exists():
            raise StaffError(why.THE_LAST, "duties")


def not_oneself(user: User, actor: Actor) -> None:
    """
    Raises:
        StaffError: it is one's own account.
    """
    if actor.kind is ActorKind.STAFF and actor.reference == str(user.reference):
        raise StaffError(why.ONESELF)


def check_duties(duties: Collection[str], known: Collection[str]) -> None:
    """
    Raises:
        StaffError: a duty is unknown, or there is none.
    """
    unknown, there = sorted(set(duties) - set(known)), ", ".join(sorted(known))
    if unknown:
        named = {"ja": "、".join(unknown), "en": ", ".join(unknown)}
        raise StaffError(_no_such_duty(named, there), "duties")
    if not duties:
        raise StaffError(_no_duty(there), "duties")


def _no_such_duty(unknown: Text, known: str) -> Text:
    if not known:
        return BothLanguages("The policy has no duty called %(unknown)s. It has none yet.", unknown=unknown)
    return BothLanguages("The policy has no duty called %(unknown)s. It has: %(known)s.", unknown=unknown, known=known)


def _no_duty(known: str) -> Text:
    if not known:
        return BothLanguages("At least one duty is needed. The policy has none yet.")
    return BothLanguages("At least one duty is needed. The policy has: %(known)s.", known=known)


def note(kind: Kind, user: User, actor: Actor, now: datetime, **more: Value) -> None:
    """Write to the ledger what happened to an account."""
    record(done_by(actor, kind, account=str(user.reference), **more), now=now)
