"""The whole way in a real browser: a contract from the draft to being in force, and a transfer by two people, which the
recipient opens with the standard tool. No JavaScript is needed for any of it.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pyrage import x25519
from pytest_django.live_server_helper import LiveServer

from azukari.core.policy_versions.current import Current
from azukari.core.transfers.models import Contract, Transfer, TransferState
from azukari.core.transfers.work import run_due
from tests.browser import OpenPage, looked_at
from tests.console import desks
from tests.disclosure import office
from tests.disclosure.browsing import press, signed_in
from tests.disclosure.fixtures import readers_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at(live_server: LiveServer) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "light"), ("en", 1280, "dark")])
def test_from_the_draft_to_the_file(
    lang: str, width: int, scheme: str, ruling: Current, at: str, open_page: OpenPage, tmp_path
):
    marked = f"{lang}-{width}"
    readers_of(3)
    officer, colleague = desks.staff("privacy"), desks.staff("privacy", "operator")
    page = signed_in(open_page(lang=lang, width=width, color_scheme=scheme), at, officer, lang)
    looked_at(page, f"recipients-{marked}")
    page.locator("table a").first.click()
    looked_at(page, f"recipient-draft-{marked}")
    identity = _contract(page, at, marked)
    _guidelines(page, at)
    transfer = _proposed(page, at, marked)
    second = signed_in(open_page(lang=lang, width=width, color_scheme=scheme), at, colleague, lang)
    second.goto(f"{at}/console/recipients/transfers/{transfer.id}/")
    looked_at(second, f"transfer-proposed-{marked}")
    second.locator("form[action$='approve/'] button").click()
    expect(second.locator("form[action$='approve/']")).to_have_count(0)
    run_due(timezone.now())
    page.goto(f"{at}/console/recipients/transfers/{transfer.id}/")
    looked_at(page, f"transfer-ready-{marked}")
    with page.expect_download() as taken:
        page.locator("form[action$='file/'] button").click()
    told = office.unsealed(taken.value.path().read_bytes(), office.Company("kotori-mail", identity), tmp_path)
    assert len(office.people_in(told)) == 3
    page.goto(f"{at}/console/recipients/kotori-mail/")
    looked_at(page, f"recipient-{marked}")
    assert Transfer.objects.get().state == TransferState.DELIVERED


def _contract(page: Page, at: str, marked: str) -> str:
    """Key, draft, signatures, in force; returns what only the recipient has."""
    identity = x25519.Identity.generate()
    page.goto(f"{at}/console/recipients/kotori-mail/reach/")
    page.locator("#f-public_key").fill("age1nonsense")
    press(page)
    expect(page.locator("#errors")).to_be_visible()
    looked_at(page, f"recipient-reach-{marked}")
    page.locator("#f-public_key").fill(str(identity.to_public()))
    press(page)
    contract = f"{at}/console/recipients/contracts/{Contract.objects.get().id}"
    page.goto(f"{contract}/")
    for language in ("ja", "en"):
        page.locator(f"#f-improves_{language}").fill("たくさんのメールが遅れなく届きます。")
    looked_at(page, f"contract-draft-{marked}")
    press(page)
    page.goto(f"{contract}/sign/")
    page.locator("#f-by_us").fill("Mamoru Akitsu")
    page.locator("#f-by_them").fill("Tsubame Kotori")
    page.locator("#f-document").set_input_files(office.file_of(office.PAPER))
    press(page)
    page.goto(f"{contract}/force/")
    press(page)
    expect(page.locator("main .badge.kept")).to_be_visible()
    page.goto(f"{contract}/suspend/")
    looked_at(page, f"contract-suspend-{marked}")
    return str(identity)


def _guidelines(page: Page, at: str) -> None:
    page.goto(f"{at}/console/recipients/guidelines/")
    press(page)
    page.goto(f"{at}/console/recipients/kotori-mail/accept/")
    page.locator("#f-by").fill("Tsubame Kotori")
    press(page)


def _proposed(page: Page, at: str, marked: str) -> Transfer:
    page.goto(f"{at}/console/recipients/kotori-mail/transfer/")
    page.locator("input[name=categories][value=email]").check()
    looked_at(page, f"transfer-begin-{marked}")
    press(page)
    looked_at(page, f"transfer-seen-{marked}")
    page.locator("form[action$='ask/'] button").click()
    page.wait_for_url("**/transfers/**")
    return Transfer.objects.get()
