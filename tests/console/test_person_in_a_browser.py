"""A person's record as staff meet it in a browser, in both languages: the timeline, a correction, two records that are
one person's, and an address that is never written to again.
"""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.core.vault.models import DuplicatePair
from azukari.core.vault.pairing import LIFE, Side
from azukari.shells.self_service.merging import LINKS
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "correct": "Correct it and tell the person",
        "done": "The entry has been corrected.",
        "pair": "same name and phone number",
        "ask": "One person: ask by email",
        "yes": "Yes, both are mine",
        "one": "are now merged",
        "merged": "Two records of one person became one",
        "part": "Separate them",
        "parted": "The records are parted again",
        "set": "It is kept nowhere.",
        "never": "Never write there again",
        "find": "Look up and record",
        "found": "must not be written to",
    },
    "ja": {
        "correct": "訂正してご本人に知らせる",
        "done": "訂正しました。",
        "pair": "お名前と電話番号が同じ",
        "ask": "同じ方：メールで尋ねる",
        "yes": "はい、どちらも私です",
        "one": "二つの登録が一つになりました",
        "merged": "同じ方の二つの記録を一つにまとめました",
        "part": "元の二つに分ける",
        "parted": "記録を元の二つに分けました",
        "set": "アドレスはどこにも残していません",
        "never": "今後の送信を止める",
        "find": "調べて記録する",
        "found": "このアドレスには送れません",
    },
}
LOOKS = pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 1280, "light"), ("en", 320, "dark")])


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


def _open(page: Page, user: User, server: LiveServer, path: str) -> None:
    carry_session(page, desks.browser(user), server.url)
    page.goto(f"{server.url}{path}")


@LOOKS
def test_a_clerk_reads_the_story_and_corrects(
    lang: str, width: int, scheme: str, published: Current, live_server: LiveServer, open_page: OpenPage
):
    page, words, marked = open_page(lang=lang, width=width, color_scheme=scheme), WORDS[lang], f"{lang}-{width}"
    member = desks.register("membership", {"name": "水野 遥"})
    _open(page, desks.staff("membership"), live_server, f"/console/people/{member.person}/")
    looked_at(page, f"person-timeline-{marked}")
    page.locator("#trail nav a").nth(1).click()
    expect(page.locator("#trail nav [aria-current]")).to_have_count(1)
    expect(page.locator(".trail-item")).to_have_count(2)
    looked_at(page, f"person-trail-{marked}")
    page.locator("input[name=purpose]").first.check()
    page.locator("input[name=reason]").first.check()
    page.locator("form[action$='/open/'] button").click()
    looked_at(page, f"person-open-{marked}")
    page.locator("form[action*='/correct/'] button").first.click()
    expect(page.locator("#f-name")).to_have_value("水野 遥")
    looked_at(page, f"person-correct-{marked}")
    page.get_by_role("button", name=words["correct"]).click()
    expect(page.locator(".error-summary, [role=alert]").first).to_be_visible()
    looked_at(page, f"person-correct-errors-{marked}")
    page.locator("#f-name").fill("水野 はるか")
    page.locator("input[name=channel]").first.check()
    page.get_by_role("button", name=words["correct"]).click()
    expect(page.get_by_text(words["done"])).to_be_visible()
    looked_at(page, f"person-corrected-{marked}")


@LOOKS
def test_two_records_become_one_by_both_buttons_and_are_parted(
    lang: str, width: int, scheme: str, published: Current, live_server: LiveServer, open_page: OpenPage
):
    page, words, marked = open_page(lang=lang, width=width, color_scheme=scheme), WORDS[lang], f"{lang}-{width}"
    for address in ("haruka@example.org", "h.mizuno@example.org"):
        desks.register("membership", {"name": "水野 遥", "email": address})
    look_for_duplicates(desks.moment())
    pair = DuplicatePair.objects.get()
    _open(page, desks.staff("membership"), live_server, "/console/duplicates/")
    expect(page.get_by_text(words["pair"])).to_be_visible()
    looked_at(page, f"duplicates-{marked}")
    page.locator("tbody a").first.click()
    looked_at(page, f"duplicate-sealed-{marked}")
    page.locator("input[name=reason]").first.check()
    page.locator("form[action$='/open/'] button").click()
    expect(page.get_by_text("h.mizuno@example.org")).to_be_visible()
    looked_at(page, f"duplicate-open-{marked}")
    page.get_by_role("button", name=words["ask"]).click()
    looked_at(page, f"duplicates-asked-{marked}")
    for side in Side:
        page.goto(f"{live_server.url}/{lang}/me/merge/{LINKS[side].token(pair.id, expires=desks.moment() + LIFE)}")
        looked_at(page, f"merge-question-{marked}")
        page.get_by_role("button", name=words["yes"]).click()
        looked_at(page, f"merge-answered-{side}-{marked}")
    expect(page.get_by_text(words["one"])).to_be_visible()
    page.goto(f"{live_server.url}/console/people/{pair.second_id}/")
    expect(page.get_by_text(words["merged"])).to_be_visible()
    looked_at(page, f"person-merged-{marked}")
    page.get_by_role("button", name=words["part"]).click()
    expect(page.get_by_text(words["parted"]).first).to_be_visible()


@LOOKS
def test_an_address_is_never_written_to_again(
    lang: str, width: int, scheme: str, published: Current, live_server: LiveServer, open_page: OpenPage
):
    page, words, marked = open_page(lang=lang, width=width, color_scheme=scheme), WORDS[lang], f"{lang}-{width}"
    _open(page, desks.staff("privacy"), live_server, "/console/suppression/")
    looked_at(page, f"suppression-{marked}")
    page.locator("#f-address").fill("quiet@example.org")
    page.locator("input[name=channel]").first.check()
    page.get_by_role("button", name=words["never"]).click()
    expect(page.get_by_text(words["set"])).to_be_visible()
    page.locator("#f-address").fill("QUIET@example.org")
    page.get_by_role("button", name=words["find"]).click()
    expect(page.get_by_text(words["found"])).to_be_visible()
    looked_at(page, f"suppression-found-{marked}")
