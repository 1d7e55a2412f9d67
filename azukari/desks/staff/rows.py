"""The list of staff: who may sign in, for what, and since when not any more."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from azukari.accounts.invitation import ends_at
from azukari.accounts.models import DutyGrant, User
from azukari.accounts.second_factor import STRONG
from azukari.policy.terms import Actor, Policy, Text


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as the pages show them. ``state`` is ``active``, ``asked`` (for a second person's yes,
    before which no invitation goes out), ``waiting``, ``lapsed`` or ``disabled``.
    """

    user: User
    duties: tuple[Text, ...]
    second_factor: bool
    state: str
    until: datetime | None  # of the invitation
    myself: bool

    @property
    def waits(self) -> bool:
        return self.state in ("asked", "waiting", "lapsed")


_ASKED = DutyGrant.objects.filter(user=OuterRef("pk"), waits=True)


def rows(policy: Policy, *, actor: Actor, now: datetime) -> list[StaffRow]:
    """Everybody who has an account, those at work first. Two queries."""
    strong = Authenticator.objects.filter(user=OuterRef("pk"), type__in=STRONG)
    people = (
        User.objects.annotate(strong=Exists(strong), asked=Exists(_ASKED))
        .prefetch_related("duties")
        .order_by("-is_active", "name", "id")
    )
    return [_row(user, policy, actor, now) for user in people]


def row_of(user: User, policy: Policy, *, actor: Actor, now: datetime) -> StaffRow:
    """The same for one of them."""
    user.strong = Authenticator.objects.filter(user=user, type__in=STRONG).exists()  # type: ignore[attr-defined] # annotated
    user.asked = DutyGrant.objects.filter(user=user, waits=True).exists()  # type: ignore[attr-defined] # likewise
    return _row(user, policy, actor, now)


def _row(user: User, policy: Policy, actor: Actor, now: datetime) -> StaffRow:
    held = sorted(duty.duty for duty in user.duties.all())
    titles = tuple(
        policy.duties[slug].title if slug in policy.duties else dict.fromkeys(("ja", "en"), slug) for slug in held
    )
    until = ends_at(user)
    state = "active"
    if not user.is_active:
        state = "disabled"
    elif until and getattr(user, "asked", False):
        state = "asked"
    elif until:
        state = "waiting" if now < until else "lapsed"
    strong = bool(getattr(user, "strong", False))
    return StaffRow(user, titles, strong, state, until, myself=str(user.reference) == actor.reference)
