"""The demonstration's members stand in each state, so that each can be looked at: one of them is on a pause."""

from azukari.core.policy_versions.current import Current
from azukari.demo.members import add_members
from azukari.features.members.models import Membership, Pause
from tests.cast import NOW


def test_one_of_the_sample_members_is_on_a_pause(charter: Current):
    assert add_members(charter, now=NOW)
    pause = Pause.objects.get()
    assert pause.begins <= NOW.date() < pause.ends
    assert Membership.objects.filter(pk=pause.membership_id, joined_on__isnull=False).exists()
