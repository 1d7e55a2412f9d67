"""Bringing in a list as a person meets it: columns, ground, what is wrong, the dry run, and what came in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import User
from azukari.core.forms.importing import work as working
from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks
from tests.console.brought_list import LIST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def editor(published: Current) -> Iterator[User]:
    yield desks.staff("magazine")
    working.close_active()


def _turns() -> None:
    while working.work(timezone.now()):
        pass


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_a_list_is_looked_at_and_comes_in(
    width: int, scheme: str, editor: User, live_server: LiveServer, tmp_path: Path, open_page: OpenPage
):
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    page = open_page(lang="ja", width=width, color_scheme=scheme)
    carry_session(page, desks.browser(editor), live_server.url)
    page.goto(f"{live_server.url}/console/")
    if width < 640:
        page.locator(".menu-button").click()  # the menu is a button on a phone
    page.get_by_role("link", name="名簿を取り込む").click()
    looked_at(page, f"import-begin-{width}")
    page.locator("#f-list").set_input_files(tmp_path / "list.csv")
    page.get_by_role("button", name="アップロードする").click()
    expect(page.locator("#f-column-0")).to_have_value("email")
    expect(page.locator("#f-column-1")).to_have_value("name")
    looked_at(page, f"import-ask-{width}")
    page.get_by_role("button", name="事前チェック").click()
    expect(page.locator(".errors li")).not_to_have_count(0)
    looked_at(page, f"import-wrong-{width}")
    page.locator("#f-told_by").select_option("paper")
    page.locator("#f-told").select_option("2")
    page.locator("#f-consent-magazine").select_option("2")
    page.locator("#f-told_reference").fill("form-2023-04")
    page.locator("#f-evidence_sha256").set_input_files(tmp_path / "list.csv")
    page.locator("#f-way").check()
    page.get_by_role("button", name="事前チェック").click()
    expect(page.locator("progress")).to_be_visible()
    looked_at(page, f"import-looking-{width}")
    _turns()
    page.reload()
    expect(page.get_by_role("button", name="5行を取り込む")).to_be_visible()
    assert desks.MARK not in page.content()
    looked_at(page, f"import-looked-{width}")
    with page.expect_download() as report:
        page.get_by_role("link", name="すべての理由").click()
    assert "hanako@example.org のようなメールアドレスになっていません。" in report.value.path().read_text("utf-8")
    page.get_by_role("button", name="5行を取り込む").click()
    expect(page.locator("progress")).to_be_visible()
    _turns()
    page.reload()
    expect(page.locator(".badge")).to_have_text("取り込み済み")
    looked_at(page, f"import-done-{width}")
