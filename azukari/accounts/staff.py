"""How somebody becomes staff, comes back, and leaves. The command line, the demonstration and the console call these.

Nobody signs up: an account begins with an invitation, a link by which its holder chooses a password or a passkey
(P01). Nobody changes their own duties, and somebody always remains who can change those of others.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet

from azukari.accounts.invitation import path_of
from azukari.accounts.models import StaffDuty, StaffSession, StaffToken, User
from azukari.accounts.second_factor import STRONG
from azukari.ledger.events import Event, Kind, Value, actor_reference
from azukari.ledger.record import record
from azukari.policy.decide import duties_with
from azukari.policy.finding import both
from azukari.policy.terms import ESSENTIAL_ACTS, Actor, ActorKind, Policy, Text


class StaffError(Exception):
    """It cannot be done; ``sentence`` says why and what to do, ``field`` which input it concerns."""

    def __init__(self, sentence: Text, field: str = "") -> None:
        super().__init__(sentence["en"])
        self.sentence, self.field = sentence, field


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account that waits for its holder.

    Args:
        path: where the holder chooses a password, beginning with a slash; works once, for ``PASSWORD_RESET_TIMEOUT``.
    """

    user: User
    path: str


def invite(
    email: str,
    name: str,
    *,
    duties: Collection[str],
    known: Collection[str],
    actor: Actor,
    now: datetime,
    again: bool = False,
) -> Invitation:
    """Make an account, or with ``again`` renew one: it is enabled, its sessions, tokens and second factor go, its
    duties are replaced.

    Args:
        duties: slugs; the policy decides what each opens.
        known: the slugs that the published policy has.
        actor: who invites.

    Raises:
        StaffError: the address is no address or has an account already, or a duty is unknown.
    """
    with transaction.atomic():
        user = _account(email, name, duties=duties, known=known, actor=actor, now=now, again=again)
        user.invited_at = now
        user.save(update_fields=["invited_at"])
    return Invitation(user, path_of(user))


def renew(user: User, *, actor: Actor, now: datetime) -> Invitation:
    """A fresh link for somebody who has not used theirs, or who comes back after having been cut off; every other
    link is void, and the way of signing in is chosen anew. Duties stay.

    Raises:
        StaffError: the account is in use; or it is one's own.
    """
    _not_oneself(user, actor)
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=user.id)
        if user.is_active and user.invited_at is None:
            raise StaffError(_IN_USE)
        _renew(user, user.name)
        user.invited_at = now
        user.save(update_fields=["invited_at"])
        _record(Kind.ACCOUNT_INVITED, user, actor, now, duties=sorted(user.duty_slugs()))
    return Invitation(user, path_of(user))


