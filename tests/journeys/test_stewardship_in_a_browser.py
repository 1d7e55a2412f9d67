"""A course, an audit, a drill of an incident and the promises page, as an officer and a visitor go through them in a
browser, in both languages (P32-P36).
"""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from azukari.features.training.course import written
from tests.browser import OpenPage, axe, fits
from tests.journeys import staff
from tests.live import Program

pytestmark = pytest.mark.browser

_WORDS = {
    "ja": {"reported": "個人情報保護委員会への報告と本人への通知が必要です", "drill": "これは訓練です"},
    "en": {"reported": "The authority and the people have to be told", "drill": "This is a drill"},
}
_FORGET = """
from azukari.core.accounts.models import User
from azukari.features.training.models import Pass
Pass.objects.filter(holder=User.objects.get(email="{email}").reference, lesson="mail").delete()
"""

_DUTIES = {"ja": "メールマガジン担当", "en": "Volunteer coordinator"}


def _look(page: Page) -> None:
    axe(page)
    fits(page)


def _send(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


def _study(page: Page, url: str) -> None:
    """The lesson that is missing: answered wrongly once, then rightly; and the certificate."""
    page.goto(f"{url}/console/")
    page.locator("main a[href*='/console/training/']").first.click()
    page.locator("main .buttons a.button[href*='/lesson/']").first.click()
    page.wait_for_url("**/lesson/mail/**")
    fits(page)
    questions = written("mail").questions
    for attempt in ("wrong", "right"):
        for at, question in enumerate(questions, 1):
            answers = [word for word, _text in question.options() if (word == question.answer) is (attempt == "right")]
            page.check(f"input[name=q{at}][value='{answers[0]}']")
        _send(page)
        if attempt == "wrong":
            expect(page.locator("#errors")).to_be_visible()
            _look(page)
    expect(page).to_have_url(re.compile(r"done=passed"))
    page.goto(f"{url}/console/training/certificate/")
    _look(page)


def _audit(page: Page, url: str, duty: str) -> None:
    """Planned, begun, answered with one breach, closed: the breach is a finding."""
    page.goto(f"{url}/console/audits/")
    plan = page.locator("main form[action$='/plan/'] button")
    if plan.count():
        plan.click()
        page.wait_for_load_state()
    fits(page)
    page.locator("main tbody a").filter(has_text=duty).first.click()
    page.locator("main form[action$='/begin/'] button").click()
    page.wait_for_load_state()
    for radio in page.locator("main input[type=radio][value=conforms]").all():
        radio.check()
    page.locator("main input[type=radio][value=breach]").first.check()
    page.locator("main textarea").first.fill("Nobody looked for a year.")
    _look(page)
    page.locator("main button[name=close]").click()
    page.wait_for_load_state()
    found = page.locator("main a[href*='/console/findings/']")
    expect(found.filter(has_text="Nobody looked for a year.")).to_be_visible()
    fits(page)


def _drill(page: Page, url: str, words: dict[str, str]) -> None:
    """Entered, decided, drafted, its duties done, closed."""
    page.goto(f"{url}/console/incidents/new/")
    fits(page)
    page.check("input[name=sort][value=drill]")
    page.check("input[name=mishap][value=leak]")
    page.fill("#f-people", "12")
    page.check("input[name=may_be][value=malicious]")
    page.fill("#f-summary", "Only a drill.")
    _send(page)
    page.wait_for_url("**/console/incidents/*-*/")
    expect(page.get_by_text(words["reported"])).to_be_visible()
    expect(page.get_by_text(words["drill"])).to_be_visible()
    _look(page)
    at = page.url
    page.goto(f"{at}report/")
    expect(page.locator("#f-summary")).to_have_value("Only a drill.")
    page.fill("#f-cause", "A rehearsal.")
    fits(page)
    _send(page)
    page.goto(at)
    while page.locator("main form[action*='/done/'] button").count():
        page.locator("main form[action*='/done/'] button").first.click()
        page.wait_for_load_state()
    close = page.locator("main form[action$='/close/'] button")
    close.click()
    page.wait_for_load_state()
    expect(close).to_have_count(0)


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "light"), ("en", 1280, "dark")])
def test_a_course_an_audit_and_a_drill(live: Program, open_page: OpenPage, lang: str, width: int, scheme: str) -> None:
    officer = f"officer-{secrets.token_hex(4)}@staff.example.org"
    staff.enrol(live, officer, duty="privacy")
    live.python(_FORGET.format(email=officer))
    page = open_page(lang=lang, width=width, color_scheme=scheme)
    staff.sign_in(page, live, officer)
    _study(page, live.url)
    _audit(page, live.url, _DUTIES[lang])
    _drill(page, live.url, _WORDS[lang])
    page.goto(f"{live.url}/console/controls/")
    _look(page)


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 1280, "dark"), ("en", 320, "light")])
def test_the_promises_page(live: Program, open_page: OpenPage, lang: str, width: int, scheme: str) -> None:
    page = open_page(lang=lang, width=width, color_scheme=scheme)
    page.goto(f"{live.url}/{lang}/promises")
    _look(page)
    expect(page.locator(".vow")).to_have_count(47)
    page.locator(".kept-grid a[href='#p15']").click()
    expect(page.locator("#p15")).to_be_in_viewport()
    page.locator("#p15 summary").click()
    expect(page.locator("#p15 .watches").first).to_be_visible()
    _look(page)
    assert not page.context.cookies()
    before, after = None, _cells(page, live.url, lang)
    while before != after:  # a first round of the controls may come between the two
        before = after
        page.reload()
        shown = [cell.get_attribute("class") for cell in page.locator(".kept-grid a").all()]
        after = _cells(page, live.url, lang)
    assert shown == after


def _cells(page: Page, url: str, lang: str) -> list[str]:
    """What each cell of the page is to be, by the page for programs."""
    told = page.request.get(f"{url}/{lang}/promises.json").json()
    return [f"cell-{row['state']} number" for row in sorted(told["promises"], key=lambda row: row["promise"])]
