"""A contractor in a real browser: it reads and accepts the guidelines, and confirms instructions, by mailed links. No
JavaScript and no cookie is needed for any of it.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import current
from azukari.core.transfers.models import Instruction
from azukari.core.transfers.supervise import default_guidelines, publish_guidelines
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.models import SealedValue
from azukari.features.processors.call import tend
from azukari.policy.terms import Actor, ActorKind, Category
from tests.browser import OpenPage, carry_session, looked_at, photograph
from tests.console import desks
from tests.disclosure import office
from tests.supervision import post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "light"), ("en", 1280, "dark")])
NAMES = {"ja": ("小鳥 つばめ", "代表取締役"), "en": ("Tsubame Kotori", "managing director")}


@pytest.fixture
def at(live_server: LiveServer) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


def signed_in(page: Page, at: str, user: User, lang: str) -> Page:
    """A browser in which ``user`` has said a moment ago who they are."""
    carry_session(page, desks.fresh(user, lang), at)
    return page


def mailed(page: Page, name: str) -> str:
    """The link in the one mail that goes out now; the mail is looked at as well."""
    tend(timezone.now())
    (mail,) = post.delivered(timezone.now())
    page.set_content(str(mail.alternatives[0][0]))
    photograph(page, name)
    return post.link(mail)


@LOOKS
def test_the_guidelines_are_read_and_accepted(
    lang: str, width: int, scheme: str, kotori: office.Company, at: str, open_page: OpenPage
):
    marked = f"{lang}-{width}"
    post.reachable(lang=lang)
    text = {each: words + "\n" for each, words in default_guidelines().items()}
    publish_guidelines(text, actor=office.ASKER, now=timezone.now())
    page = open_page(lang=lang, width=width, color_scheme=scheme)
    page.goto(f"{at}{mailed(page, f'contractor-mail-guidelines-{marked}')}")
    expect(page.locator("main .lead")).to_contain_text(current().policy.organisation.name[lang])
    looked_at(page, f"contractor-guidelines-{marked}")
    page.locator("main form button").click()
    expect(page.locator("#errors li")).to_have_count(3)
    looked_at(page, f"contractor-guidelines-missing-{marked}")
    name, role = NAMES[lang]
    page.locator("#f-name").fill(name)
    page.locator("#f-role").fill(role)
    page.locator("#f-speaks").check()
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    expect(page.locator("main .panel")).to_contain_text(name)
    looked_at(page, f"contractor-guidelines-accepted-{marked}")
    assert not page.context.cookies()
    colleague = signed_in(open_page(lang=lang, width=width, color_scheme=scheme), at, desks.staff("privacy"), lang)
    colleague.goto(f"{at}/console/recipients/kotori-mail/")
    looked_at(colleague, f"recipient-guided-{marked}")


@LOOKS
def test_instructions_are_confirmed(
    lang: str, width: int, scheme: str, kotori: office.Company, readers, at: str, open_page: OpenPage, tmp_path
):
    marked = f"{lang}-{width}"
    post.reachable(lang=lang)
    now = timezone.now()
    wish = office.wish(categories=office.EMAIL | {Category.NAME})
    office.fetch(office.carried(wish, now=now).id, actor=office.ASKER, now=now)
    name = SealedValue.objects.get(person_id=readers[1], category=Category.NAME)
    correct(name.id, "読者 新", person=readers[1], actor=Actor(ActorKind.PERSON, str(readers[1])), now=now)
    erase(readers[2], actor=Actor(ActorKind.PERSON, str(readers[2])), now=now)
    page = open_page(lang=lang, width=width, color_scheme=scheme)
    page.goto(f"{at}{mailed(page, f'contractor-mail-instructions-{marked}')}")
    looked_at(page, f"contractor-instructions-{marked}")
    boxes = page.locator("input[name=done]")
    expect(boxes).to_have_count(2)
    colleague = signed_in(open_page(lang=lang, width=width, color_scheme=scheme), at, desks.staff("privacy"), lang)
    colleague.goto(f"{at}/console/recipients/kotori-mail/")
    looked_at(colleague, f"recipient-instructed-{marked}")
    colleague.goto(f"{at}/console/recipients/kotori-mail/ask/instructions/")
    looked_at(colleague, f"recipient-ask-{marked}")
    with page.expect_download() as taken:
        page.locator("button[value=file]").click()
    assert len(office.unsealed(taken.value.path().read_bytes(), kotori, tmp_path)) == 2
    boxes.first.check()
    page.locator("main form button[value=confirm]").click()
    expect(boxes).to_have_count(1)
    boxes.first.check()
    page.locator("main form button[value=confirm]").click()
    expect(page.locator("main .panel h1")).to_be_visible()
    looked_at(page, f"contractor-instructions-done-{marked}")
    assert not Instruction.objects.filter(acknowledged_at__isnull=True).exists()
