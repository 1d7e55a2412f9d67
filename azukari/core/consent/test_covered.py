"""Who may be found for a purpose: everybody whose charter covers what is asked for, be it all that it covers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from azukari.core.consent.covered import Cover, cover, covered_by, covering, earlier_words, transferable
from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import Current, charters
from azukari.policy.terms import Category
from tests.cast import NOW, Known
from tests.charter.widened import phone_too, publish_widened, says_more, says_more_and_stops
from tests.console import desks

OLD, NEW, OTHER = (UUID(int=number) for number in (1, 2, 3))


def _grant(submission: UUID, charter: int, fields: str = "") -> Grant:
    found = Grant(person_id=UUID(int=9), submission_id=submission, charter_id=charter, begins_at=NOW, opens=fields)
    found.prove()
    return found


def _opens(found: Cover, submission: UUID, *purposes: str, category: Category = Category.PHONE) -> bool:
    return found.opens(submission=submission, field="phone", category=category, purposes=purposes)


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


def test_a_value_opens_by_the_grants_of_its_own_submission_alone(charter: Current) -> None:
    later = publish_widened(phone_too, now=NOW)
    found = cover([_grant(OLD, charter.number), _grant(NEW, later.number)], "magazine", charters=charters())
    assert _opens(found, NEW, "magazine", "membership")
    assert not _opens(found, NEW, "membership"), "The field was not collected for it."
    assert not _opens(found, OLD, "magazine"), "Its charter named no telephone number."
    assert _opens(found, OLD, "magazine", category=Category.EMAIL)
    assert not _opens(found, OTHER, "magazine", category=Category.EMAIL), "Nothing was granted with it."


def test_a_field_that_was_agreed_to_later_opens_beside_what_opened_before(charter: Current) -> None:
    later = publish_widened(phone_too, now=NOW)
    grants = [_grant(OLD, later.number, "phone"), _grant(OLD, charter.number, "fax"), _grant(NEW, later.number)]
    for order in (grants, grants[::-1]):
        found = cover(order, "magazine", charters=charters())
        assert _opens(found, OLD, "membership")
        assert not _opens(found, NEW, "membership"), "Another submission's yes is not its own."
        assert found.of_submission[OLD][1] == {"phone", "fax"}


def test_of_whom_nothing_may_be_used_any_more_nobody_is_found(charter: Current) -> None:
    later = publish_widened(says_more_and_stops, now=NOW)
    assert covering("magazine", (), charters=charters()) == [later.number]


def test_a_grant_that_ended_or_is_for_something_else_hands_nothing_over(hanako: Known) -> None:
    asked: dict[str, Any] = {"recipient": "kotori-mail", "charters": charters(), "now": NOW + timedelta(days=1)}
    both = {Category.EMAIL, Category.NAME}
    assert transferable([hanako.id], purpose="magazine", **asked) == {hanako.id: both}
    assert transferable([hanako.id], purpose="feedback", **asked) == {}
    Grant.objects.filter(purpose="magazine").update(ends_at=NOW + timedelta(days=1))
    assert transferable([hanako.id], purpose="magazine", **asked) == {}


def test_of_those_who_agreed_to_earlier_words_these_are_shown_and_of_nobody_else(charter: Current) -> None:
    assert earlier_words("magazine", charters=charters()) == {}
    publish_widened(phone_too, now=NOW)
    publish_widened(says_more, now=NOW + timedelta(days=1))
    words = charter.policy.purposes["magazine"].statement
    assert earlier_words("magazine", charters=charters()) == {charter.number: words, charter.number + 1: words}
    assert earlier_words("membership", charters=charters()) == earlier_words("raffle", charters=charters()) == {}
