"""Two tabs, an ended session, a page that locks, in a real browser: what was typed is neither lost nor left behind."""

from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import StaffSession
from azukari.core.forms.models import Reply
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.features.writing.drafts import keep_draft
from azukari.features.writing.models import ReplyTemplate
from azukari.policy.terms import FormKind
from azukari.shells.self_service.models import OwnSession
from tests import cast
from tests.browser import OpenPage, carry_session, looked_at, photograph
from tests.console import desks
from tests.console.rows_to_change import CASES
from tests.rights.desk import sign_in_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINE, THEIRS = "HERON sleeps in the alders", "EGRET sleeps in the willows"
WORDS = {
    "en": {"title": "Not saved yet", "show": "Show what I typed", "send": "Send the reply"},
    "ja": {"title": "まだ保存されていません", "show": "入力した内容を表示する", "send": "返信を送る"},
}
SIGN_IN = {"en": "Sign in in a new tab", "ja": "新しいタブでログイン"}
WAYS = [("ja", 320), ("en", 1280)]


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


def leaves_nothing(page: Page, *texts: str) -> None:
    """Neither the browser's stores nor any column of the database has a text in the clear."""
    kept = page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
        " (await indexedDB.databases()).map((each) => each.name), await caches.keys()])"
    )
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                kept += " ".join(_readable(each) for each in row)
    for text in texts:
        assert text not in kept


def _readable(value: Any) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def is_focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("(selector) => document.activeElement?.matches(selector)", selector))


def take_up(page: Page, at: str) -> None:
    page.goto(f"{at}/console/purpose/")
    page.locator("input[name=work]").first.check()
    page.locator("input[name=reason][value=answer]").check()
    page.locator("main form button[type=submit]").click()


@pytest.mark.parametrize(("lang", "width"), WAYS)
def test_two_tabs_and_one_is_chosen(
    lang: str, width: int, published: Current, live_server: LiveServer, open_page: OpenPage
):
    case = CASES["console-reply-template"]
    at = f"{live_server.url}{case.make()}"
    page = open_page(lang=lang, width=width, color_scheme="dark" if width == 320 else "light")
    carry_session(page, desks.browser(desks.staff(case.duty), lang), live_server.url)
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(at)
    other.locator("#f-text_en").fill(THEIRS)
    other.locator("form:has(#f-text_en) button:not([name])").click()
    other.wait_for_url(lambda url: url != at)
    page.locator("#f-text_en").fill(MINE)
    page.locator("form:has(#f-text_en) button:not([name])").click()
    expect(page.get_by_text(THEIRS)).to_be_visible()
    expect(page.locator("#f-text_en")).to_have_value(MINE)
    assert is_focused(page, ".errors")
    described = page.locator("#f-text_en").get_attribute("aria-describedby") or ""
    assert "f-text_en-stored" in described.split()
    looked_at(page, f"two-tabs-{lang}-{width}")
    page.keyboard.press("Tab")  # from the message to the link in it
    page.keyboard.press("Enter")
    assert is_focused(page, "#f-text_en")
    photograph(page, f"two-tabs-beside-{lang}-{width}")
    page.keyboard.press("Tab")
    assert is_focused(page, ".beside-text")
    page.keyboard.press("Tab")
    assert is_focused(page, "#f-text_en-mine")
    page.locator("form:has(#f-text_en) button:not([name])").click()
    expect(page.locator(".beside .error")).to_be_visible()
    looked_at(page, f"two-tabs-unchosen-{lang}-{width}")
    page.locator("#f-text_en-mine").check()
    page.locator("form:has(#f-text_en) button:not([name])").click()
    page.wait_for_url(lambda url: url != at)
    assert ReplyTemplate.objects.get().texts["en"] == MINE


