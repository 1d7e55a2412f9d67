"""Publishing as people meet it: a version is scheduled; another one widens, and a person is asked and agrees."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import User
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import current
from azukari.features.reconsent.letters import LINK
from azukari.features.reconsent.models import Asked, ReconsentAnswer
from azukari.features.reconsent.tend import tend
from azukari.policy.parse import parse
from azukari.policy.terms import Actor, ActorKind
from tests.browser import OpenPage, fits, looked_at, photograph
from tests.cast import one_time_code
from tests.charter.widened import another_hand, edited, phone_too, reworded, says_more
from tests.console import desks
from tests.console.at_work import give_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = [("ja", 320, "light"), ("en", 1280, "dark")]


@pytest.fixture
def officer(transactional_db: None) -> User:
    desks.publish()
    return desks.staff("privacy")


@pytest.fixture
def at(live_server: LiveServer) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


def _actor(user: User) -> Actor:
    return Actor(ActorKind.STAFF, str(user.reference), user.duty_slugs())


def _signed_in(page: Page, at: str, user: User, lang: str) -> None:
    give_password(page, at, user.email, lang)
    page.locator("#id_code").fill(one_time_code())
    page.locator("main form button").first.click()
    page.goto(f"{at}/console/policy/changes/")


@pytest.mark.parametrize(("lang", "width", "scheme"), WAYS)
def test_a_version_is_scheduled_announced_and_called_off(
    lang: str, width: int, scheme: str, officer: User, at: str, open_page: OpenPage
):
    drafts.begin(edited(reworded), version=0, actor=_actor(officer), now=desks.moment())
    page, marked = open_page(lang=lang, width=width, color_scheme=scheme), f"{lang}-{width}"
    _signed_in(page, at, officer, lang)
    page.locator("a[href$='/publish/']").click()
    page.locator("#f-when-2").check()
    page.locator("button:has(svg)", has_text={"ja": "公表する", "en": "Publish it"}[lang]).click()
    expect(page.locator(".errors")).to_be_visible()  # no moment was chosen
    looked_at(page, f"policy-publish-{marked}")
    page.locator("#f-at").fill((desks.moment() + timedelta(days=5)).strftime("%Y-%m-%dT09:00"))
    page.locator("button:has(svg)", has_text={"ja": "公表する", "en": "Publish it"}[lang]).click()
    called_off = page.locator("form[action$='call-off/'] button")
    expect(called_off).to_be_visible()
    looked_at(page, f"policy-scheduled-{marked}")
    visitor = open_page(lang=lang, width=width, color_scheme=scheme)
    visitor.goto(f"{at}/{lang}/privacy")
    visitor.locator(".callout summary").click()
    expect(visitor.locator(".callout .diff")).to_be_visible()
    looked_at(visitor, f"policy-coming-{marked}")
    called_off.click()
    expect(called_off).to_have_count(0)
    visitor.reload()
    expect(visitor.locator(".callout .diff")).to_have_count(0)
    assert current().number == 1


@pytest.mark.parametrize(("lang", "width", "scheme"), WAYS)
def test_a_version_that_does_more_asks_the_person_who_agrees(
    lang: str, width: int, scheme: str, officer: User, at: str, open_page: OpenPage
):
    person = desks.register("membership", {"consent.magazine": "on"})
    policy = edited(phone_too, says_more, another_hand)
    drafts.begin(edited(reworded), version=0, actor=_actor(officer), now=desks.moment())
    drafts.save(parse(policy), version=1, actor=_actor(officer), now=desks.moment())
    drafts.approve(
        version=2, actor=_actor(desks.staff("privacy", email="second@staff.example.org")), now=desks.moment()
    )
    page, marked = open_page(lang=lang, width=width, color_scheme=scheme), f"{lang}-{width}"
    _signed_in(page, at, officer, lang)
    looked_at(page, f"policy-approved-{marked}")
    page.locator("a[href$='/publish/']").click()
    page.locator("#f-ask").check()
    looked_at(page, f"policy-ask-{marked}")
    page.locator("button:has(svg)", has_text={"ja": "公表する", "en": "Publish it"}[lang]).click()
    expect(page.locator("a[href$='/rounds/']")).to_be_visible()
    tend(desks.moment())
    asked = Asked.objects.select_related("round").get()
    whole = LINK.address(asked.id, lang=lang, expires=asked.round.ends_at)
    reader = open_page(lang=lang, width=width, color_scheme=scheme, javascript=False)
    reader.goto(f"{at}/{whole.split('/', 3)[3]}")
    expect(reader.locator("button[value=yes]")).to_be_visible()
    assert Asked.objects.get().state == ReconsentAnswer.WAITING
    photograph(reader, f"agree-{marked}")
    fits(reader)
    reader.locator("button[value=yes]").click()
    expect(reader.locator("a[download]")).to_be_visible()
    photograph(reader, f"agreed-{marked}")
    fits(reader)
    assert (Asked.objects.get().state, Asked.objects.get().person_id) == (ReconsentAnswer.AGREED, person.person)
    page.locator("a[href$='/rounds/']").click()
    expect(page.locator(".tallies")).to_be_visible()
    looked_at(page, f"policy-rounds-{marked}")
