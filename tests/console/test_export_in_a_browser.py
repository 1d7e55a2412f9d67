"""Taking out a list as a person meets it: who they are once more, what is needed, what it would be, the file."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from azukari.features.exports import pages
from azukari.features.exports.work import work
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "ja": {
        "out": "この一覧を書き出す",
        "look": "プレビュー",
        "many": "一覧に入るのは2人です。",
        "make": "一覧を作って記録する",
        "fetch": "受け取って記録する",
        "fetched": "受け取り済みです。",
    },
    "en": {
        "out": "Export this list",
        "look": "Preview",
        "many": "2 people would be on the list.",
        "make": "Make and record the list",
        "fetch": "Download and record",
        "fetched": "Fetched.",
    },
}


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def clerk(published: Current) -> User:
    desks.register("membership", {"name": "水野 遥", "email": "mizuno@example.org"})
    desks.register("membership", {"name": "Zoë Müller", "email": "zoe@example.org"})
    return desks.staff("membership")


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "light"), ("en", 1280, "light")])
def test_a_clerk_takes_out_the_list_of_members(
    lang: str,
    width: int,
    scheme: str,
    clerk: User,
    live_server: LiveServer,
    open_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(pages, "REFRESH", 600)  # so that the page stands still while it is looked at
    page, words, mark = open_page(lang=lang, width=width, color_scheme=scheme), WORDS[lang], f"{lang}-{width}"
    carry_session(page, desks.browser(clerk), live_server.url)
    page.goto(f"{live_server.url}/console/people/?purpose=membership")
    page.get_by_role("link", name=words["out"]).click()
    page.locator("input[type=password]").fill(desks.PASSWORD)
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("input[name=fields]").first).to_be_checked()
    looked_at(page, f"export-begin-{mark}")
    page.get_by_role("button", name=words["look"]).click()
    expect(page.locator(".errors li")).not_to_have_count(0)
    looked_at(page, f"export-wrong-{mark}")
    page.locator("input[name=reason]").first.check()
    page.locator("input[name=format][value=csv]").check()
    page.get_by_role("button", name=words["look"]).click()
    expect(page.get_by_text(words["many"])).to_be_visible()
    assert "Zoë" not in page.content()
    looked_at(page, f"export-look-{mark}")
    page.get_by_role("button", name=words["make"]).click()
    expect(page.locator("progress")).to_be_visible()
    looked_at(page, f"export-waiting-{mark}")
    while work(timezone.now()):
        pass
    page.reload()
    expect(page.get_by_role("button", name=words["fetch"])).to_be_visible()
    looked_at(page, f"export-ready-{mark}")
    with page.expect_download() as file:
        page.get_by_role("button", name=words["fetch"]).click()
    assert "Zoë Müller" in file.value.path().read_text("utf-8-sig")
    page.reload()
    expect(page.get_by_text(words["fetched"])).to_be_visible()
    page.goto(f"{live_server.url}/console/export/")
    looked_at(page, f"export-mine-{mark}")
