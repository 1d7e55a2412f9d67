"""A demand of the law in a real browser, step by step: opened before its document is at hand, the file chosen later,
somebody named by the number that stands on their page, and two yeses that are offered only then.
"""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.policy_versions.current import Current
from azukari.core.transfers.models import LegalCase
from azukari.core.transfers.register import add_authority
from azukari.shells.staff.submission_rows import number
from tests.browser import OpenPage, looked_at
from tests.console import desks
from tests.disclosure import office
from tests.disclosure.browsing import press, signed_in
from tests.disclosure.fixtures import readers_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "dark")])
def test_a_case_from_the_demand_to_two_approvals(
    lang: str, width: int, scheme: str, ruling: Current, live_server: LiveServer, open_page: OpenPage
):
    at = live_server.url.replace("127.0.0.1", "localhost")
    [reader] = readers_of(1)
    name = {"ja": "架空税務署", "en": "Kakucho Tax Office"}
    add_authority("tax-office", name=name, address=name, country="JP", actor=office.ASKER, now=desks.moment())
    officer, operator = desks.staff("privacy"), desks.staff("operator")
    page = signed_in(open_page(lang=lang, width=width, color_scheme=scheme), at, officer, lang)
    page.goto(f"{at}/console/recipients/tax-office/case/")
    page.locator("input[name=compelled][value=yes]").check()
    page.locator("input[name=categories][value=name]").check()
    press(page)
    case = LegalCase.objects.get()
    looked_at(page, "case-bare")
    _marks(page, 0)
    expect(page.locator("form[action$='approve/']")).to_have_count(0)

    page.locator("a[href$='document/']").click()
    page.locator("#f-citation").fill("国税通則法 第74条の2")
    press(page)
    expect(page.locator("#f-document-error")).to_be_visible()
    looked_at(page, "case-document")
    page.locator("#f-document").set_input_files(office.file_of(office.PAPER))
    press(page)
    expect(page.get_by_text(office.DOCUMENT)).to_be_visible()
    _marks(page, 1)

    page.locator("a[href$='scope/']").click()
    page.locator("#f-people").fill(number(reader))
    page.locator("input[name=minimum][value=name]").check()
    looked_at(page, "case-scope")
    press(page)
    expect(page.locator(f"a[href='/console/people/{reader}/']")).to_have_text(number(reader))
    page.locator("a[href$='inform/']").click()
    page.locator("input[name=informed][value=yes]").check()
    press(page)
    page.locator("button[name=duty]").click()
    _marks(page, 3)
    second = signed_in(open_page(lang=lang, width=width, color_scheme=scheme), at, operator, lang)
    second.goto(f"{at}/console/recipients/cases/{case.id}/")
    looked_at(second, "case-one-approval")
    second.locator("button[name=duty]").click()
    _marks(second, 4)
    expect(second.locator("a[href$='tax-office/transfer/']")).to_be_visible()


def _marks(page: Page, done: int) -> None:
    expect(page.locator(".case-steps h2").get_by_text("済み")).to_have_count(done)
