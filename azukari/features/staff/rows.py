"""The list of staff: who may sign in, for what, and since when not any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from azukari.core.accounts.invitation import ends_at
from azukari.core.accounts.models import User
from azukari.core.accounts.second_factor import STRONG
from azukari.policy.terms import Actor, Policy, Text


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as the pages show them. ``state`` is ``active``, ``asked`` (for a second person's yes,
    before which no invitation goes out), ``waiting``, ``lapsed`` or ``disabled``.
    """

    user: User
    duties: tuple[Text, ...]
    asked: tuple[Text, ...]  # duties that wait for a second person's yes
    second_factor: bool
    state: str
    until: datetime | None  # of the invitation
    myself: bool

    @property
    def waits(self) -> bool:
        return self.state in ("asked", "waiting", "lapsed")


def rows(policy: Policy, *, actor: Actor, now: datetime) -> list[StaffRow]:
    """Everybody who has an account, those at work first. Three queries."""
    strong = Authenticator.objects.filter(user=OuterRef("pk"), type__in=STRONG)
    people = (
        User.objects.annotate(strong=Exists(strong))
        .prefetch_related("duties", "grants")
        .order_by("-is_active", "name", "id")
    )
    return [_row(user, policy, actor, now) for user in people]


def row_of(user: User, policy: Policy, *, actor: Actor, now: datetime) -> StaffRow:
    """The same for one of them."""
    user.strong = Authenticator.objects.filter(user=user, type__in=STRONG).exists()  # type: ignore[attr-defined] # annotated
    return _row(user, policy, actor, now)


def _row(user: User, policy: Policy, actor: Actor, now: datetime) -> StaffRow:
    held = _titles(policy, (duty.duty for duty in user.duties.all()))
    asked = _titles(policy, (slug for grant in user.grants.all() if grant.waits for slug in grant.duties.split()))
    until = ends_at(user)
    state = "active"
    if not user.is_active:
        state = "disabled"
    elif until and asked:
        state = "asked"
    elif until:
        state = "waiting" if now < until else "lapsed"
    strong = bool(getattr(user, "strong", False))
    return StaffRow(user, held, asked, strong, state, until, myself=str(user.reference) == actor.reference)


def _titles(policy: Policy, slugs: Iterable[str]) -> tuple[Text, ...]:
    return tuple(
        policy.duties[slug].title if slug in policy.duties else dict.fromkeys(("ja", "en"), slug)
        for slug in sorted(slugs)
    )
