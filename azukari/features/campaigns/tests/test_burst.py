"""Thousands of sign-ups of one domain within an hour, among honest ones: told at once, taken out to the number that the
preview said, and no honest signature with them.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from azukari.core.policy_versions.current import current
from azukari.core.vault.mailboxes import Marks
from azukari.features.campaigns.counting import count_all, counts
from azukari.features.campaigns.models import Signature
from azukari.features.campaigns.removing import RemovalChoice, chosen, end_removed, found_bursts, remove
from azukari.features.campaigns.tests.signing import FORM, sign
from azukari.features.campaigns.tests.simulation import BURST, Simulation, publish_many
from azukari.features.campaigns.unusual import needs
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.sizes import how_many

STAFF = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000009", frozenset({"campaigns"}))
HONEST_THERE = 3


def _counted() -> int:
    while Signature.objects.filter(number__isnull=True).exists():
        count_all(timezone.now())
    count_all(timezone.now())
    return counts([FORM])[FORM].count


@pytest.mark.django_db
def test_a_burst_is_told_and_goes_whole_and_no_honest_signature_goes_with_it():
    many = how_many("AZUKARI_BURST")
    now = timezone.now()
    life = Simulation([*publish_many(1, now), FORM], seed=3, now=now)
    life.sign(max(60, many // 10))
    for number in range(HONEST_THERE):  # members, who write from there as well
        desks.register("membership", {"email": f"member{number}@{BURST}"})
        sign(f"Member{number}", email=f"member{number}@{BURST}")
    honest = _counted()
    assert not [one for one in needs(STAFF, current().policy, timezone.now()) if one.urgent]
    life.burst(many, FORM)
    assert _counted() == honest + many
    [told] = [one for one in needs(STAFF, current().policy, timezone.now()) if one.urgent]
    assert told.url.endswith("/checks/")
    [found] = [
        one for one in found_bursts([FORM])[FORM] if one.domain == Marks(FORM).mailbox(f"somebody@{BURST}").domain
    ]
    choice = RemovalChoice(FORM, found.domain, found.begins, found.ends + timedelta(hours=1))
    promised = chosen(choice).count()
    assert promised == many, "those who are known here stay in"
    remove(choice, promised=promised, actor=STAFF, now=timezone.now())
    assert _counted() == honest
    bots = {one.submission for one in life.signers if one.mailbox.endswith(BURST)}
    assert {*Signature.objects.filter(removal__isnull=False).values_list("pk", flat=True)} == bots
    assert end_removed(timezone.now()) == many
    assert needs(STAFF, current().policy, timezone.now()) == []
