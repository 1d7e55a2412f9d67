"""How somebody becomes staff, comes back, and leaves. The command line, the demonstration and the console call these.

Nobody signs up: an account begins with an invitation, a link by which its holder chooses a password (P01).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from azukari.accounts.models import StaffDuty, StaffSession, User
from azukari.ledger.events import Event, Kind, actor_reference
from azukari.ledger.record import record
from azukari.policy.terms import Actor


class StaffError(Exception):
    """It cannot be done; the message says why and what to do."""


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
    """Make an account, or with ``again`` renew one: it is enabled, its sessions and second factor go, its duties are
    replaced.

    Args:
        duties: slugs; the policy decides what each opens.
        known: the slugs that the published policy has.
        actor: who invites.

    Raises:
        StaffError: the address is no address or has an account already, or a duty is unknown.
    """
    user = _account(email, name, duties=duties, known=known, actor=actor, now=now, again=again)
    return Invitation(user, invitation_path(user))


def invitation_path(user: User) -> str:
    """A fresh link by which ``user`` chooses a password; using it once ends it and every other one."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


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


def disable(email: str, *, actor: Actor, now: datetime) -> User:
    """Cut somebody off: the account sleeps, every session ends with this transaction, open invitations are void.

    Raises:
        StaffError: there is no such account.
    """
    with transaction.atomic():
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise StaffError("Nobody has an account with that address. See: azukari staff list")
        StaffSession.objects.filter(user=user).delete()
        if user.is_active:
            user.is_active = False
            user.set_unusable_password()
            user.save(update_fields=["is_active", "password"])
            _record(Kind.ACCOUNT_DISABLED, user, actor, now)
    return user


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
    _check(email, name, duties, known)
    with transaction.atomic():
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            user = User.objects.create_user(email, name, now=now)
        elif not again:
            raise StaffError("That address has an account already. To renew it and send a new link, add --again.")
        else:
            _renew(user, name)
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        user.duties.all().delete()
        StaffDuty.objects.bulk_create(StaffDuty(user=user, duty=duty) for duty in sorted(set(duties)))
        _record(Kind.ACCOUNT_INVITED, user, actor, now, duties=sorted(set(duties)))
    return user


def _renew(user: User, name: str) -> None:
    StaffSession.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.is_active = True
    user.name = name.strip() or user.name
    user.set_unusable_password()
    user.save(update_fields=["is_active", "name", "password"])


def _check(email: str, name: str, duties: Collection[str], known: Collection[str]) -> None:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise StaffError("That is not an e-mail address.") from error
    if not name.strip():
        raise StaffError("A name is needed, so that colleagues know who it is.")
    unknown = sorted(set(duties) - set(known))
    if unknown:
        raise StaffError(
            f"The policy has no duty called {', '.join(unknown)}. It has: {', '.join(sorted(known)) or 'none yet'}."
        )
    if not duties:
        raise StaffError(f"At least one duty is needed. The policy has: {', '.join(sorted(known)) or 'none yet'}.")


def _record(kind: Kind, user: User, actor: Actor, now: datetime, **more: list[str]) -> None:
    record(Event(kind, {"actor": actor_reference(actor), "account": str(user.reference), **more}), now=now)
