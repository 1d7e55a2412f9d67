"""What happens to an account goes to the ledger: sign-ins, new passwords, second factors set up or removed.

Only references are written: which account, and which act.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.db import transaction
from django.dispatch import Signal, receiver
from django.utils import timezone

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.duties import note
from azukari.core.accounts.events import ACCOUNT_CHANGED, ACCOUNT_SIGNED_IN
from azukari.core.accounts.models import User
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.shapes import Value


def _write(kind: Kind, user: User, **more: Value) -> None:
    with transaction.atomic():
        note(kind, user, actor_of(user), timezone.now(), **more)


@receiver(account.user_logged_in)
def signed_in(user: User, **_rest: Any) -> None:
    _write(ACCOUNT_SIGNED_IN, user)


@receiver([account.password_changed, account.password_set, account.password_reset])
def password_chosen(user: User, **_rest: Any) -> None:
    User.objects.filter(id=user.id).update(invited_at=None)  # whoever chose a password waits for nothing any more
    _write(ACCOUNT_CHANGED, user, act="password-chosen")


_BECAME = {mfa.authenticator_added: "added", mfa.authenticator_removed: "removed", mfa.authenticator_reset: "renewed"}


@receiver([*_BECAME])
def factor_changed(signal: Signal, user: User, authenticator: Any, **_rest: Any) -> None:
    kind = str(authenticator.type).replace("_", "-")
    _write(ACCOUNT_CHANGED, user, act=f"{kind}-{_BECAME[signal]}")
