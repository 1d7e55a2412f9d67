"""A new look from the console to the form, the mail and the dark: with the mouse, and without JavaScript."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.mail.queue import enqueue, send_due
from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage, axe, carry_session, fits, photograph
from tests.console import desks
from tests.console.desks import moment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_SHOW = {"ja": "見てみる", "en": "Show it"}
_SAVE = {"ja": "この見た目を保存する", "en": "Save this look"}
_LOGO = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="22" fill="#0B6E4F"/>
<path d="M6 20c6-5 12-5 18 0s12 5 18 0M6 30c6-5 12-5 18 0s12 5 18 0" fill="none" stroke="#fff" stroke-width="3"/></svg>
"""
_GREEN, _GREEN_RGB = "#0B6E4F", "rgb(11, 110, 79)"


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


def _signed_in(page: Page, at: str) -> None:
    carry_session(page, desks.browser(desks.staff("operator")), at)


def _colour_of_a_link(page: Page) -> str:
    return str(page.locator(".notice-more a").evaluate("link => getComputedStyle(link).color"))


@pytest.mark.parametrize(("lang", "script", "width"), [("ja", True, 1280), ("en", False, 1280)])
def test_from_the_console_to_the_form_the_mail_and_the_dark(
    lang: str,
    script: bool,
    width: int,
    published: Current,
    live_server: LiveServer,
    open_page: OpenPage,
    mailoutbox: list,
    tmp_path: Path,
):
    at = live_server.url
    page = open_page(lang=lang, javascript=script, width=width)
    _signed_in(page, at)
    page.goto(f"{at}/console/theme/")
    page.fill("#f-accent", "#FFD400")
    page.get_by_role("button", name=_SHOW[lang]).last.click()
    expect(page.locator("#f-accent-error")).to_contain_text("4.5:1")
    offered = page.locator("[name=use_accent]").get_attribute("value")
    page.locator("[name=use_accent]").click()
    expect(page.locator("#f-accent")).to_have_value(offered or "")

    (tmp_path / "logo.svg").write_text(_LOGO, "utf-8")
    page.fill("#f-accent", _GREEN)
    page.set_input_files("#f-logo", tmp_path / "logo.svg")
    page.fill("[id='f-footer.ja']", "瀬音川とともに")
    page.fill("[id='f-footer.en']", "With the Seoto River")
    page.get_by_role("button", name=_SHOW[lang]).last.click()
    button = page.locator(".sample-light .button")
    expect(button).to_have_css("background-color", _GREEN_RGB)
    photograph(page, f"console-theme-{lang}")
    if script:
        axe(page)
        page.set_viewport_size({"width": 320, "height": 900})
        fits(page)
    page.get_by_role("button", name=_SAVE[lang]).click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert page.url.endswith("?done=saved")

    for scheme, colour in (("light", _GREEN_RGB), ("dark", "")):
        visitor = open_page(lang=lang, javascript=script, width=width, color_scheme=scheme)
        visitor.goto(f"{at}/{lang}/forms/membership")
        shown = _colour_of_a_link(visitor)
        assert shown == colour if colour else shown not in ("rgb(157, 187, 227)", _GREEN_RGB)
        assert visitor.locator("img.logo").evaluate("image => image.naturalWidth") > 0
        expect(visitor.locator("footer")).to_contain_text("瀬音川とともに" if lang == "ja" else "With the Seoto River")
        expect(visitor.locator("#notice")).to_be_visible()
        photograph(visitor, f"form-with-a-look-{scheme}-{lang}")
        if script:
            axe(visitor)

    registered = desks.register("membership")
    enqueue("forms:receipt", person=registered.person, reference=registered.submission, lang=lang, now=moment())
    send_due(moment())
    assert _GREEN in mailoutbox[-1].alternatives[0].content


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_to_copy_for_the_own_site(lang: str, published: Current, live_server: LiveServer, open_page: OpenPage):
    page = open_page(lang=lang, width=320 if lang == "en" else 1280)
    _signed_in(page, live_server.url)
    page.goto(f"{live_server.url}/console/on-your-site/")
    page.fill("#f-site", "http://www.example.org")
    page.locator("form:has(#f-site) button").click()
    expect(page.locator("#f-site-error")).to_be_visible()
    page.fill("#f-site", "https://www.example.org/join")
    page.locator("form:has(#f-site) button").click()
    expect(page.locator("main .mono", has_text="https://www.example.org")).to_be_visible()
    fits(page)
    axe(page)
    photograph(page, f"console-sites-{lang}")
    page.goto(f"{live_server.url}/console/on-your-site/membership/")
    assert "data-azukari" in page.locator(f"#growing-{lang}").input_value()
    fits(page)
    axe(page)
    photograph(page, f"console-snippets-{lang}")
