"""Who may be found for a purpose: everybody whose charter covers what is asked for, be it all that it covers."""

from azukari.charter.current import Current, charters
from azukari.consent.covered import covered_by, covering
from azukari.policy.terms import Category


def test_all_that_a_purpose_covers_may_be_asked_for_at_once(charter: Current) -> None:
    known = charters()
    everything = covered_by(charter.number, "magazine", charters=known)
    assert everything
    assert covering("magazine", everything, charters=known) is None  # of everybody
    assert covering("magazine", everything | {*Category}, charters=known) == []


def test_nobody_is_found_for_a_purpose_that_no_charter_knows(charter: Current) -> None:
    assert not covering("raffle", [], charters=charters())
