"""What a form was about is deleted while somebody types: what they typed stands on the page that says so."""

from html import unescape

import pytest
from django.db import transaction

from azukari.features.magazine.models import Issue
from tests import cast
from tests.console import desks
from tests.console.addresses import PAGES, address_of
from tests.console.rows_to_change import CASES
from tests.console.two_tabs import said, shown
from tests.console.world import World

WORDS = "Herons sleep in the alders."


@pytest.mark.parametrize("name", CASES)
def test_what_was_typed_is_shown_where_nothing_is_there_to_be_saved(name: str, world: World):
    case = CASES[name]
    browser = desks.fresh(world.staff(case.duty))
    there = transaction.atomic()
    there._from_testcase = True  # type: ignore[attr-defined]  # what asks for a transaction of its own is let in
    with there:
        at = case.make()
        sent = shown(browser.get(at))
        transaction.set_rollback(True)  # what was made is not there any more
    answer = browser.post(at, {**sent, **case.besides, case.field: case.mine})
    if answer.status_code < 400:  # of a page for which no row is needed
        assert answer.status_code in (302, 303)
        assert said(browser, at, case.field) == case.mine
    else:
        html = unescape(answer.content.decode())
        assert case.mine in html
        assert not {"csrfmiddlewaretoken", "as_shown"} & {line for line in html.split('"') if "typed-" in line}


@pytest.mark.parametrize("act", ["note", "reply"])
def test_a_submission_that_was_erased_meanwhile(act: str, world: World):
    browser, erased = desks.browser(world.staff("feedback")), "01a2386c-f51e-7b59-8460-8a69fd774b52"
    name = {"note": "note", "reply": "text"}[act]
    answer = browser.post(f"/console/forms/feedback/{erased}/{act}/", {name: WORDS, "seen": "0"})
    assert answer.status_code == 404
    html = answer.content.decode()
    assert f">\n{WORDS}</textarea>" in html
    assert "has been deleted" in html
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_issue_that_went_meanwhile(world: World):
    case = CASES["console-magazine-edit"]
    browser, at = desks.browser(world.staff(case.duty)), case.make()
    sent = shown(browser.get(at))
    Issue.objects.update(state="scheduled")
    answer = browser.post(at, {**sent, case.field: WORDS})
    assert answer.status_code == 409
    assert WORDS in answer.content.decode()


def test_a_duty_that_was_taken_away_meanwhile(world: World):
    case = CASES["console-reply-template"]
    user = world.staff(case.duty)
    browser, at = desks.browser(user), case.make()
    sent = shown(browser.get(at))
    desks.exchange_duty(user, "magazine")
    answer = browser.post(at, {**sent, case.field: WORDS})
    assert answer.status_code in (403, 404)
    assert WORDS in answer.content.decode()


def test_each_address_that_refuses_a_form_shows_its_text(world: World):
    """Every address of the console, of things that are not there: an import, a meeting, a case, whatever comes."""
    duties = world.published.policy.duties
    user = cast.enrolled("all@staff.example.org", "All", *duties, actor=desks.OPERATOR, now=desks.moment())
    browser, silent, refused = desks.fresh(user), [], 0
    browser.raise_request_exception = False
    for name, (route, _pattern) in PAGES.items():
        if "<" not in route or name.startswith(("account_", "mfa_")):
            continue
        answer = browser.post(address_of(name, world.registered["membership"], "membership"), {"anything": WORDS})
        is_page = answer.headers.get("Content-Type", "").startswith("text/html") and b"</main>" in answer.content
        if answer.status_code >= 400 and is_page:
            refused += 1
            html = answer.content.decode()
            is_kept = WORDS in html or 'name="kept-form"' in html  # in the clear, or sealed until a purpose is selected
            silent += [] if is_kept else [(name, answer.status_code)]
    assert not silent
    assert refused > 60


def test_nothing_is_shown_of_a_form_that_another_site_sent(world: World):
    browser = desks.browser(world.staff("feedback"))
    at = "/console/forms/feedback/01a2386c-f51e-7b59-8460-8a69fd774b52/note/"
    answer = browser.post(at, {"note": WORDS}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code >= 400
    assert WORDS not in answer.content.decode()


def test_what_was_typed_is_shown_as_text(world: World):
    browser = desks.browser(world.staff("feedback"))
    at = "/console/forms/feedback/01a2386c-f51e-7b59-8460-8a69fd774b52/note/"
    html = browser.post(at, {"note": "</textarea><script>x</script>"}).content.decode()
    assert "&lt;/textarea&gt;&lt;script&gt;" in html
    assert "<script>x" not in html
