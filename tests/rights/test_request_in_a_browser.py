"""The own page's way to a person, in a real browser: what is missing is said, and how the request stands is shown."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import StaffDuty, User
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.models import Charter
from tests.browser import OpenPage, looked_at
from tests.cast import Known
from tests.rights.desk import sign_in_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STANDS = {"ja": "お答えします。", "en": "We aim to answer by"}


@pytest.fixture
def charter(transactional_db: None, charter: Current) -> Current:
    assert Charter.objects.exists()
    return charter


@pytest.mark.parametrize(("lang", "width"), [("ja", 320), ("en", 1280)])
def test_somebody_asks_a_person(
    lang: str, width: int, charter: Current, hanako: Known, live_server: LiveServer, open_page: OpenPage
):
    for name in ("one", "two"):
        user = User.objects.create_user(f"{name}@staff.example.org", name, now=timezone.now())
        StaffDuty.objects.create(user=user, duty="privacy")
    page, at = open_page(lang=lang, width=width), live_server.url
    page.goto(at + sign_in_link(hanako.email, timezone.now(), lang))
    page.locator("main form button[type=submit]").click()
    looked_at(page, f"own-page-{lang}-{width}")
    page.goto(f"{at}/{lang}/me/request")
    page.locator("main form button[type=submit]").first.click()
    looked_at(page, f"own-request-errors-{lang}-{width}")
    page.locator("input[name=kind][value=objection]").check()
    page.locator("#f-said").fill("集計に使わないでください。")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text(STANDS[lang]).first).to_be_visible()
    looked_at(page, f"own-request-{lang}-{width}")
    page.goto(f"{at}/{lang}/contact")
    looked_at(page, f"contact-{lang}-{width}")


def test_back_after_an_error_that_was_mended_leads_to_the_form_and_to_no_error_of_the_browser(
    charter: Current, hanako: Known, live_server: LiveServer, open_page: OpenPage
):
    page, at = open_page(lang="en", width=1280), live_server.url
    page.goto(at + sign_in_link(hanako.email, timezone.now(), "en"))
    page.locator("main form button[type=submit]").click()
    page.locator("a[href*='/me/value/']", has_text="Name").first.click()
    page.fill("#f-name", "")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#errors")).to_be_visible()
    page.fill("#f-name", "見本 花")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/me?done=corrected")
    page.go_back()
    expect(page.locator("#f-name")).to_be_visible()
    expect(page.locator("#errors")).to_have_count(0)
