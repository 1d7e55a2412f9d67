"""Inbox: how a message begins, from whom, and for how long it has waited, where the purpose is selected and the policy
has lists show it; opened by one press.
"""

from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.forms.models import Submission
from azukari.policy.parse import STARTER
from azukari.shells.self_service.subject_timeline import entries_of
from tests.browser import OpenPage, axe, carry_session, fits
from tests.console import desks
from tests.console.selected_purpose import TAKE

WORK = {"work": "feedback:feedback", "reason": "answer"}
LIST = "/console/forms/feedback/"
TEXT = "\n  The bench by the   bridge is broken.\nMy knee hurts since."


def _at_work(lang: str = "en") -> Client:
    client = desks.browser(desks.staff("feedback"), lang)
    assert client.post(TAKE, WORK).status_code == 302
    return client


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("lang", "waits"), [("en", "waiting for 3 days"), ("ja", "3日前から未完了")])
def test_a_message_shows_how_it_begins_who_sent_it_and_how_long_it_waits(lang: str, waits: str):
    known = desks.register("feedback", {"message": TEXT, "name": "Quillfeather"})
    Submission.objects.update(created_at=desks.moment() - timedelta(days=3))
    page = _at_work(lang).get(LIST).content.decode()
    assert "The bench by the bridge is broken." in page
    assert "My knee" not in page
    assert "Quillfeather" in page
    assert waits in page
    assert entries_of(known.person), "The person sees that it was shown."


@pytest.mark.usefixtures("published")
def test_what_was_answered_waits_no_more_and_a_sealed_list_says_nothing():
    desks.register("feedback", {"message": TEXT})
    page = desks.browser(desks.staff("feedback")).get(LIST).content.decode()
    assert "bench" not in page
    assert "waiting for" not in page


def test_a_policy_without_it_shows_no_line(db: None):
    desks.publish(STARTER.read_text("utf-8").replace("    lists: [name, message]\n", "    lists: [name]\n"))
    desks.register("feedback", {"message": TEXT, "name": "Quillfeather"})
    page = _at_work().get(LIST).content.decode()
    assert "Quillfeather" in page
    assert "bench" not in page


@pytest.mark.usefixtures("published")
def test_other_lists_show_no_message():
    desks.register("feedback", {"message": TEXT, "name": "Quillfeather"})
    page = _at_work().get("/console/people/", {"purpose": "feedback"}).content.decode()
    assert "Quillfeather" in page
    assert "bench" not in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lang", "width"), [("ja", 1280), ("en", 320)])
def test_a_key_opens_the_first_message(lang: str, width: int, live_server: LiveServer, open_page: OpenPage):
    desks.publish()
    desks.register("feedback", {"message": TEXT})
    page = open_page(lang=lang, width=width)
    carry_session(page, _at_work(lang), live_server.url)
    page.goto(f"{live_server.url}{LIST}")
    axe(page)
    fits(page)
    page.keyboard.press("o")
    expect(page.get_by_text("My knee hurts since.")).to_be_visible()
