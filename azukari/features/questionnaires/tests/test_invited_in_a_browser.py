"""P10: invited and unlinked in a browser, in both languages: staff invite, a guest draws a ticket and answers, once."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.mail.models import MailingMessage
from azukari.demo.people import SETTER
from azukari.features.questionnaires.invited.inviting import INVITED_LINK, invite
from azukari.features.questionnaires.models import Invitation, Poll, PooledAnswers
from azukari.features.questionnaires.tests.visitor import opened
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "invite": "Invite",
        "send": "Send the invitations",
        "draw": "Draw a ticket and begin",
        "twice": "A ticket has already been drawn with this link",
    },
    "ja": {
        "invite": "招待する",
        "send": "招待メールを送る",
        "draw": "回答を始める",
        "twice": "このリンクの回答チケットは発行済みです",
    },
}


def _answered(page: Page) -> None:
    page.locator("input[name=visits]").first.check()
    page.locator("input[name=age]").fill("41")
    for _ in range(4):
        page.locator("button[name=step][value=next]:not(.unseen)").click()
        if page.locator("button[value=send]:not(.unseen)").count():
            break
    page.locator("button[value=send]:not(.unseen)").click()


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "dark"), ("en", 1280, "light")])
def test_invited_and_nobody_can_tell(live_server: LiveServer, open_page: OpenPage, lang: str, width: int, scheme: str):
    desks.publish()
    guest = desks.register("volunteers", {"email": "guest@example.org"})
    poll, words = opened().poll, WORDS[lang]
    Poll.objects.update(by_invitation=True)
    desk = open_page(lang=lang, width=width, color_scheme=scheme)
    carry_session(desk, desks.browser(desks.staff("questionnaires", "volunteers")), live_server.url)
    desk.goto(f"{live_server.url}/console/questionnaires/{poll.slug}/")
    desk.get_by_role("link", name=words["invite"], exact=True).click()
    looked_at(desk, f"questionnaire-invite-{lang}")
    desk.locator("select[name=purpose], input[name=purpose]").first.wait_for()
    _choose(desk, "volunteers")
    desk.get_by_role("button", name=words["send"]).click()
    expect(desk.get_by_role("status")).to_be_visible()
    looked_at(desk, f"questionnaire-invited-{lang}")

    message = MailingMessage.objects.get(person=guest.person)
    link = live_server.url + INVITED_LINK.page(message.id, lang=lang, expires=desks.moment().replace(year=2030))
    page = open_page(lang=lang, width=width, color_scheme=scheme)
    page.goto(link)
    looked_at(page, f"invited-{lang}")
    page.get_by_role("button", name=words["draw"]).click()
    expect(page.locator("input[name=visits]").first).to_be_visible()
    page.go_back()
    page.get_by_role("button", name=words["draw"]).click()  # the same ticket again
    _answered(page)
    page.wait_for_url("**/thanks")
    assert PooledAnswers.objects.get().answers["age"] == 41
    assert Invitation.objects.exclude(asked="").count() == 1

    other = open_page(lang=lang, width=width, color_scheme=scheme)
    other.goto(link)
    other.get_by_role("button", name=words["draw"]).click()
    expect(other.locator("#draw-state")).to_contain_text(words["twice"])
    looked_at(other, f"invited-twice-{lang}")


def _choose(page: Page, value: str) -> None:
    options = page.locator(f"input[name=purpose][value={value}]")
    if options.count():
        options.check()
    else:
        page.locator("select[name=purpose]").select_option(value)


def test_without_javascript_the_site_makes_the_ticket_and_says_so(live_server: LiveServer, open_page: OpenPage):
    desks.publish()
    guest = desks.register("volunteers", {"email": "guest@example.org"})
    poll = opened().poll
    Poll.objects.update(by_invitation=True)
    invite(poll, purpose="volunteers", actor=SETTER, now=desks.moment())
    message = MailingMessage.objects.get(person=guest.person)
    page = open_page(lang="en", javascript=False)
    page.goto(live_server.url + INVITED_LINK.page(message.id, lang="en", expires=desks.moment().replace(year=2030)))
    expect(page.get_by_text("That is weaker")).to_be_visible()
    page.get_by_role("button", name="Draw a ticket and begin").click()
    page.get_by_role("button", name="Begin", exact=True).click()
    _answered(page)
    page.wait_for_url("**/thanks")
    assert PooledAnswers.objects.count() == 1
