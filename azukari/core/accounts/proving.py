"""Keeping account proofs: before a change of an account the proof is checked, and after it made anew.

Each change goes through Django's models, its own or allauth's, whose signals are listened to; what bypasses them makes
the account unproven, and so without duties.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from azukari.core.accounts.models import StaffDuty, User
from azukari.core.accounts.proof import insist, prove

_PARTS = (StaffDuty, Authenticator, EmailAddress, SocialAccount)
_PROVEN = frozenset({"reference", "email", "password", "is_active"})


def _before(instance: Any, **_rest: Any) -> None:
    insist(instance.user_id)


def _after(instance: Any, **_rest: Any) -> None:
    prove(instance.user_id)


for _part in _PARTS:
    pre_save.connect(_before, sender=_part)
    pre_delete.connect(_before, sender=_part)
    post_save.connect(_after, sender=_part)
    post_delete.connect(_after, sender=_part)


@receiver(pre_save, sender=User)
def _before_account(instance: User, update_fields: frozenset[str] | None, **_rest: Any) -> None:
    if instance.pk and not instance._state.adding and _is_proven(update_fields):
        insist(instance.pk)


@receiver(post_save, sender=User)
def _after_account(instance: User, update_fields: frozenset[str] | None, created: bool, **_rest: Any) -> None:
    if created or _is_proven(update_fields):
        prove(instance.pk)


def _is_proven(update_fields: frozenset[str] | None) -> bool:
    return update_fields is None or bool(_PROVEN & update_fields)
