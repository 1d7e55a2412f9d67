"""A correction in a real browser: asked by telephone, made by the desk, told to whoever has the old words, and shown
to the person.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.transfers.models import Instruction, Recipient
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import SealedValue
from azukari.features.processors.call import tend
from azukari.features.rights.carry_out import run
from azukari.policy.terms import Category
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks
from tests.disclosure import office
from tests.rights.desk import sign_in_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"told": "what changed", "done": "confirmed that it did so"},
    "ja": {"told": "変更を知らせました", "done": "変更を反映したと知らせてきました"},
}


@pytest.fixture
def published(ruling, present):
    """The clock of this folder's tests stands still; a real browser's does not."""
    return ruling


@pytest.fixture
def present():
    """A real clock."""
    return timezone.now()


@pytest.fixture
def handed(kotori, readers, moment) -> str:
    """Names and addresses of the readers went to the mail company; the address of one of them."""
    wish = office.wish(categories=office.EMAIL | {Category.NAME})
    Recipient.objects.filter(slug=office.KOTORI).update(contact_email="tsubame@kotori.example", contact_lang="ja")
    office.fetch(office.carried(wish, now=moment).id, actor=office.ASKER, now=moment)
    return "reader0@example.org"


def _signed_in(page: Page, at: str, lang: str) -> None:
    """The privacy officer, who has said a moment ago who they are."""
    user = desks.staff("privacy")
    carry_session(page, desks.fresh(user, lang), at)


def _corrected_by_telephone(page: Page, at: str, lang: str, address: str) -> None:
    page.goto(f"{at}/console/rights/new/")
    page.locator("input[name=kind][value=correction]").check()
    page.locator("#f-said").fill("架空の請求です。")
    page.locator("#f-contact").fill("090-0000-1234")
    page.locator(f"input[name=lang][value={lang}]").check()
    page.locator("main form button[type=submit]").click()
    page.locator("#f-exactly").fill(address)
    page.locator("form[action$='/connect/'] button").click()
    page.locator("input[name=shown][value=call-back]").check()
    page.locator("form[action$='/shown/'] button").click()
    person = confirmed_person(address)
    assert person
    name = SealedValue.objects.get(person_id=person, category=Category.NAME)
    page.locator("#f-value").select_option(str(name.id))
    page.locator("#f-text").fill("読者 改")
    page.locator("input[name=outcome][value=granted]").check()
    page.locator("form[action$='/decide/'] button").click()
    page.wait_for_url("**?done=decided")
    run(timezone.now())


@pytest.mark.parametrize(("lang", "width"), [("ja", 1280), ("en", 320)])
def test_a_correction_reaches_whoever_has_the_old_words(
    lang: str, width: int, handed: str, live_server: LiveServer, open_page: OpenPage
):
    desks.staff("membership")
    at = live_server.url.replace("127.0.0.1", "localhost")
    office_page, own = open_page(lang=lang, width=width), open_page(lang=lang, width=width)
    _signed_in(office_page, at, lang)
    _corrected_by_telephone(office_page, at, lang, handed)
    told = Instruction.objects.get()
    assert (told.what, told.recipient_id, told.categories) == ("correct", "kotori-mail", "name")
    tend(timezone.now())  # the worker mails the recipient's contact
    own.goto(at + sign_in_link(handed, timezone.now(), lang))
    own.locator("main form button[type=submit]").click()
    expect(own.get_by_text(WORDS[lang]["told"]).first).to_be_visible()
    looked_at(own, f"own-correction-told-{lang}-{width}")
    office_page.goto(f"{at}/console/recipients/kotori-mail/")
    expect(office_page.get_by_text(str(told.handle)).first).to_be_visible()
    looked_at(office_page, f"recipient-to-correct-{lang}-{width}")
    office_page.locator("form[action*='/instructions/'] button").first.click()
    expect(office_page.get_by_text(str(told.handle))).to_have_count(0)
    own.reload()
    expect(own.get_by_text(WORDS[lang]["done"]).first).to_be_visible()
    looked_at(own, f"own-correction-done-{lang}-{width}")
