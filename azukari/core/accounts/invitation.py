"""The link that an invited member of staff gets: it works once, for three days, and dies with the next invitation."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse

from azukari.core.accounts.models import User


class _Keys(PasswordResetTokenGenerator):
    """Keys that depend on the invitation: none survives that it is taken up, renewed or called off."""

    key_salt = "azukari.accounts.invitation"

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        invited = user.invited_at.isoformat() if isinstance(user, User) and user.invited_at else ""
        return f"{user.pk} {user.password} {invited} {timestamp}"


_keys = _Keys()


def path_of(user: User) -> str:
    """Where ``user`` takes the invitation up, beginning with a slash."""
    return reverse("console-invitation", args=[user.reference, _keys.make_token(user)])


def ends_at(user: User) -> datetime | None:
    """Until when the link works; None if nobody waits for it to be used."""
    return user.invited_at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) if user.invited_at else None


def invited(reference: UUID, key: str) -> User | None:
    """Whose invitation the link is, or None if it is no link of ours, was used, has ended or was called off."""
    user = User.objects.filter(reference=reference, is_active=True, invited_at__isnull=False).first()
    return user if user and _keys.check_token(user, key) else None


def take_up(reference: UUID, key: str, *, password: str | None) -> User | None:
    """Use the link: from now on it is void. Of two who press the button at once, one gets None.

    Args:
        password: None leaves the account without one, for somebody who will use a passkey.
    """
    with transaction.atomic():
        held = User.objects.select_for_update().filter(reference=reference)
        user = invited(reference, key) if held else None  # read, and so locked, before the link is judged
        if user is None:
            return None
        user.set_password(password)
        user.invited_at = None
        user.save(update_fields=["password", "invited_at"])
        Authenticator.objects.filter(user=user).delete()
        EmailAddress.objects.filter(user=user).update(verified=True)
    return user
