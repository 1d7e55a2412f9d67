"""A submission answered in two actions from the list, with a selected purpose; the reply stays readable."""

import pytest
from playwright.sync_api import Locator, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.forms.models import Handled, Handling, Reply
from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage, axe, carry_session, fits, photograph
from tests.console import desks
from tests.console.tasks import MOST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"send": "Send the reply", "sent": "on its way"},
    "ja": {"send": "返信を送る", "sent": "返信を送ります"},
}


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.mark.parametrize(("lang", "width"), [("ja", 320), ("en", 1280)])
def test_a_submission_is_answered_in_two_actions(
    lang: str, width: int, published: Current, live_server: LiveServer, open_page: OpenPage
):
    registered, clerk, words = desks.register("feedback"), desks.staff("feedback"), WORDS[lang]
    page, actions = open_page(lang=lang, width=width), 0
    carry_session(page, desks.browser(clerk), live_server.url)

    def act(what: Locator) -> None:
        nonlocal actions
        actions += 1
        what.click()

    page.goto(f"{live_server.url}/console/purpose/")
    page.locator("input[name=work]").first.check()
    page.locator("input[name=reason][value=answer]").check()
    page.locator("main form button[type=submit]").click()

    page.goto(f"{live_server.url}/console/forms/feedback/")
    act(page.locator("tbody th a, tbody th button").first)
    expect(page.get_by_text(f"{desks.MARK} says the river is clean.")).to_be_visible()
    page.locator("#f-text").fill("Thank you. HERON has been seen as well.")
    act(page.get_by_role("button", name=words["send"]))
    expect(page.get_by_role("status")).to_contain_text(words["sent"])
    expect(page.get_by_text("HERON has been seen")).to_be_visible()  # the purpose is still selected
    assert actions <= MOST["A submission answered, from the list"]
    fits(page)
    axe(page)
    photograph(page, f"replied-{lang}-{width}")
    assert Reply.objects.get().submission_id == registered.submission
    assert Handling.objects.get().state == Handled.ANSWERED


def test_a_reply_that_was_begun_is_kept_when_the_purpose_is_locked(
    published: Current, live_server: LiveServer, open_page: OpenPage
):
    registered, clerk = desks.register("feedback"), desks.staff("feedback")
    page = open_page(lang="en")
    carry_session(page, desks.browser(clerk), live_server.url)
    page.goto(f"{live_server.url}/console/purpose/")
    page.locator("input[name=work]").first.check()
    page.locator("input[name=reason][value=answer]").check()
    page.locator("main form button[type=submit]").click()
    page.goto(f"{live_server.url}/console/forms/feedback/")
    page.locator("tbody th button").first.click()
    page.locator("#f-text").fill("Thank you. HERON")
    page.get_by_role("button", name="Lock").click()  # as ten idle minutes do
    expect(page.locator("form[data-lock]")).to_have_count(0)
    page.goto(f"{live_server.url}/console/forms/feedback/{registered.submission}/")
    expect(page.get_by_text("There is a draft reply.")).to_be_visible()
    expect(page.get_by_text("HERON")).to_have_count(0)
    assert not Reply.objects.exists()
