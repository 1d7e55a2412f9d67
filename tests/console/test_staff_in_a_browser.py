"""A colleague as they come and go: invited, at work, with a token, and cut off in the middle of it. A real browser."""

import re

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage, looked_at
from tests.cast import one_time_code
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "sign-in": "Sign in",
        "email": "Email address",
        "password": "Password",
        "not saved": "Not saved yet",
        "invite": "Invite somebody",
        "name": "Name",
        "address": "Email address",
        "duty": "Magazine editor",
        "send": "Send the invitation",
        "sent": "on its way by email",
        "again": "The same once more",
        "keep": "Keep this password and continue",
        "app": "Set up an app",
        "use": "Use this app",
        "needs": "What needs you",
        "cut": "Deactivate the account",
        "gone": "is deactivated",
        "sessions": "Where you are signed in",
        "others": "End all others",
        "alone": "signed in nowhere else",
        "make": "Make a token",
        "called": "What you call the token",
        "make-it": "Make the token",
        "copied": "I have copied it",
        "revoke": "Revoke",
        "none": "You have no token.",
    },
    "ja": {
        "sign-in": "ログイン",
        "email": "メールアドレス",
        "password": "パスワード",
        "not saved": "まだ保存されていません",
        "invite": "職員を招待する",
        "name": "名前",
        "address": "メールアドレス",
        "duty": "メールマガジン担当",
        "send": "招待を送る",
        "sent": "招待をメールで送りました",
        "again": "確認のため、もう一度",
        "keep": "このパスワードにして進む",
        "app": "アプリを設定する",
        "use": "このアプリを使う",
        "needs": "することの一覧",
        "cut": "アクセスを止める",
        "gone": "アクセスを止めました",
        "sessions": "ログイン中の画面",
        "others": "ほかをすべて終了する",
        "alone": "ほかの画面ではログインしていません",
        "make": "トークンを作る",
        "called": "呼び名",
        "make-it": "トークンを作る",
        "copied": "写しました",
        "revoke": "無効にする",
        "none": "トークンはありません",
    },
}
CHOSEN = "four quiet river stones"


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def at(live_server: LiveServer) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


def _sign_in(page: Page, at: str, email: str, lang: str) -> None:
    words = WORDS[lang]
    page.goto(f"{at}/console/")
    page.get_by_label(words["email"]).fill(email)
    page.get_by_label(words["password"]).fill(desks.PASSWORD)
    page.get_by_role("button", name=words["sign-in"], exact=True).click()
    page.locator("#id_code").fill(one_time_code())
    page.get_by_role("button", name=words["sign-in"], exact=True).click()
    expect(page.locator("header.console-bar form[action*=logout]")).to_be_attached()


@pytest.mark.parametrize(("lang", "width"), [("ja", 320), ("en", 1280)])
def test_invited_at_work_and_cut_off_in_the_middle_of_it(
    lang: str, width: int, published: Current, at: str, open_page: OpenPage
):
    words, marked = WORDS[lang], f"{lang}-{width}"
    officer, registered = desks.staff("privacy"), desks.register("magazine")
    page = open_page(lang=lang, width=width)
    _sign_in(page, at, officer.email, lang)
    page.goto(f"{at}/console/staff/")
    looked_at(page, f"staff-list-{marked}")
    page.get_by_role("link", name=words["invite"]).click()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.locator("#errors")).to_be_visible()
    looked_at(page, f"staff-invite-errors-{marked}")
    page.get_by_label(words["name"], exact=True).fill("文野 綴")
    page.get_by_label(words["address"]).fill("fumino@staff.example.org")
    page.get_by_label(words["duty"]).check()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_text(words["sent"])).to_be_visible()
    looked_at(page, f"staff-invited-{marked}")
    link = re.search(r"/console/invitation/\S+", str(mail.outbox[-1].body))
    assert link
    newcomer = open_page(lang=lang, width=width)
    newcomer.goto(at + link.group())
    looked_at(newcomer, f"invitation-{marked}")
    newcomer.get_by_label(words["password"], exact=True).fill(CHOSEN)
    newcomer.get_by_label(words["again"]).fill(CHOSEN)
    newcomer.get_by_role("button", name=words["keep"]).click()
    newcomer.get_by_role("link", name=words["app"]).click()
    newcomer.locator("#id_code").fill(one_time_code(newcomer.locator("main code").inner_text()))
    newcomer.get_by_role("button", name=words["use"]).click()
    newcomer.goto(f"{at}/console/people/{registered.person}/")
    newcomer.locator("input[name=purpose]").first.check()
    newcomer.locator("input[name=reason]").first.check()
    page.get_by_role("link", name="文野 綴").click()
    looked_at(page, f"staff-member-{marked}")
    page.get_by_role("link", name=words["cut"]).click()
    looked_at(page, f"staff-cut-off-{marked}")
    page.get_by_role("button", name=words["cut"]).click()
    expect(page.get_by_text(words["gone"])).to_be_visible()
    newcomer.locator("form[action$='open/'] button[type=submit]").first.click()
    expect(newcomer.get_by_role("heading", name=words["not saved"])).to_be_visible()
    assert desks.MARK not in newcomer.content()


@pytest.mark.parametrize(("lang", "width"), [("ja", 1280), ("en", 320)])
def test_ones_own_sessions_and_tokens(lang: str, width: int, published: Current, at: str, open_page: OpenPage):
    words, marked = WORDS[lang], f"{lang}-{width}"
    clerk = desks.staff("membership")
    desks.browser(clerk).get("/console/", headers={"User-Agent": "Mozilla/5.0 (iPhone) Mobile/15E148"})
    page = open_page(lang=lang, width=width)
    _sign_in(page, at, clerk.email, lang)
    page.goto(f"{at}/console/account/second-step/")
    looked_at(page, f"own-sign-in-{marked}")
    page.goto(f"{at}/console/account/sessions/")
    expect(page.get_by_role("heading", name=words["sessions"])).to_be_visible()
    looked_at(page, f"own-sessions-{marked}")
    page.get_by_role("button", name=words["others"]).click()
    expect(page.get_by_text(words["alone"])).to_be_visible()
    page.goto(f"{at}/console/account/tokens/")
    expect(page.get_by_text(words["none"])).to_be_visible()
    page.get_by_role("link", name=words["make"]).click()
    looked_at(page, f"own-token-make-{marked}")
    page.get_by_label(words["called"]).fill("月次報告")
    page.locator("input[name=purposes]").first.check()
    page.get_by_role("button", name=words["make-it"]).click()
    made = page.locator(".token code").inner_text()
    looked_at(page, f"own-token-made-{marked}")
    answer = page.request.get(f"{at}/api/v1/people?purpose=membership", headers={"Authorization": f"Bearer {made}"})
    assert answer.status == 200
    page.get_by_role("link", name=words["copied"]).click()
    looked_at(page, f"own-tokens-{marked}")
    page.get_by_role("button", name=words["revoke"]).click()
    expect(page.get_by_text(words["none"])).to_be_visible()
    page.goto(f"{at}/{lang}/api")
    looked_at(page, f"api-{marked}")
    assert settings.AZUKARI.base_url in page.content()