def call_off(user: User, *, actor: Actor, now: datetime) -> None:
    """Take an invitation back that nobody has used; the account goes, and with it the address.

    Raises:
        StaffError: the invitation has been used.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=user.id)
        if user.invited_at is None or user.last_login is not None:
            raise StaffError(_USED)
        _record(Kind.ACCOUNT_CALLED_OFF, user, actor, now)
        user.delete()


def enrol(
    email: str,
    name: str,
    *,
    duties: Collection[str],
    known: Collection[str],
    password: str,
    totp_secret: str,
    actor: Actor,
    now: datetime,
) -> User:
    """Make an account that can sign in at once, with a password and an authenticator that the caller knows.

    Meant for a demonstration, where both are printed; a real member of staff is invited.

    Args:
        totp_secret: base32, 20 bytes before encoding (RFC 6238).

    Raises:
        StaffError: as `invite`.
    """
    with transaction.atomic():
        user = _account(email, name, duties=duties, known=known, actor=actor, now=now, again=False)
        user.set_password(password)
        user.save(update_fields=["password"])
        TOTP.activate(user, totp_secret)
    return user


def staff_with(duties: Collection[str]) -> QuerySet[User]:
    """Those who may sign in and hold one of these duties."""
    return User.objects.filter(is_active=True, duties__duty__in=duties).distinct()


def change_duties(user: User, duties: Collection[str], *, policy: Policy, actor: Actor, now: datetime) -> bool:
    """Give somebody other duties; a token for a purpose that none of them opens dies at once.

    Returns:
        whether anything changed.

    Raises:
        StaffError: it is oneself; a duty is unknown; none is left; or nobody else could do an essential act.
    """
    _not_oneself(user, actor)
    wanted = frozenset(duties)
    _check_duties(wanted, policy.duties.keys())
    with transaction.atomic():
        held = user.duty_slugs()
        if wanted == held:
            return False
        _leaves_somebody(user, wanted, policy=policy, actor=actor)
        user.duties.exclude(duty__in=wanted).delete()
        StaffDuty.objects.bulk_create(StaffDuty(user=user, duty=duty) for duty in sorted(wanted - held))
        opened = {p for duty in wanted for p in policy.duties[duty].purposes}
        for token in StaffToken.objects.filter(user=user):
            if not opened.issuperset(token.purposes.split()):
                token.delete()
        _record(Kind.ACCOUNT_CHANGED, user, actor, now, act="duties-changed", duties=sorted(wanted))
    return True


def disable(email: str, *, actor: Actor, now: datetime, policy: Policy | None = None) -> User:
    """Cut somebody off: the account sleeps; every session and every token ends with this transaction; open
    invitations are void.

    Args:
        policy: the one that rules, so that a member of staff cannot cut off the last who does an essential act.

    Raises:
        StaffError: there is no such account; it is one's own; or nobody else could do an essential act.
    """
    with transaction.atomic():
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise StaffError(_NOBODY)
        _not_oneself(user, actor)
        if policy:
            _leaves_somebody(user, frozenset(), policy=policy, actor=actor)
        StaffSession.objects.filter(user=user).delete()
        StaffToken.objects.filter(user=user).delete()
        if user.is_active:
            user.is_active = False
            user.invited_at = None
            user.set_unusable_password()
            user.save(update_fields=["is_active", "invited_at", "password"])
            _record(Kind.ACCOUNT_DISABLED, user, actor, now)
    return user


def able() -> QuerySet[User]:
    """Those who can sign in today: neither cut off nor still to take up an invitation."""
    ready = Q(authenticator__type__in=STRONG) | Q(last_login__isnull=False)
    return User.objects.filter(ready, is_active=True, invited_at__isnull=True).distinct()


def _leaves_somebody(user: User, wanted: frozenset[str], *, policy: Policy, actor: Actor) -> None:
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
            raise StaffError(_THE_LAST, "duties")


def _not_oneself(user: User, actor: Actor) -> None:
    if actor.kind is ActorKind.STAFF and actor.reference == str(user.reference):
        raise StaffError(_ONESELF)


def _account(
    email: str,
    name: str,
    *,
    duties: Collection[str],
    known: Collection[str],
    actor: Actor,
    now: datetime,
    again: bool,
) -> User:
    _check(email, name)
    _check_duties(duties, known)
    with transaction.atomic():
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            user = User.objects.create_user(email, name, now=now)
        elif not again:
            raise StaffError(_TAKEN, "email")
        else:
            _not_oneself(user, actor)
            _renew(user, name)
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        user.duties.all().delete()
        StaffDuty.objects.bulk_create(StaffDuty(user=user, duty=duty) for duty in sorted(set(duties)))
        _record(Kind.ACCOUNT_INVITED, user, actor, now, duties=sorted(set(duties)))
    return user


def _renew(user: User, name: str) -> None:
    StaffSession.objects.filter(user=user).delete()
    StaffToken.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.is_active = True
    user.name = name.strip() or user.name
    user.set_unusable_password()
    user.save(update_fields=["is_active", "name", "password"])


def _check(email: str, name: str) -> None:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise StaffError(_NO_ADDRESS, "email") from error
    if not name.strip():
        raise StaffError(_NO_NAME, "name")
    if len(name.strip()) > _LONGEST_NAME:
        raise StaffError(_LONG_NAME, "name")


def _check_duties(duties: Collection[str], known: Collection[str]) -> None:
    unknown, there = sorted(set(duties) - set(known)), ", ".join(sorted(known))
    if unknown:
        raise StaffError(
            both(
                f"方針に「{'、'.join(unknown)}」という担当はありません。あるのは {there or 'まだありません'} です。",
                f"The policy has no duty called {', '.join(unknown)}. It has: {there or 'none yet'}.",
            ),
            "duties",
        )
    if not duties:
        raise StaffError(
            both(
                f"担当を一つ以上選んでください。方針にあるのは {there or 'まだありません'} です。",
                f"At least one duty is needed. The policy has: {there or 'none yet'}.",
            ),
            "duties",
        )


def _record(kind: Kind, user: User, actor: Actor, now: datetime, **more: Value) -> None:
    record(Event(kind, {"actor": actor_reference(actor), "account": str(user.reference), **more}), now=now)


_LONGEST_NAME = 120
_NOBODY = both(
    "そのメールアドレスの職員はいません。azukari staff list で確かめてください。",
    "Nobody has an account with that address. See: azukari staff list",
)
_TAKEN = both(
    "そのメールアドレスの職員はもういます。招待をやり直すときは、一覧から行うか、--again を付けてください。",
    "That address has an account already. To renew it and send a new link, use the list of staff, or add --again.",
)
_NO_ADDRESS = both("メールアドレスの形になっていません。確かめてください。", "That is not an e-mail address.")
_NO_NAME = both(
    "名前を入れてください。同僚に、だれのことか分かるようにするためです。",
    "A name is needed, so that colleagues know who it is.",
)
_LONG_NAME = both(f"名前は{_LONGEST_NAME}文字までです。", f"A name has at most {_LONGEST_NAME} characters.")
_ONESELF = both(
    "自分の担当やアカウントは自分では変えられません。ほかの職員に頼んでください。",
    "Nobody changes their own duties or account. Ask a colleague.",
)
_IN_USE = both(
    "このアカウントは使われているので、招待し直せません。",
    "The account is in use, so there is nothing to invite to.",
)
_USED = both(
    "この招待はもう使われました。辞めてもらうときは、アクセスを止めてください。",
    "The invitation has been used. To send somebody away, cut them off.",
)
_THE_LAST = both(
    "この人が外れると、職員の担当や方針を変えられる人がいなくなります。先に、別の職員にその担当を渡してください。",
    "Nobody would be left who can change duties or the policy. Give that duty to another member of staff first.",
)
