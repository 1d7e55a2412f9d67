"""The desk of requests in a real browser: a call is written down, refused in part on the law, and told by letter."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.cases.models import Case
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.features.rights.carry_out import run
from tests.browser import OpenPage, looked_at
from tests.console import desks
from tests.console.at_work import come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "ground": "A law obliges us to keep it.",
        "complain": "Personal Information Protection Commission",
        "done": "granted in part",
        "corrected": "The entry has been corrected.",
    },
    "ja": {
        "ground": "法令により保存が義務づけられているため",
        "complain": "個人情報保護委員会",
        "done": "一部に応じた",
        "corrected": "内容を訂正しました。",
    },
}


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def at(live_server: LiveServer) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


def _write_down(page: Page, at: str, lang: str, kind: str) -> None:
    page.goto(f"{at}/console/rights/new/")
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("#f-said").fill("架空の請求です。")
    page.locator("#f-contact").fill("090-0000-1234")
    page.locator(f"input[name=lang][value={lang}]").check()
    page.locator("main form button[type=submit]").click()
    page.locator("#f-exactly").fill("aoba-marker@example.org")
    page.locator("form[action$='/connect/'] button").click()
    page.locator("input[name=shown][value=call-back]").check()
    page.locator("form[action$='/shown/'] button").click()


def _decide(page: Page) -> None:
    page.locator("input[name=outcome][value=granted]").check()
    page.locator("form[action$='/decide/'] button").click()
    page.wait_for_url("**?done=decided")
    run(timezone.now())
    page.reload()


@pytest.mark.parametrize(("lang", "width"), [("ja", 1280), ("en", 320)])
def test_a_call_is_written_down_and_refused_in_part(
    lang: str, width: int, published: Current, at: str, open_page: OpenPage
):
    desks.register("membership")
    desks.staff("membership")
    user, marked = desks.staff("privacy"), f"{lang}-{width}"
    page = open_page(lang=lang, width=width)
    come_in(page, at, user.email)
    page.goto(f"{at}/console/rights/")
    looked_at(page, f"requests-empty-{marked}")
    page.goto(f"{at}/console/rights/new/")
    page.locator("main form button[type=submit]").click()
    looked_at(page, f"requests-errors-{marked}")
    _write_down(page, at, lang, "elimination")
    looked_at(page, f"requests-case-{marked}")
    _decide(page)
    expect(page.get_by_text(WORDS[lang]["done"]).first).to_be_visible()
    looked_at(page, f"requests-done-{marked}")
    page.locator("form[action$='/letter/'] button").first.click()
    expect(page.get_by_text(WORDS[lang]["ground"])).to_be_visible()
    expect(page.get_by_text(WORDS[lang]["complain"])).to_be_visible()
    looked_at(page, f"requests-letter-{marked}")
    page.go_back()
    page.locator("form[action$='/answer/'] button").click()
    page.goto(f"{at}/console/rights/?state=closed")
    expect(page.get_by_text(WORDS[lang]["done"]).first).to_be_visible()
    looked_at(page, f"requests-list-{marked}")


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ja", 320)])
def test_a_correction_by_telephone(lang: str, width: int, published: Current, at: str, open_page: OpenPage):
    person = desks.register("membership").person
    desks.staff("membership")
    page = open_page(lang=lang, width=width, javascript=True)
    come_in(page, at, desks.staff("privacy").email)
    _write_down(page, at, lang, "correction")
    phone = SealedValue.objects.get(person_id=person, field="phone")
    page.locator("#f-value").select_option(str(phone.id))
    page.locator("#f-text").fill("03-1234-0000")
    looked_at(page, f"requests-correction-{lang}-{width}")
    _decide(page)
    page.locator("form[action$='/letter/'] button").first.click()
    expect(page.get_by_text(WORDS[lang]["corrected"])).to_be_visible()
    phone.refresh_from_db()
    assert phone.corrected_at is not None
    assert Case.objects.get().state == "done"
