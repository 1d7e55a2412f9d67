"""A message comes in, is read for a purpose, given to somebody, answered and closed; and what looked like spam is
rescued. In both languages, narrow and wide, light and dark.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import User
from azukari.core.forms.models import Handling
from azukari.core.forms.steps import FunnelStep
from azukari.core.forms.suspicion import Suspected
from azukari.core.policy_versions.current import Current
from azukari.features.statistics import counter
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "open": "Open and record it",
        "save": "Save and record it",
        "numbers": "Numbers",
        "table": "The same as a table",
        "apart": "Possible spam",
        "clear": "Not spam",
        "closed": "closed",
        "to-read": "to read",
    },
    "ja": {
        "open": "記録して開く",
        "save": "記録して保存する",
        "numbers": "数で見る",
        "table": "表で見る",
        "apart": "迷惑な送信の疑い",
        "clear": "迷惑な送信ではない",
        "closed": "完了",
        "to-read": "未対応の受付",
    },
}


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("feedback", "campaigns", email="desk@staff.example.org")


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("ja", 1280, "light"), ("ja", 320, "dark"), ("en", 1280, "dark"), ("en", 320, "light")],
)
def test_from_a_message_to_its_end(
    lang: str, width: int, scheme: str, clerk: User, live_server: LiveServer, open_page: OpenPage
):
    registered, words, marked = desks.register("feedback"), WORDS[lang], f"{lang}-{width}"
    page = open_page(lang=lang, width=width, color_scheme=scheme)
    carry_session(page, desks.browser(clerk), live_server.url)
    page.goto(f"{live_server.url}/console/")
    looked_at(page, f"home-{marked}")
    page.get_by_role("link", name=words["to-read"]).click()
    looked_at(page, f"submissions-{marked}")
    page.locator("tbody th a").click()
    assert desks.MARK not in page.content()
    looked_at(page, f"submission-{marked}")
    page.locator("input[name=purpose]").first.check()
    page.locator("input[name=reason]").nth(1).check()
    page.get_by_role("button", name=words["open"]).click()
    expect(page.get_by_text(f"{desks.MARK} says the river is clean.")).to_be_visible()
    looked_at(page, f"submission-open-{marked}")
    for state in ("in-hand", "answered", "closed"):
        page.locator("#f-handled").select_option(state)
        page.locator("#f-assignee").select_option(label=clerk.name)
        page.get_by_role("button", name=words["save"]).click()
        expect(page.locator("#f-handled")).to_have_value(state)
    expect(page.locator(".part-line")).to_contain_text(words["closed"])
    looked_at(page, f"submission-closed-{marked}")
    handling = Handling.objects.get(submission_id=registered.submission)
    assert (handling.state, handling.assignee) == ("closed", clerk)


@pytest.mark.parametrize(("lang", "width"), [("ja", 1280), ("en", 320)])
def test_the_numbers_of_a_form_as_a_plot_and_as_a_table(
    lang: str, width: int, clerk: User, live_server: LiveServer, open_page: OpenPage
):
    for number in range(3):
        desks.register("plastic-free-river", {"email": f"s{number}-marker@example.org"})
    counter.forget()
    for step, times in (
        (FunnelStep.SEEN, 40),
        (FunnelStep.STARTED, 21),
        (FunnelStep.SENT, 8),
        (FunnelStep.CONFIRMED, 3),
    ):
        for _ in range(times):
            counter.note(step, "plastic-free-river", lang, timezone.localdate())
    counter.flush()
    page = open_page(lang=lang, width=width, javascript=True)
    carry_session(page, desks.browser(clerk), live_server.url)
    page.goto(f"{live_server.url}/console/forms/plastic-free-river/")
    page.get_by_role("link", name=WORDS[lang]["numbers"]).click()
    expect(page.locator("svg .bar-says")).to_have_text("3")
    page.get_by_text(WORDS[lang]["table"]).click()
    expect(page.locator("figure tbody tr")).to_have_count(30)
    expect(page.locator("figure tbody tr").first).to_contain_text("3")
    expect(page.locator(".funnel tbody tr").nth(1)).to_contain_text("21")
    looked_at(page, f"numbers-{lang}-{width}")


@pytest.mark.parametrize(("lang", "width"), [("ja", 320), ("en", 1280)])
def test_what_looked_like_spam_is_rescued(
    lang: str, width: int, clerk: User, live_server: LiveServer, open_page: OpenPage
):
    desks.register("feedback", {"email": ""}, suspected=Suspected(4, ("many-links", "unworked")))
    page = open_page(lang=lang, width=width, javascript=True)
    carry_session(page, desks.browser(clerk), live_server.url)
    page.goto(f"{live_server.url}/console/forms/feedback/")
    expect(page.locator("tbody")).to_have_count(0)
    page.get_by_role("link", name=WORDS[lang]["apart"]).click()
    assert desks.MARK not in page.content()
    looked_at(page, f"apart-{lang}-{width}")
    page.get_by_role("button", name=WORDS[lang]["clear"]).click()
    expect(page.locator(".errors")).to_be_visible()
    page.locator("input[name=id]").check()
    page.get_by_role("button", name=WORDS[lang]["clear"]).click()
    expect(page.get_by_role("status")).to_be_visible()
    looked_at(page, f"apart-done-{lang}-{width}")
    page.goto(f"{live_server.url}/console/forms/feedback/")
    expect(page.locator("tbody tr")).to_have_count(1)
