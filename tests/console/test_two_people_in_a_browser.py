"""Two of staff, each in a browser of their own, change one record at one time: the second is told, and chooses."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.policy_versions.current import Current
from azukari.features.magazine.models import IssueText
from tests import cast
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks
from tests.console.rows_to_change import CASES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERS, HIS = "EGRET sleeps in the willows", "HERON sleeps in the alders"
CHOICE = {"mine": ("#f-body_en-mine", HIS), "stored": ("#f-body_en-keep", HERS)}


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


def _type_and_save(page: Page, words: str) -> None:
    page.locator("#f-body_en").fill(words)
    _save(page)


def _save(page: Page) -> None:
    page.locator("form:has(#f-body_en) button[type=submit]:not([name])").click()


@pytest.mark.parametrize(("lang", "width"), [("ja", 320), ("en", 1280)])
@pytest.mark.parametrize("keeps", ["mine", "stored"])
def test_the_second_is_told_who_saved_and_chooses(
    lang: str, width: int, keeps: str, published: Current, live_server: LiveServer, open_page: OpenPage
):
    case = CASES["console-magazine-edit"]
    at, pages = f"{live_server.url}{case.make()}", list[Page]()
    for name, email in (("Aoki Hana", "aoki@staff.example.org"), ("Bando Ken", "bando@staff.example.org")):
        page = open_page(lang=lang, width=width)
        staff = cast.enrolled(email, name, case.duty, actor=desks.OPERATOR, now=desks.moment())
        carry_session(page, desks.browser(staff, lang), live_server.url)
        page.goto(at)
        pages.append(page)
    first, second = pages
    assert first.context != second.context
    _type_and_save(first, HERS)
    first.wait_for_url(lambda url: url != at)
    _type_and_save(second, HIS)
    expect(second.locator("#f-body_en")).to_have_value(HIS)
    expect(second.locator(".beside-text").filter(has_text=HERS)).to_be_visible()
    expect(second.locator(".errors")).to_contain_text("Aoki Hana")
    looked_at(second, f"two-people-{keeps}-{lang}-{width}")
    _save(second)  # a second press chooses nothing
    expect(second.locator(".beside .error")).to_be_visible()
    assert IssueText.objects.get(lang="en").body == HERS
    button, kept = CHOICE[keeps]
    second.locator(button).check()
    _save(second)
    second.wait_for_url(lambda url: url != at)
    assert IssueText.objects.get(lang="en").body == kept
    first.goto(at)
    expect(first.locator("#f-body_en")).to_have_value(kept)
