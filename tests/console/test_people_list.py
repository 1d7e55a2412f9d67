"""The list of people: for a purpose of the reader's, masked, fifty a page, with as many queries for two as for many."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Entry, Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.erase import erase
from azukari.core.vault.events import VALUE_RELEASED, VALUE_SEARCHED
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.staff import people_rows
from tests.console import desks
from tests.vault_search.crowd import gather

LIST = "/console/people/?purpose=membership"


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


def _page(user: User, query: str = "purpose=membership") -> str:
    answer = desks.browser(user).get(f"/console/people/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def _numbers(page: str) -> list[str]:
    return [part.split("</code>")[0] for part in page.split("<code>")[1:]]


def _crowd(count: int, **more: str) -> list[UUID]:
    return gather(count, lambda n: {"name": f"Marker {n}", "email": f"m{n}@example.org", **more})


@pytest.mark.parametrize("few", [2])
@pytest.mark.parametrize("many", [2000])
def test_queries_do_not_grow_with_the_people(few: int, many: int, clerk: User):
    client = desks.browser(clerk)

    def queries() -> dict[str, int]:
        found = {}
        asked = {"purpose": "membership", "reason": "service"}
        for name, act in {
            "list": lambda: client.get(LIST),
            "narrowed": lambda: client.get(f"{LIST}&form=membership&since=2020-01-01"),
            "opened": lambda: client.post("/console/people/open/", {**asked, "categories": ["name", "email"]}),
            "searched": lambda: client.post("/console/people/find/", {**asked, "category": "name", "text": "marker"}),
        }.items():
            act()
            with CaptureQueriesContext(connection) as captured:
                assert act().status_code == 200
            found[name] = len(captured)
        return found

    _crowd(few)
    before = queries()
    _crowd(many)
    assert queries() == before


def test_a_search_by_an_address_finds_nobody_and_forgets_what_was_typed(clerk: User):
    _crowd(2)
    asked = {"purpose": "membership", "reason": "service", "category": "name", "text": "marker"}
    answer = desks.browser(clerk).get("/console/people/find/", asked)
    assert answer.status_code == 302
    recorded = [*Pending.objects.values_list("kind", flat=True), *Entry.objects.values_list("kind", flat=True)]
    assert VALUE_SEARCHED.name not in recorded


def test_a_page_holds_fifty_newest_first_and_the_next_the_rest(clerk: User):
    people = _crowd(62)
    first, second = _numbers(_page(clerk)), _numbers(_page(clerk, "purpose=membership&page=2"))
    assert (len(first), len(second)) == (50, 12)
    assert first + second == [person.hex[-8:] for person in reversed(people)]


def test_a_long_list_is_counted_so_far_and_says_that_it_goes_on(clerk: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(people_rows, "MOST", 100)
    people = _crowd(101)
    first, last = _page(clerk), _page(clerk, "purpose=membership&page=9")
    assert "More than 100 people" in first
    assert "There are more." not in first
    assert "There are more." in last
    assert _numbers(last) == [person.hex[-8:] for person in reversed(people)][50:100]
    monkeypatch.setattr(people_rows, "MOST", 101)
    assert "101 people" in _page(clerk)


def test_a_list_opens_no_value(clerk: User):
    desks.register("membership")
    page = _page(clerk)
    for value in desks.DATA["membership"].values():
        assert len(str(value)) < 8 or str(value) not in page
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()


def test_somebody_who_registered_twice_stands_there_once(clerk: User):
    desks.register("membership")
    desks.register("membership")
    page = _page(clerk)
    assert len(_numbers(page)) == 1
    assert "1 person<" in page


def test_the_unconfirmed_are_on_no_list(clerk: User):
    desks.register("membership", confirmed=False)
    assert "There is nobody here." in _page(clerk)


def test_only_those_of_the_purpose_are_listed(published: Current):
    member, volunteer = desks.register("membership"), desks.register("volunteers")
    assert _numbers(_page(desks.staff("membership"))) == [member.person.hex[-8:]]
    assert _numbers(_page(desks.staff("volunteers"), "purpose=volunteers")) == [volunteer.person.hex[-8:]]


def test_living_and_ended_are_told_apart(clerk: User):
    living, ended = _crowd(2)
    Grant.objects.filter(person_id=ended, purpose="membership").update(ends_at=desks.moment())
    assert _numbers(_page(clerk)) == [living.hex[-8:]]
    assert _numbers(_page(clerk, "purpose=membership&state=ended")) == [ended.hex[-8:]]


def test_days_narrow_the_list_by_the_organisations_calendar(clerk: User):
    _crowd(2)
    today = (desks.moment() + timedelta(hours=9)).date()
    assert len(_numbers(_page(clerk, f"purpose=membership&since={today - timedelta(days=2)}"))) == 2
    assert _numbers(_page(clerk, f"purpose=membership&since={today + timedelta(days=1)}")) == []
    assert _numbers(_page(clerk, f"purpose=membership&until={today - timedelta(days=3)}")) == []


def test_whom_a_law_alone_keeps_is_on_no_list(clerk: User):
    registered, now = desks.register("membership"), desks.moment()
    Grant.objects.filter(person_id=registered.person, purpose="dues-record").update(ends_at=now + timedelta(days=9))
    assert len(_numbers(_page(clerk, "purpose=dues-record"))) == 1
    erase(registered.person, actor=Actor(ActorKind.PERSON, str(registered.person)), now=now)
    assert Grant.objects.filter(person_id=registered.person, purpose="dues-record").exists()
    assert "There is nobody here." in _page(clerk, "purpose=dues-record")


def test_who_agreed_on_a_form_of_another_duty_is_listed_without_its_name(published: Current):
    registered = desks.register("volunteers", {"consent.magazine": "yes"})
    page = _page(desks.staff("magazine"), "purpose=magazine")
    assert _numbers(page) == [registered.person.hex[-8:]]
    assert "Agreed when registering for something else" in page
    assert "olunteer" not in page


def test_a_form_narrows_the_list(published: Current):
    subscriber = desks.register("magazine")
    desks.register("volunteers", {"consent.magazine": "yes"})
    editor = desks.staff("magazine")
    assert len(_numbers(_page(editor, "purpose=magazine"))) == 2
    assert _numbers(_page(editor, "purpose=magazine&form=magazine")) == [subscriber.person.hex[-8:]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("form=raffle", "form"),
        ("form=volunteers", "form"),
        ("state=dead", "state"),
        ("since=24.11.2026", "since"),
        ("until=2026-02-30", "until"),
        ("since=2026-02-02&until=2026-01-01", "until"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_nothing_is_listed(query: str, field: str, clerk: User):
    desks.register("membership")
    answer = desks.browser(clerk).get(f"{LIST}&{query}")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in page
    assert _numbers(page) == []


def test_with_several_purposes_the_reader_chooses_first(clerk: User):
    page = desks.browser(clerk).get("/console/people/").content.decode()
    assert "?purpose=membership" in page
    assert "?purpose=dues-record" in page
    assert "volunteers" not in page


def test_with_one_purpose_the_list_opens_at_once(published: Current):
    desks.register("volunteers")
    assert len(_numbers(_page(desks.staff("volunteers"), ""))) == 1


@pytest.mark.parametrize("sort", ["name", "-name", "sealed", "token", "values__token"])
def test_no_order_can_be_asked_for(sort: str, clerk: User):
    people = _crowd(3)
    page = _page(clerk, f"purpose=membership&sort={sort}&order={sort}&o={sort}")
    assert _numbers(page) == [person.hex[-8:] for person in reversed(people)]
