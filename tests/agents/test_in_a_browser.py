"""An agent's request the whole way: entered on the list, asked, mailed, confirmed by the person, decided, told."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.current import Current
from azukari.features.rights.carry_out import run
from tests.agents.agent import OutsideAgent
from tests.browser import OpenPage, looked_at
from tests.console import desks
from tests.console.at_work import come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "aoba-marker@example.org"
_LINK = re.compile(r"https?://[^/\s]+(/(?:ja|en)/me/agent/[A-Za-z0-9_-]+)")

WORDS = {
    "en": {
        "nothing": "requests from agents are refused",
        "waits": "The person can confirm it until",
        "with_us": "We have received your request",
        "not_to_them": "gets none of it from us",
        "told": "The agent is told: fulfilled",
    },
    "ja": {
        "nothing": "代理人からの請求は受け付けません",
        "waits": "ご本人の確認を待っています",
        "with_us": "請求を受け付けました",
        "not_to_them": "消す前に、お知らせをお送りします",
        "told": "代理人に知らせている状態：対応済み",
    },
}


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def at(live_server: LiveServer) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


def _enter(page: Page, at: str, outside: OutsideAgent, lang: str, marked: str) -> None:
    """The officer puts the agent on the list."""
    page.goto(f"{at}/console/rights/agents/")
    expect(page.get_by_text(WORDS[lang]["nothing"])).to_be_visible()
    looked_at(page, f"agents-empty-{marked}")
    page.locator("main a.button[href$='/agents/new/']").click()
    page.locator("main form button[type=submit]").click()
    looked_at(page, f"agents-errors-{marked}")
    page.locator("#f-name").fill("Permission Slip")
    page.locator("#f-code").fill(outside.code)
    page.locator("#f-verify_key").fill(outside.verify_key)
    page.locator("#f-web_url").fill("https://agent.example.org/")
    page.locator("#f-business_id").fill(outside.business)
    page.locator(f"input[name=lang][value={lang}]").check()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text(outside.verify_key)).to_be_visible()
    page.goto(f"{at}/console/rights/agents/")
    page.locator("main details summary").click()
    looked_at(page, f"agents-list-{marked}")


def _mailed() -> str:
    """The link of the one mail that goes out now."""
    mail.outbox.clear()
    send_due(timezone.now())
    found = [_LINK.search(str(message.body)) for message in mail.outbox if message.to == [ADDRESS]]
    (link,) = [each[1] for each in found if each]
    return link


@pytest.mark.parametrize(("lang", "width", "what"), [("ja", 320, "deletion"), ("en", 1280, "access")])
def test_an_agents_request_the_whole_way(
    lang: str, width: int, what: str, published: Current, at: str, open_page: OpenPage
):
    desks.register("membership")
    desks.staff("membership")
    outside, words, marked = OutsideAgent(), WORDS[lang], f"{lang}-{width}"
    office, own = open_page(lang=lang, width=width), open_page(lang=lang, width=width)
    come_in(office, at, desks.staff("privacy").email)
    _enter(office, at, outside, lang, marked)
    assert outside.set_up(timezone.now()).status_code == 200
    told = outside.ask(timezone.now(), ADDRESS, what).json()
    assert told["reason"] == "need_user_verification"
    office.goto(f"{at}/console/rights/")
    office.locator("table a").first.click()
    expect(office.get_by_text(words["waits"])).to_be_visible()
    looked_at(office, f"agents-case-{marked}")
    own.goto(at + told["user_verification_url"].removeprefix("http://localhost"))
    looked_at(own, f"agents-look-into-mail-{marked}")
    own.goto(at + _mailed())
    expect(own.get_by_text(words["not_to_them"])).to_be_visible()
    looked_at(own, f"agents-question-{marked}")
    own.locator("button[name=answer][value=yes]").click()
    expect(own.get_by_role("heading", name=words["with_us"])).to_be_visible()
    looked_at(own, f"agents-answered-{marked}")
    office.reload()
    office.locator("input[name=outcome][value=granted]").check()
    office.locator("form[action$='/decide/'] button").click()
    office.wait_for_url("**?done=decided")
    send_due(timezone.now())
    run(timezone.now() + timedelta(hours=2))
    office.reload()
    expect(office.get_by_text(words["told"])).to_be_visible()
    assert outside.status(told["request_id"]).json()["status"] == "fulfilled"
    office.locator("#agent-title + p a").click()
    looked_at(office, f"agents-one-{marked}")
