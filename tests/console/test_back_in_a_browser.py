"""Back and Reload in the console, where pages answer a POST: to the page again, never to the browser's error."""

import pytest
from playwright.sync_api import Dialog, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.cases.models import Case
from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage
from tests.console import desks
from tests.console.at_work import come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_SEND_NOTHING = """([address, token]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.innerHTML = `<input name=csrfmiddlewaretoken value=${token}>`;
  document.body.append(form);
  form.submit();
}"""


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def at(live_server: LiveServer) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


def test_back_to_a_form_that_told_of_errors_leads_to_the_form(published: Current, at: str, open_page: OpenPage):
    user, page = desks.staff("privacy"), open_page(lang="en")
    come_in(page, at, user.email)
    page.goto(f"{at}/console/rights/new/")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#f-said-error")).to_be_visible()
    page.goto(f"{at}/console/")
    page.go_back()
    assert page.url == f"{at}/console/rights/new/"
    expect(page.locator("#f-said")).to_be_visible()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#f-said-error")).to_be_visible()
    page.reload()  # asks for the form again, and sends nothing
    expect(page.locator("#f-said-error")).to_have_count(0)
    assert not Case.objects.exists()


_LATE = """async () => {
  const text = document.querySelector("#f-site");
  text.setSelectionRange(2, 5);
  await import(`${document.querySelector("script[src*='/answer.']").src}?late`);
  return [text.value, text.selectionStart, text.selectionEnd];
}"""


def test_whoever_begins_before_the_script_has_come_keeps_their_place(published: Current, at: str, open_page: OpenPage):
    user, page = desks.staff("operator"), open_page(lang="en")
    come_in(page, at, user.email)
    page.goto(f"{at}/console/on-your-site/")
    page.locator("#f-site").fill("http://www.example.org")
    page.route("**/answer*.js", lambda route: route.abort() if "late" not in route.request.url else route.continue_())
    page.locator("form:has(#f-site) button").click()
    expect(page.locator("#f-site-error")).to_be_visible()
    assert page.evaluate(_LATE) == ["http://www.example.org", 2, 5]


def test_who_leaves_a_text_that_was_not_sent_is_asked_first(published: Current, at: str, open_page: OpenPage):
    user, page = desks.staff("privacy"), open_page(lang="en")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    come_in(page, at, user.email)
    page.goto(f"{at}/console/rights/new/")
    page.locator("#f-said").press_sequentially("A call.")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Home").click()
    assert asked == ["beforeunload"]
    assert page.url == f"{at}/console/rights/new/"
    expect(page.locator("#f-said")).to_have_value("A call.")
    page.locator("main form button[type=submit]").click()  # sent: nobody is asked
    expect(page.locator(".error").first).to_be_visible()
    page.wait_for_load_state()  # the script that asks has run
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Home").click()  # it came back, and is not sent
    assert asked == ["beforeunload"] * 2


def test_back_to_what_an_act_answered_leads_to_the_page_it_stood_on(published: Current, at: str, open_page: OpenPage):
    person = desks.register("membership").person
    user, page = desks.staff("membership"), open_page(lang="en")
    come_in(page, at, user.email)
    page.goto(f"{at}/console/people/{person}/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    page.evaluate(_SEND_NOTHING, [f"/console/people/{person}/open/", token])  # without saying why
    page.wait_for_url("**/open/")
    page.goto(f"{at}/console/")
    page.go_back()
    assert page.url == f"{at}/console/people/{person}/"


def test_back_to_a_sign_in_that_failed_leads_to_the_sign_in(published: Current, at: str, open_page: OpenPage):
    page = open_page(lang="en")
    page.goto(f"{at}/console/")
    page.locator("#id_login").fill("nobody@example.org")
    page.locator("#id_password").fill("wrong")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main [role=alert], main .error").first).to_be_visible()
    page.goto(f"{at}/en/")
    page.go_back()
    expect(page.locator("#id_login")).to_be_visible()
