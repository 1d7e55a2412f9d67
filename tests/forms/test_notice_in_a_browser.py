"""The notice on a phone: six lines that open to all there is to say, and the first field within a screen and a half."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, expect

from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage, axe, fits

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db]

SCREEN = 640
LAYERED = ("method", "why", "who", "how_long", "recipients", "rights")
_MEASURED = """() => ({
  first: document.querySelector("#filling-in :is(.field, .field-set, fieldset)").getBoundingClientRect().top + scrollY,
  lines: [...document.querySelectorAll(".notice details > summary")].map(line => line.getBoundingClientRect().height),
  closed: [...document.querySelectorAll(".notice details")].every(row => !row.open),
  wide: document.documentElement.scrollWidth > innerWidth,
})"""


def _serve(page: Page, *paths: str) -> None:
    """Gives the browser what this process answers: what stands on the page, and no more, is looked at here."""
    answers = {path: Client().get(path) for path in paths}

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in answers:
            told = answers[path]
            route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)
        else:
            route.fulfill(path=Path(str(finders.find(path.removeprefix("/static/")))))

    page.route("**/*", answer)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_first_field_stands_within_a_screen_and_a_half(lang: str, charter: Current, open_page: OpenPage):
    page = open_page(lang=lang, width=320, bypass_csp=True)
    page.set_viewport_size({"width": 320, "height": SCREEN})
    _serve(page, *(f"/{lang}/forms/{slug}" for slug in charter.policy.forms))
    found = {}
    for slug in charter.policy.forms:
        page.goto(f"http://localhost/{lang}/forms/{slug}")
        found[slug] = page.evaluate(_MEASURED)
        assert len(found[slug]["lines"]) == len(LAYERED), slug
        assert max(found[slug]["lines"]) <= 48, slug
        assert found[slug]["closed"], slug
        assert not found[slug]["wide"], slug
    assert {slug: each["first"] for slug, each in found.items() if each["first"] > 1.5 * SCREEN} == {}


def test_each_line_opens_to_all_there_is_to_say_without_a_script(charter: Current, open_page: OpenPage):
    page: Page = open_page(lang="en", width=320, javascript=False)
    _serve(page, "/en/forms/membership")
    page.goto("http://localhost/en/forms/membership")
    purpose = charter.policy.purposes["membership"].statement["en"]
    expect(page.get_by_text(purpose)).to_be_hidden()
    page.locator(".notice summary", has_text="Why").click()
    expect(page.get_by_text(purpose)).to_be_visible()
    expect(page.get_by_text(charter.policy.encryption["en"])).to_have_count(1)
    expect(page.get_by_text(charter.policy.encryption["en"])).to_be_visible()


def test_closed_and_open_it_is_no_barrier(charter: Current, open_page: OpenPage):
    page = open_page(lang="ja", width=320, bypass_csp=True)
    _serve(page, "/ja/forms/membership")
    page.goto("http://localhost/ja/forms/membership")
    axe(page)
    for line in page.locator(".notice summary").all():
        line.click()
    axe(page)
    fits(page)
