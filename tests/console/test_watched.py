"""What happens to an account is recorded by the names of account and act, of this account alone."""

import json
from types import SimpleNamespace

import pytest
from allauth.account import signals as account
from allauth.mfa import signals as mfa

from azukari.core.accounts.models import User
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from tests.cast import NOW
from tests.console import desks

CHOSEN = ("password_changed", "password_set", "password_reset")
FACTORS = {"authenticator_added": "added", "authenticator_removed": "removed", "authenticator_reset": "renewed"}


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


def told() -> list[dict[str, object]]:
    found = Pending.objects.filter(kind__in=("staff:account:changed", "staff:account:signed-in"))
    return [json.loads(one) for one in found.values_list("payload", flat=True)]


def entry(user: User, **more: str) -> dict[str, object]:
    return {"actor": f"staff:{user.reference}", "account": str(user.reference), **more}


@pytest.mark.parametrize("name", CHOSEN)
def test_whoever_chose_a_password_waits_for_nothing_any_more(clerk: User, name: str) -> None:
    other = desks.staff("magazine")
    User.objects.update(invited_at=NOW)
    getattr(account, name).send(sender=User, request=None, user=clerk)
    assert told() == [entry(clerk, act="password-chosen")]
    assert dict(User.objects.values_list("id", "invited_at")) == {clerk.id: None, other.id: NOW}


@pytest.mark.parametrize(("name", "what"), FACTORS.items())
@pytest.mark.parametrize(("kind", "slug"), [("totp", "totp"), ("recovery_codes", "recovery-codes")])
def test_a_second_step_that_comes_or_goes_is_named_by_its_kind(
    clerk: User, name: str, what: str, kind: str, slug: str
) -> None:
    getattr(mfa, name).send(sender=User, request=None, user=clerk, authenticator=SimpleNamespace(type=kind))
    assert told() == [entry(clerk, act=f"{slug}-{what}")]
