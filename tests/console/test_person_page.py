"""A person's page: sealed, opened for a purpose with a reason, and told in words."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from tests.console import desks


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


def _open(user: User, registered: desks.Registered, **answers: str):
    asked = {"purpose": "membership", "reason": "service", **answers}
    return desks.browser(user).post(f"/console/people/{registered.person}/open/", asked)


def test_the_page_is_sealed_until_it_is_opened(clerk: User):
    registered = desks.register("membership")
    page = desks.browser(clerk).get(f"/console/people/{registered.person}/").content.decode()
    assert "Sealed." in page
    assert desks.MARK not in page
    assert "aoba-marker" not in page


def test_opening_shows_the_purposes_categories_on_that_answer_only(clerk: User):
    registered = desks.register("membership", {"occupation": "Marker carpenter"})
    answer = _open(clerk, registered)
    page = answer.content.decode()
    for shown in ("Marker Aoba", "aoba-marker@example.org", "03-1234-5678"):
        assert shown in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert desks.MARK not in desks.browser(clerk).get(f"/console/people/{registered.person}/").content.decode()


def test_a_purpose_that_uses_less_shows_less(clerk: User, published: Current):
    registered = desks.register("membership")
    page = _open(clerk, registered, purpose="dues-record").content.decode()
    allowed = published.policy.purposes["dues-record"].categories
    assert ("aoba-marker@example.org" in page) == ("email" in allowed)
    assert ("Marker Aoba" in page) == ("name" in allowed)


def test_registrations_of_one_title_are_told_apart_by_their_time_and_number(clerk: User):
    first, second = (desks.register("membership", {"email": f"{name}@example.org"}) for name in ("one", "two"))
    at, ends = (
        f"/console/people/{first.person}/",
        r"End of the registration “[^<]+”( <span class=.soft.>.+?</span>)?</h2>",
    )
    assert re.findall(ends, desks.browser(clerk).get(at).content.decode()) == [""]
    moment = Submission.objects.get(person=first.person).created_at
    Submission.objects.filter(person=second.person).update(person=first.person, created_at=moment)
    told = re.findall(ends, desks.browser(clerk).get(at).content.decode())
    assert (len(told), len({*told}), "" in told) == (2, 2, False)
    Grant.objects.filter(person=second.person).update(person=first.person)
    given = re.findall(r"given with “[^”]+”( <code>\w+</code>)?", desks.browser(clerk).get(at).content.decode())
    assert len({*given} - {""}) == 2, "what each may be used for says with which it was given"
    assert "" not in given


def test_the_names_of_two_registrations_are_told_apart_the_newest_first(clerk: User):
    names = ("Marker Hanako", "Marker Yamada", "Marker Yamada")
    first, *others = (desks.register("membership", {"name": name}) for name in names)
    assert {other.person for other in others} == {first.person}
    assert "<h1>Marker Yamada · Marker Hanako <code" in _open(clerk, first).content.decode()


def test_a_get_opens_nothing(clerk: User):
    registered = desks.register("membership")
    at = f"/console/people/{registered.person}/"
    answer = desks.browser(clerk).get(f"{at}open/", {"purpose": "membership", "reason": "service"})
    assert (answer.status_code, answer.headers["Location"]) == (302, at)
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()


@pytest.mark.parametrize("left_out", ["purpose", "reason"])
def test_purpose_and_reason_are_required(left_out: str, clerk: User):
    registered = desks.register("membership")
    answer = _open(clerk, registered, **{left_out: ""})
    assert answer.status_code == 422
    assert f'href="#f-{left_out}"' in answer.content.decode()
    assert desks.MARK not in answer.content.decode()
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()


@pytest.mark.parametrize("reason", ["own", "delivery", "Marker wanted to know"])
def test_a_reason_outside_the_list_is_not_taken(reason: str, clerk: User):
    registered = desks.register("membership")
    assert _open(clerk, registered, reason=reason).status_code == 422


@pytest.mark.parametrize("purpose", ["volunteers", "magazine", "confirmation", "own-access", "raffle"])
def test_another_purpose_stays_closed_with_clause_and_sentence(purpose: str, clerk: User):
    registered = desks.register("membership")
    answer = _open(clerk, registered, purpose=purpose)
    assert answer.status_code == 403
    assert "This stays closed" in answer.content.decode()
    assert re.search(r"callout attention.+?<p>[^<]{12,}", answer.content.decode()), "why, in a sentence"
    assert desks.MARK not in answer.content.decode()
    refused = Pending.objects.filter(kind=VALUE_REFUSED.name).get()
    assert json.loads(refused.payload)["actor"] == f"staff:{clerk.reference}"


def test_the_page_of_somebody_at_another_desk_stays_closed_and_the_try_is_recorded(clerk: User):
    registered = desks.register("volunteers")
    answer = desks.browser(clerk).get(f"/console/people/{registered.person}/")
    assert answer.status_code == 403
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1


def test_somebody_unconfirmed_opens_for_nobody(clerk: User):
    registered = desks.register("membership", confirmed=False)
    page = desks.browser(clerk).get(f"/console/people/{registered.person}/")
    assert page.status_code == 200
    assert "until the person has confirmed" in page.content.decode()
    assert _open(clerk, registered).status_code == 403


def test_the_trail_says_who_opened_it_and_what_for(clerk: User):
    registered = desks.register("membership")
    _open(clerk, registered)
    page = desks.browser(clerk).get(f"/console/people/{registered.person}/").content.decode()
    assert "Opened by Staff of membership for" in page
    assert "Filled in" in page


def test_the_trail_of_a_long_history_takes_as_many_queries_as_that_of_a_short_one(clerk: User):
    registered, client = desks.register("membership"), desks.browser(clerk)
    at = f"/console/people/{registered.person}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(at)
        return len(captured)

    _open(clerk, registered)
    queries()
    few = queries()
    for _ in range(5):
        _open(clerk, registered)
    assert queries() == few


def test_nobody_has_a_page_where_there_is_no_person(clerk: User):
    assert desks.browser(clerk).get("/console/people/01a20e24-d413-72f5-bcf2-9627678d83e8/").status_code == 404


@pytest.mark.parametrize("purpose", ["hanako", "membership,volunteers", "Hanako Yamada", "090-8765-4321"])
def test_a_purpose_that_the_policy_does_not_name_is_refused_and_its_words_of_anybody_are_not_recorded(
    purpose: str, clerk: User
):
    registered = desks.register("membership")
    assert _open(clerk, registered, purpose=purpose).status_code == 403
    refused = Pending.objects.filter(kind=VALUE_REFUSED.name).get()
    assert json.loads(refused.payload)["purpose"] == "unknown"
