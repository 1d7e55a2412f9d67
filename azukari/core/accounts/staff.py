"""How somebody becomes staff, comes back, and leaves. The command line, the demonstration and the console call these.

Nobody signs up: an account begins with an invitation, a link by which its holder chooses a password or a passkey
(P01). Nobody changes their own duties, and somebody always remains who can change those of others.
"""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import get_hasher, make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from azukari.core.accounts import staff_refusals as why
from azukari.core.accounts.duties import check_duties, leaves_somebody, not_oneself, note
from azukari.core.accounts.events import ACCOUNT_CALLED_OFF, ACCOUNT_DISABLED, ACCOUNT_INVITED
from azukari.core.accounts.granting import give
from azukari.core.accounts.invitation import path_of
from azukari.core.accounts.models import StaffSession, StaffToken, User
from azukari.core.accounts.proof import prove
from azukari.core.accounts.staff_refusals import StaffError
from azukari.policy.terms import Actor, Policy, Text


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account that waits for its holder.

    Args:
        waits: whether the duties wait for a second person's yes; until then there is nothing to mail.
        path: where the holder chooses a password, beginning with a slash; works once, for ``PASSWORD_RESET_TIMEOUT``.
    """

    user: User
    path: str
    waits: bool = False


def invite(
    email: str,
    name: str,
    *,
    duties: Collection[str],
    known: Collection[str],
    actor: Actor,
    now: datetime,
    again: bool = False,
    policy: Policy | None = None,
) -> Invitation:
    """Make an account, or with ``again`` renew one: it is enabled, its sessions, tokens and second factor go, its
    duties are replaced.

    Args:
        duties: slugs; the policy decides what each opens.
        known: the slugs that the published policy has.
        actor: who invites.
        policy: the one that rules: whose duties may have to wait for a second person (`granting.give`).

    Raises:
        StaffError: the address is no address or has an account already, or a duty is unknown.
    """
    with transaction.atomic():
        user = _account(email, name, duties=duties, known=known, actor=actor, now=now, again=again, policy=policy)
        user.invited_at = now
        user.save(update_fields=["invited_at"])
        waits = user.grants.filter(waits=True).exists()
    return Invitation(user, path_of(user), waits)


def renew(user: User, *, actor: Actor, now: datetime) -> Invitation:
    """A fresh link for somebody who has not used theirs, or who comes back after having been cut off; every other
    link is void, and the way of signing in is chosen anew. Duties stay.

    Raises:
        StaffError: the account is in use; or it is one's own.
    """
    not_oneself(user, actor)
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=user.id)
        if (no := no_renewing(user)) is not None:
            raise StaffError(no)
        _renew(user, user.name)
        user.invited_at = now
        user.save(update_fields=["invited_at"])
        note(ACCOUNT_INVITED, user, actor, now, duties=sorted(user.duty_slugs()))
    return Invitation(user, path_of(user))


def no_renewing(user: User) -> Text | None:
    """Why nobody can be invited anew to this account; None where they can."""
    return why.IN_USE if user.is_active and user.invited_at is None else None


def no_calling_off(user: User) -> Text | None:
    """Why there is no invitation to take back; None where there is one."""
    return why.USED if user.invited_at is None or user.last_login is not None else None


def call_off(user: User, *, actor: Actor, now: datetime) -> None:
    """Take an invitation back that nobody has used; the account goes, and with it the address.

    Raises:
        StaffError: the invitation has been used.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=user.id)
        if (no := no_calling_off(user)) is not None:
            raise StaffError(no)
        note(ACCOUNT_CALLED_OFF, user, actor, now)
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
        password: 16 random characters or more.
        totp_secret: base32, 20 bytes before encoding (RFC 6238).

    Raises:
        StaffError: as `invite`.
    """
    with transaction.atomic():
        user = _account(email, name, duties=duties, known=known, actor=actor, now=now, again=False)
        user.password = _hashed(password)
        user.save(update_fields=["password"])
        TOTP.activate(user, totp_secret)
    return user


def _hashed(password: str) -> str:
    """The hash of a password of random characters, reckoned once instead of a million times, which slows down whoever
    guesses what people think of. Once it is used, Django reckons anew, as often as for everybody.
    """
    hasher: Any = copy(get_hasher())
    hasher.iterations = 1
    return make_password(password, hasher=hasher)


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
            raise StaffError(why.NOBODY)
        not_oneself(user, actor)
        if policy:
            leaves_somebody(user, frozenset(), policy=policy, actor=actor)
        StaffSession.objects.filter(user=user).delete()
        StaffToken.objects.filter(user=user).delete()
        if user.is_active:
            user.is_active = False
            user.invited_at = None
            user.set_unusable_password()
            user.save(update_fields=["is_active", "invited_at", "password"])
            note(ACCOUNT_DISABLED, user, actor, now)
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
    policy: Policy | None = None,
) -> User:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise StaffError(why.NO_ADDRESS, "email") from error
    if not name.strip():
        raise StaffError(why.NO_NAME, "name")
    if len(name.strip()) > why.LONGEST_NAME:
        raise StaffError(why.LONG_NAME, "name")
    check_duties(duties, known)
    with transaction.atomic():
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            user = User.objects.create_user(email, name, now=now)
        elif not again:
            raise StaffError(why.TAKEN, "email")
        else:
            not_oneself(user, actor)
            prove(user.pk)  # an account that was altered is mended so: all that could have been altered is replaced
            EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
            _renew(user, name)
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        user.duties.all().delete()
        give(user, frozenset(duties), policy=policy, actor=actor, now=now)
        note(ACCOUNT_INVITED, user, actor, now, duties=sorted(set(duties)))
    return user


def _renew(user: User, name: str) -> None:
    StaffSession.objects.filter(user=user).delete()
    StaffToken.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount._default_manager.filter(user=user).delete()
    user.is_active = True
    user.name = name.strip() or user.name
    user.set_unusable_password()
    user.save(update_fields=["is_active", "name", "password"])
