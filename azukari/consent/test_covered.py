"""Who may be found for a purpose: everybody whose charter covers what is asked for, be it all that it covers."""

from azukari.charter.current import Current, charters
from azukari.consent.covered import covered_by, covering, transferable
from azukari.policy.terms import Category
from tests.console import desks


def test_all_that_a_purpose_covers_may_be_asked_for_at_once(charter: Current) -> None:
    known = charters()
    everything = covered_by(charter.number, "magazine", charters=known)
    assert everything
    assert covering("magazine", everything, charters=known) is None  # of everybody
    assert covering("magazine", everything | {*Category}, charters=known) == []


def test_nobody_is_found_for_a_purpose_that_no_charter_knows(charter: Current) -> None:
    assert not covering("raffle", [], charters=charters())


def test_of_nobody_else_it_is_said_what_may_be_handed_over(charter: Current) -> None:
    asked, _other = desks.register("membership"), desks.register("membership", {"email": "other@example.org"})
    told = transferable([asked.person], purpose="membership", recipient="mail", charters=charters(), now=desks.moment())
    assert {*told} == {asked.person}
