"""Back on a later page of a questionnaire, without JavaScript: what was typed there is still there."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.features.questionnaires.tests.visitor import opened, panel_policy
from tests.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEXT = "button[name=step][value=next]:not(.unseen)"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_button_keeps_what_was_typed_on_the_page_that_is_left(
    live_server: LiveServer, open_page: OpenPage, lang: str
):
    panel_policy()
    opened()
    page = open_page(lang=lang, javascript=False)
    page.goto(f"{live_server.url}/{lang}/questionnaires/riverside")
    page.locator("input[name=visits]").first.check()
    page.locator("input[name=age]").fill("41")
    page.locator(NEXT).click()
    page.locator("input[value=fishing]").check()
    page.locator(NEXT).click()
    page.locator("input[name=fish]").fill("ayu")
    page.locator("button[value=back]").click()
    expect(page.locator("input[name=age]")).to_have_value("41")
    page.locator(NEXT).click()
    expect(page.locator("input[value=fishing]")).to_be_checked()
    expect(page.locator("input[name=fish]")).to_have_value("ayu")
