"""Lists: fifty a page, masked, and as many queries for one submission as for a hundred."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from benchmarks.population import add
from tests.console import desks

LIST = "/console/forms/membership/"


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


def _queries(user: User, path: str) -> int:
    client = desks.browser(user)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def _many(count: int) -> None:
    for number in range(count):
        desks.register("membership", {"email": f"many-{number}-marker@example.org"}, confirmed=number % 3 > 0)


@pytest.mark.parametrize("path", [LIST, "/console/"])
def test_queries_do_not_grow_with_the_submissions(path: str, clerk: User):
    _many(2)
    few = _queries(clerk, path)
    _many(60)
    assert _queries(clerk, path) == few


def test_queries_do_not_grow_from_fifty_people_to_two_thousand(clerk: User):
    now, paths = desks.moment(), (LIST, f"{LIST}?state=new", f"{LIST}numbers/", f"{LIST}apart/", "/console/")
    with transaction.atomic():
        add(range(50), now=now)
    few = [_queries(clerk, path) for path in paths]
    with transaction.atomic():
        add(range(50, 2_000), now=now)
    assert [_queries(clerk, path) for path in paths] == few


def test_a_page_holds_fifty_and_the_next_the_rest(clerk: User):
    _many(62)
    client = desks.browser(clerk)
    first, second = client.get(LIST).content.decode(), client.get(f"{LIST}?page=2").content.decode()
    assert (first.count("<tr>") - 1, second.count("<tr>") - 1) == (50, 12)
    assert "62 submissions" in first


def test_a_list_opens_no_value(clerk: User):
    desks.register("membership")
    page = desks.browser(clerk).get(LIST).content.decode()
    for value in desks.DATA["membership"].values():
        assert len(str(value)) < 8 or str(value) not in page


def test_the_list_can_be_narrowed_to_those_who_wait(clerk: User):
    _many(9)
    page = desks.browser(clerk).get(f"{LIST}?state=pending").content.decode()
    assert "3 submissions" in page
    assert "waiting for confirmation" in page


def test_a_form_that_the_policy_does_not_know_is_no_page(clerk: User):
    assert desks.browser(clerk).get("/console/forms/raffle/").status_code == 404


def test_before_anything_is_published_the_home_page_says_so(db: None):
    user = User.objects.create_user("first@staff.example.org", "First", now=desks.moment())
    desks.give_second_factor(user)
    assert "No policy has been published yet" in desks.browser(user).get("/console/").content.decode()


def test_agreeing_to_the_magazine_on_another_form_does_not_open_that_forms_list_to_its_editor(published: Current):
    desks.register("membership", {"consent.magazine": "yes"})
    editor = desks.browser(desks.staff("magazine"))
    assert editor.get(LIST).status_code == 403
    assert editor.get("/console/forms/volunteers/").status_code == 403
