"""The policy's editor as an officer meets it: both languages, wide and narrow, light and dark, without JavaScript."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import User
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import current
from azukari.policy.parse import parse
from tests.browser import OpenPage, axe, looked_at
from tests.cast import one_time_code
from tests.console import desks
from tests.console.at_work import give_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "organisation",
    "words",
    "categories",
    "forms",
    "forms.membership",
    "forms.membership.fields.member_class",
    "forms.volunteers.sections.activities",
    "forms.volunteers.fields.languages",
    "purposes.dues-record",
    "recipients",
    "recipients.kotori-mail",
    "requests",
    "supplements",
)


@pytest.fixture
def officer(transactional_db: None) -> User:
    desks.publish()
    return desks.staff("privacy")


@pytest.fixture
def at(live_server: LiveServer) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


def _signed_in(page: Page, at: str, user: User, lang: str) -> Page:
    give_password(page, at, user.email, lang)
    page.locator("#id_code").fill(one_time_code())
    page.locator("main form button").first.click()
    page.goto(f"{at}/console/policy/")
    return page


@pytest.mark.looks
@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("ja", 1280, "light"), ("en", 1280, "dark"), ("ja", 320, "dark"), ("en", 320, "light")],
)
def test_every_page_fits_and_has_no_barrier(
    lang: str, width: int, scheme: str, officer: User, at: str, open_page: OpenPage
):
    page, marked = open_page(lang=lang, width=width, color_scheme=scheme), f"{lang}-{width}"
    _signed_in(page, at, officer, lang)
    looked_at(page, f"console-policy-begin-{marked}")
    page.locator("button[value=ruling]").click()
    looked_at(page, f"console-policy-{marked}")
    for clause in PAGES:
        page.goto(f"{at}/console/policy/at/{clause}/")
        looked_at(page, f"console-policy-{clause.replace('.', '-')}-{marked}")
    page.goto(f"{at}/console/policy/at/forms.magazine/")
    page.locator("button[value='ask forms.magazine phone']").click()
    looked_at(page, f"console-policy-found-{marked}")
    page.goto(f"{at}/console/policy/changes/")
    looked_at(page, f"console-policy-changes-{marked}")
    page.goto(f"{at}/console/policy/preview/volunteers/?width=desktop")
    looked_at(page, f"console-policy-preview-{marked}")
    page.goto(f"{at}/console/policy/at/requests/")
    page.locator("[id='f-requests.phone']").fill("")
    page.locator(".save button").click()
    looked_at(page, f"console-policy-errors-{marked}")


def test_a_form_is_changed_previewed_and_published_without_javascript_and_with_the_keyboard(
    officer: User, at: str, open_page: OpenPage
):
    page = _signed_in(open_page(lang="en", javascript=False), at, officer, "en")
    page.get_by_role("button", name="Change the policy").press("Enter")
    page.get_by_role("link", name="Forms").press("Enter")
    page.get_by_role("link", name="Get our email magazine").press("Enter")
    page.get_by_role("link", name="Name", exact=True).press("Enter")
    label = page.get_by_role("group", name="Label").get_by_label("English")
    label.fill("What we may call you")
    label.press("Enter")  # the first button of the page saves, and moves or removes nothing
    expect(page.get_by_role("status")).to_contain_text("Saved in the draft.")
    page.get_by_role("link", name="Preview").press("Enter")
    expect(page.get_by_label("What we may call you")).to_be_visible()
    page.goto(f"{at}/console/policy/changes/")
    page.get_by_role("link", name="Continue to publish").press("Enter")
    page.get_by_role("button", name="Publish it").press("Enter")
    expect(page.get_by_role("heading", name="Version 2 is in force now")).to_be_visible()
    field = current().policy.forms["magazine"].field("name")
    assert field is not None
    assert field.label["en"] == "What we may call you"
    page.goto(f"{at}/en/forms/magazine")
    expect(page.get_by_label("What we may call you")).to_be_visible()


def test_two_officers_at_once_lose_nothing(officer: User, at: str, open_page: OpenPage):
    second = desks.staff("privacy", email="second@staff.example.org")
    one = _signed_in(open_page(lang="ja"), at, officer, "ja")
    one.locator("button[value=ruling]").click()
    two = _signed_in(open_page(lang="ja"), at, second, "ja")
    for page in (one, two):
        page.goto(f"{at}/console/policy/at/requests/")
    one.locator("[id='f-requests.phone']").fill("03-1111-2222")
    one.locator(".save button").click()
    two.locator("[id='f-requests.phone']").fill("03-3333-4444")
    two.locator(".save button").click()
    expect(two.get_by_role("alert")).to_contain_text("Staff of privacyさんがここを変更して保存しました")
    expect(two.locator("[id='f-requests.phone']")).to_have_value("03-3333-4444")
    axe(two)
    draft = drafts.find()
    assert draft is not None
    assert parse(draft.document).requests.phone == "03-1111-2222"
