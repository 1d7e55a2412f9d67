"""The policy page in a real browser: in both languages, on a phone and a desk, without a barrier."""

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage, axe, fits, photograph
from tests.live import Program

pytestmark = pytest.mark.browser


@pytest.mark.looks
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", ["privacy", "privacy/1", "privacy/versions"])
def test_it_can_be_read_by_everybody(live: Program, open_page: OpenPage, lang: str, path: str) -> None:
    page = open_page(lang=lang, bypass_csp=True)
    page.goto(f"{live.url}/{lang}/{path}")
    axe(page)
    fits(page)
    photograph(page, f"{path.replace('/', '-')}-{lang}")
    page.set_viewport_size({"width": 320, "height": 700})
    fits(page)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_without_javascript_the_contents_lead_to_each_part(live: Program, open_page: OpenPage, lang: str) -> None:
    page = open_page(lang=lang, javascript=False, width=320)
    page.goto(f"{live.url}/{lang}/privacy")
    links = page.locator("main nav a")
    for target in [link.get_attribute("href") or "" for link in links.all()]:
        expect(page.locator(f"h2{target}")).to_be_visible()
    links.last.click()
    page.locator('section[aria-labelledby="versions"] a').click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith(f"/{lang}/privacy/versions")
