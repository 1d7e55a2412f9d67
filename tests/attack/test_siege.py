"""The siege, small: visitors are answered beside clients of each bad kind (`python -m tests.attack.siege`)."""

from tests.attack.attackers import KINDS
from tests.attack.siege import besiege
from tests.live import Program


def test_honest_visitors_are_answered_beside_all_the_others(live: Program):
    seen = besiege(live, dict.fromkeys(KINDS, 5), seconds=3)
    assert len(seen.seconds) > 0
    assert seen.unanswered == 0, seen.statuses
    assert len(seen.processes) == 1