@pytest.mark.parametrize(("lang", "width"), WAYS)
def test_the_session_ends_while_a_reply_is_typed(
    lang: str, width: int, published: Current, live_server: LiveServer, open_page: OpenPage
):
    registered, clerk, words = desks.register("feedback"), desks.staff("feedback"), WORDS[lang]
    page = open_page(lang=lang, width=width)
    carry_session(page, desks.browser(clerk, lang), live_server.url)
    take_up(page, live_server.url)
    page.goto(f"{live_server.url}/console/forms/feedback/{registered.submission}/")
    page.locator("#f-text").fill(MINE)
    StaffSession.objects.all().delete()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("heading", name=words["title"], level=1)).to_be_visible()
    expect(page.get_by_role("link", name=SIGN_IN[lang])).to_be_visible()
    assert MINE not in page.content(), "It waits sealed."
    looked_at(page, f"session-ended-{lang}-{width}")
    leaves_nothing(page, MINE)
    carry_session(page, desks.browser(clerk, lang), live_server.url)  # signed in again, in the other tab
    page.get_by_role("button", name=words["show"]).click()
    expect(page.locator("#f-text")).to_have_value(MINE)
    assert is_focused(page, ".errors")
    looked_at(page, f"come-back-{lang}-{width}")
    assert not Reply.objects.exists()
    page.get_by_role("button", name=words["send"]).click()
    page.wait_for_url("**?done=replied*")
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(("lang", "width"), WAYS)
def test_ten_idle_minutes_lock_the_page_and_lose_nothing(
    lang: str, width: int, published: Current, live_server: LiveServer, open_page: OpenPage
):
    """A colleague keeps a draft meanwhile, so this one cannot be kept as such; a note was begun as well."""
    registered, clerk, words = desks.register("feedback"), desks.staff("feedback"), WORDS[lang]
    page = open_page(lang=lang, width=width)
    carry_session(page, desks.browser(clerk, lang), live_server.url)
    take_up(page, live_server.url)
    page.clock.install()
    page.goto(f"{live_server.url}/console/forms/feedback/{registered.submission}/")
    page.locator("#f-text").fill(MINE)
    page.locator("#f-note").fill("PLOVER was here")
    keep_draft(registered.submission, THEIRS, seen=None, form="feedback", now=desks.moment())
    page.clock.fast_forward("10:01")
    expect(page.get_by_role("heading", name=words["title"], level=1)).to_be_visible()
    assert not any(text in page.content() for text in (MINE, THEIRS, "PLOVER")), "It waits sealed."
    looked_at(page, f"locked-{lang}-{width}")
    leaves_nothing(page, MINE, "PLOVER")
    tab = page.context.new_page()
    take_up(tab, live_server.url)
    tab.close()
    page.get_by_role("button", name=words["show"]).click()
    expect(page.locator("#f-text")).to_have_value(MINE)
    expect(page.get_by_text("PLOVER was here")).to_be_visible()
    looked_at(page, f"unlocked-{lang}-{width}")


def test_a_line_that_was_begun_is_not_lost_by_the_lock(
    published: Current, live_server: LiveServer, open_page: OpenPage
):
    """Neither is what stands on a page that says why nothing was saved."""
    page = open_page(lang="en")
    carry_session(page, desks.browser(desks.staff("feedback")), live_server.url)
    take_up(page, live_server.url)
    page.goto(f"{live_server.url}/console/forms/feedback/replies/new/")
    page.locator("#f-title").fill(MINE)
    page.get_by_role("button", name="Lock").click()
    page.get_by_role("button", name="Show what I typed").click()
    expect(page.locator("#f-title")).to_have_value(MINE)
    take_up(page, live_server.url)
    page.goto(f"{live_server.url}/console/forms/feedback/replies/new/")
    page.locator("#f-text_en").fill(THEIRS)
    page.locator("form:has(#f-text_en) button:not([name])").click()
    expect(page.locator("#errors")).to_be_visible()
    page.get_by_role("button", name="Lock").click()
    page.get_by_role("button", name="Show what I typed").click()
    expect(page.locator("#f-text_en")).to_have_value(THEIRS)


def test_what_was_typed_about_something_that_was_erased_can_be_copied(
    published: Current, live_server: LiveServer, open_page: OpenPage
):
    registered = desks.register("feedback")
    user, gone = desks.staff("feedback"), "01a2386c-f51e-7b59-8460-8a69fd774b52"
    for lang, width in WAYS:
        page = open_page(lang=lang, width=width)
        carry_session(page, desks.browser(user, lang), live_server.url)
        page.goto(f"{live_server.url}/console/forms/feedback/{registered.submission}/")
        page.locator("#f-note").evaluate(
            "(text, [id, gone]) => { text.form.action = text.form.action.replace(id, gone); }",
            [str(registered.submission), gone],
        )
        page.locator("#f-note").fill(MINE)
        page.locator("form:has(#f-note) button").click()
        expect(page.locator("#typed-1")).to_have_value(MINE)
        looked_at(page, f"erased-meanwhile-{lang}-{width}")


@pytest.mark.parametrize(("lang", "width"), WAYS)
def test_a_visit_ends_while_somebody_corrects(
    lang: str, width: int, published: Current, live_server: LiveServer, open_page: OpenPage
):
    """They come in again by a new link, in another tab."""
    person, words = cast.registrant(published, "hanako", FormKind.MEMBERSHIP), WORDS[lang]
    value = SealedValue.objects.get(person_id=person.id, field="name")
    page = open_page(lang=lang, width=width)
    page.goto(live_server.url + sign_in_link(person.email, desks.moment(), lang))
    page.locator("main form button[type=submit]").click()
    page.goto(f"{live_server.url}/{lang}/me/value/{value.id}")
    page.locator("#f-name").fill(MINE)
    OwnSession.objects.all().delete()
    page.locator("form:has(#f-name) button:not([name])").click()
    expect(page.get_by_role("heading", name=words["title"], level=1)).to_be_visible()
    assert MINE not in page.content(), "It waits sealed."
    looked_at(page, f"visit-ended-{lang}-{width}")
    leaves_nothing(page, MINE)
    tab = page.context.new_page()
    tab.goto(live_server.url + sign_in_link(person.email, desks.moment(), lang))
    tab.locator("main form button[type=submit]").click()
    tab.close()
    page.get_by_role("button", name=words["show"]).click()
    expect(page.locator("#f-name")).to_have_value(MINE)
    looked_at(page, f"visit-come-back-{lang}-{width}")
    page.locator("form:has(#f-name) button:not([name])").click()
    page.wait_for_url("**?done=corrected*")
