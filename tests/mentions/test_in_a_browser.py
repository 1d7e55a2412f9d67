"""In a real browser: somebody is erased, the feedback desk looks at what others wrote of them, and the words go."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.policy_versions.current import Current
from azukari.core.vault.erase import erase
from azukari.core.vault.models import Mention
from tests.browser import OpenPage, looked_at
from tests.console import desks
from tests.console.at_work import come_in
from tests.mentions.writing import look_everywhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MESSAGE = "見本 花子さん(03-0000-0101)に、川のことを聞きました。\n見本さんによろしくお伝えください。"
WORDS = {
    "en": {
        "home": "2 texts may name somebody who was erased.",
        "replaced": "The words are replaced",
        "left": "It stays as it is.",
    },
    "ja": {
        "home": "消去した方のことが書かれているかもしれない文章が2件あります。",
        "replaced": "置き換えました。",
        "left": "そのまま残しました。",
    },
}


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def at(live_server: LiveServer) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "light"), ("en", 1280, "dark")])
def test_the_desk_replaces_words_and_leaves_others(
    lang: str, width: int, scheme: str, open_page: OpenPage, published: Current, at: str
):
    words, desk = WORDS[lang], desks.staff("feedback")
    member = desks.register("membership", {"name": "見本 花子", "name_kana": "ミホン ハナコ", "phone": "03-0000-0101"})
    desks.register("feedback", {"message": MESSAGE})
    desks.register("feedback", {"message": "見本さんに会いたいです。", "email": "other-marker@example.org"})
    now = desks.moment()
    erase(member.person, actor=desks.OPERATOR, now=now)
    look_everywhere(now)
    page = open_page(lang=lang, width=width, color_scheme=scheme)
    come_in(page, at, desk.email)
    page.get_by_text(words["home"]).click()
    looked_at(page, f"mentions-{lang}-{width}")
    page.locator("table a").first.click()
    page.locator("form[action$='/open/'] button").click()
    expect(page.locator("mark")).to_have_text(["見本 花子", "03-0000-0101", "見本さん"])
    looked_at(page, f"mention-open-{lang}-{width}")
    expect(page.locator("input[name=place]:checked")).to_have_count(2)
    page.locator("button[value=replace]").click()
    expect(page.get_by_role("status")).to_contain_text(words["replaced"])
    page.locator("table a").first.click()
    page.locator("form[action$='/open/'] button").click()
    page.locator("button[value=leave]").click()
    expect(page.locator("#errors")).to_be_visible()
    page.locator("form[action$='/open/'] button").click()
    page.locator("input[name=why][value=namesake]").check()
    page.locator("button[value=leave]").click()
    expect(page.get_by_role("status")).to_contain_text(words["left"])
    assert not Mention.objects.exists()
