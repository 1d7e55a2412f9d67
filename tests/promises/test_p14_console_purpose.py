"""P14, in the console: every reading names a purpose, and another purpose than the duty's is denied and recorded."""

import json

import pytest

from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.staff.scope import scope_of
from tests.console import desks


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


def test_every_purpose_outside_the_duty_is_denied_and_recorded(published: Current):
    """Somebody registered for everything; each desk opens its own purposes and no other."""
    shared = {"email": "everything-marker@example.org"}
    registered = [
        desks.register(form, shared) for form in ("membership", "volunteers", "magazine", "plastic-free-river")
    ]
    assert len({r.person for r in registered}) == 1
    person = registered[0].person
    for duty in ("membership", "volunteers", "magazine", "campaigns"):
        client = desks.browser(desks.staff(duty))
        for purpose in published.policy.purposes:
            before = Pending.objects.filter(kind=VALUE_REFUSED.name).count()
            answer = client.post(f"/console/people/{person}/open/", {"purpose": purpose, "reason": "service"})
            recorded = Pending.objects.filter(kind=VALUE_REFUSED.name).count() - before
            own = purpose in published.policy.duties[duty].purposes
            living = purpose not in ("campaign-updates", "emergency")  # nobody agreed to it; no shift runs
            assert answer.status_code == (200 if own and living else 403), f"{duty} for {purpose}"
            assert recorded == (0 if own and living else 1)


def test_a_refusal_names_purpose_clause_and_code(published: Current):
    registered = desks.register("membership")
    desks.browser(desks.staff("membership")).post(
        f"/console/people/{registered.person}/open/", {"purpose": "volunteers", "reason": "service"}
    )
    refusal = json.loads(Pending.objects.get(kind=VALUE_REFUSED.name).payload)
    assert (refusal["purpose"], refusal["code"], refusal["clause"]) == ("volunteers", "release.no-duty", "duties")


def test_a_duty_that_the_policy_does_not_know_reaches_nothing(published: Current):
    reach = scope_of(Actor(ActorKind.STAFF, "1", frozenset({"superuser", "admin"})), published.policy)
    assert (reach.purposes, reach.forms) == (frozenset(), frozenset())
