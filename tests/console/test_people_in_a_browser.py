"""The list of people as a person meets it: both languages, narrow and wide, light and dark, and without JavaScript."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "find": "Search and record it",
        "open": "Open and record it",
        "keep": "Save this view",
        "views": "Saved views",
        "narrow": "Filter",
    },
    "ja": {
        "find": "検索して記録する",
        "open": "記録して開く",
        "keep": "この一覧を保存",
        "views": "保存した一覧",
        "narrow": "絞り込む",
    },
}
NAMES = [("水野 遥", "ミズノ ハルカ"), ("髙橋 結衣", "タカハシ ユイ"), ("Zoë Müller", ""), ("高橋 蓮", "タカハシ レン")]


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def clerk(published: Current) -> User:
    for number, (name, kana) in enumerate(NAMES):
        more = {"name": name, "email": f"m{number}@example.org", **({"name_kana": kana} if kana else {})}
        desks.register("membership", more)
    return desks.staff("membership")


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("ja", 1280, "light"), ("en", 1280, "dark"), ("ja", 320, "dark"), ("en", 320, "light")],
)
def test_a_clerk_narrows_searches_and_opens(
    lang: str, width: int, scheme: str, clerk: User, live_server: LiveServer, open_page: OpenPage
):
    page, words, marked = (
        open_page(lang=lang, width=width, color_scheme=scheme),
        WORDS[lang],
        f"{lang}-{width}-{scheme}",
    )
    carry_session(page, desks.browser(clerk), live_server.url)
    page.goto(f"{live_server.url}/console/people/")
    looked_at(page, f"people-purposes-{marked}")
    page.goto(f"{live_server.url}/console/people/?purpose=membership")
    expect(page.locator("tbody tr")).to_have_count(4)
    looked_at(page, f"people-list-{marked}")
    page.locator("details.aside > summary").click()
    page.get_by_role("button", name=words["find"]).click()
    looked_at(page, f"people-errors-{marked}")
    page.locator("#f-find_text").fill("たかはし")
    page.locator("#f-find_reason").select_option("answer")
    page.locator("#f-find_text").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.get_by_text("髙橋 結衣")).to_be_visible()
    assert page.url.endswith("/console/people/find/")
    looked_at(page, f"people-found-{marked}")
    page.goto(f"{live_server.url}/console/people/?purpose=membership")
    page.locator("#f-form").select_option("membership")
    page.get_by_role("button", name=words["narrow"]).click()
    page.get_by_text(words["views"], exact=True).click()
    page.get_by_role("button", name=words["keep"]).click()
    expect(page.locator(".views li")).to_have_count(1)
    page.locator(".list-tools .drop summary").first.click()
    page.locator("input[name=categories]").nth(1).check()
    page.locator("input[name=reason]").first.check()
    page.get_by_role("button", name=words["open"]).click()
    expect(page.get_by_text("Zoë Müller")).to_be_visible()
    looked_at(page, f"people-opened-{marked}")


def test_it_needs_no_javascript(clerk: User, live_server: LiveServer, open_page: OpenPage):
    page = open_page(lang="ja", javascript=False)
    carry_session(page, desks.browser(clerk), live_server.url)
    page.goto(f"{live_server.url}/console/people/?purpose=membership")
    page.locator("details.aside > summary").click()
    page.locator("#f-find_text").fill("ｚｏｅ")
    page.locator("#f-find_reason").select_option("answer")
    page.get_by_role("button", name=WORDS["ja"]["find"]).click()
    expect(page.get_by_text("Zoë Müller")).to_be_visible()
