"""P10: open questionnaires in a browser, with and without JavaScript: linked, by keyboard; interrupted and gone on with
in another browser; and their results published.
"""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.vault.models import Draft, SealedValue
from azukari.features.questionnaires.models import PooledAnswers
from azukari.features.questionnaires.results import publish_results
from azukari.features.questionnaires.results.models import Publication
from azukari.features.questionnaires.results.tests.answered import answered, details
from azukari.features.questionnaires.tests.sample import sample
from azukari.features.questionnaires.tests.visitor import opened, panel_policy
from tests.browser import UNHURRIED, OpenPage, axe, carry_session, fits, photograph
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEXT = "button[name=step][value=next]:not(.unseen)"
SEND = "button[name=step][value=send]:not(.unseen)"
BOTH = pytest.mark.parametrize(
    ("lang", "width", "scheme", "javascript"), [("ja", 320, "dark", True), ("en", 1280, "light", False)]
)


def _looked_at(page: Page, name: str, *, javascript: bool) -> None:
    """Axe is JavaScript itself, and the page is the same without."""
    if javascript:
        fits(page)
        axe(page)
        photograph(page, name)


def _to_the_check(page: Page, name: str, *, javascript: bool) -> None:
    for number in range(5):
        _looked_at(page, f"{name}-{number}", javascript=javascript)
        if page.locator(SEND).count():
            return
        page.locator(NEXT).click()


def _entered(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@BOTH
def test_left_here_and_ended_elsewhere_then_linked_by_keyboard(
    live_server: LiveServer, open_page: OpenPage, lang: str, width: int, scheme: str, javascript: bool
):
    panel_policy()
    opened()
    opened(replace(sample(), slug="panel"), linked=True)
    page = open_page(lang=lang, width=width, color_scheme=scheme, javascript=javascript)
    page.goto(f"{live_server.url}/{lang}/questionnaires/riverside")
    page.locator("input[name=visits]").first.check()
    page.locator("input[name=age]").fill("41")
    page.locator("button[value=save]").click()
    expect(page.locator("#link")).to_be_visible()
    _looked_at(page, f"questionnaire-saved-{lang}", javascript=javascript)
    link = f"{live_server.url}/{page.locator('#link').input_value().split('/', 3)[3]}"
    other = open_page(lang=lang, width=width, color_scheme=scheme, javascript=javascript)
    other.goto(link)
    expect(other.locator("input[name=age]")).to_have_value("41")
    _looked_at(other, f"questionnaire-resumed-{lang}", javascript=javascript)
    other.locator(NEXT).click()
    other.locator("input[value=fishing]").check()
    if javascript:  # what depends on the answer comes and goes at once, and what was typed there stays
        other.locator("input[name=fish]").fill("ayu")
        other.locator("input[value=fishing]").uncheck()
        expect(other.locator("input[name=fish]")).to_be_hidden()
        other.locator("input[value=fishing]").check()
        _looked_at(other, f"questionnaire-at-once-{lang}", javascript=javascript)
        other.locator(NEXT).click()
        expect(other.locator("input[name=nps]").first).to_be_visible()
        other.locator("button[value=back]").click()
        expect(other.locator("input[name=fish]")).to_have_value("ayu")
    else:
        other.locator(NEXT).click()
        other.locator("input[name=fish]").fill("ayu")
    _to_the_check(other, f"questionnaire-page-{lang}", javascript=javascript)
    other.locator(SEND).click()
    other.wait_for_url("**/thanks")
    _looked_at(other, f"questionnaire-thanks-{lang}", javascript=javascript)
    told = {"visits": "weekly", "age": 41, "uses": ["fishing"], "fish": "ayu"}
    assert PooledAnswers.objects.get().answers == told
    assert not Draft.objects.exists()
    gone = page.goto(link)
    assert gone is not None
    assert gone.status == 404

    page.goto(f"{live_server.url}/{lang}/questionnaires/panel")
    _looked_at(page, f"questionnaire-linked-{lang}", javascript=javascript)
    page.locator("input[name=visits]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("41")
    _entered(page)
    for number in range(4):
        if not page.locator(SEND).count():
            _looked_at(page, f"questionnaire-linked-{lang}-{number}", javascript=javascript)
            page.locator(NEXT).focus()
            _entered(page)
    _looked_at(page, f"questionnaire-check-{lang}", javascript=javascript)
    page.wait_for_timeout(UNHURRIED)
    page.locator(SEND).focus()
    _entered(page)
    page.wait_for_url("**/receipt/**")
    _looked_at(page, f"questionnaire-receipt-{lang}", javascript=javascript)
    assert b"41" not in bytes(SealedValue.objects.get(field="answers").sealed)


@BOTH
def test_results_are_published_by_staff_and_read_by_everybody(
    live_server: LiveServer, open_page: OpenPage, lang: str, width: int, scheme: str, javascript: bool,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    monkeypatch.setattr(publish_results, "report_pdf", lambda *_: b"%PDF-1.7")
    desks.publish()
    answered(60)
    desk = open_page(lang=lang, width=width, color_scheme=scheme, javascript=javascript)
    carry_session(desk, desks.browser(desks.staff("questionnaires")), live_server.url)
    desk.goto(f"{live_server.url}/console/results/riverside/publication/")
    for name, text in details().items():
        desk.locator(f"[name={name}]").fill(text)
    desk.locator("button[value=publish]").click()
    desk.wait_for_url("**done=published")
    assert Publication.objects.count() == 1
    _looked_at(desk, f"questionnaire-publication-{lang}", javascript=javascript)
    for path in ("", "trend/", "weights/", "crossed/?by=visits", "export/"):
        desk.goto(f"{live_server.url}/console/results/riverside/{path}")
        _looked_at(desk, f"questionnaire-results-{lang}-{path.partition('/')[0]}", javascript=javascript)
    desk.goto(f"{live_server.url}/console/questionnaires/riverside/")
    desk.locator("details:has(#way-ja) > summary").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("img", name={"ja": "(日本語)", "en": "(Japanese)"}[lang]).first).to_be_visible()
    _looked_at(desk, f"questionnaire-ways-{lang}", javascript=javascript)
    reader = open_page(lang=lang, width=width, color_scheme=scheme, javascript=javascript)
    reader.goto(f"{live_server.url}/{lang}/questionnaires/riverside/results")
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    _looked_at(reader, f"questionnaire-results-{lang}", javascript=javascript)
