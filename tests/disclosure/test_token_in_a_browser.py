"""A recipient that fetches by a token, in a real browser: the channel, the token that is shown once, the look ahead at
many people, and the token revoked. No JavaScript is needed for any of it.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.policy_versions.current import Current
from azukari.core.transfers import previews
from azukari.core.transfers.disclose import approve
from azukari.core.transfers.models import RecipientToken, Transfer
from azukari.core.transfers.tokens import bearer
from azukari.features.processors.desk import preview as preview_pages
from tests.browser import OpenPage, looked_at
from tests.console import desks
from tests.disclosure import office
from tests.disclosure.browsing import press, signed_in
from tests.disclosure.fixtures import readers_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "dark"), ("en", 1280, "light")])
def test_a_token_is_made_shown_once_and_revoked(
    lang: str, width: int, scheme: str, ruling: Current, live_server: LiveServer, open_page: OpenPage, monkeypatch
):
    at, marked = live_server.url.replace("127.0.0.1", "localhost"), f"{lang}-{width}"
    readers_of(3)
    office.engaged(now=timezone.now())
    page = signed_in(open_page(lang=lang, width=width, color_scheme=scheme), at, desks.staff("privacy"), lang)
    here = f"{at}/console/recipients/kotori-mail/"
    page.goto(f"{here}reach/")
    page.locator("input[name=channel][value=api]").check()
    press(page)
    page.locator("a[href$='/token/']").click()
    looked_at(page, f"token-make-{marked}")
    page.locator("#f-name").fill("CRM")
    press(page)
    looked_at(page, f"token-made-{marked}")
    words = page.locator("p.token code").inner_text()
    found = bearer(words, now=timezone.now())
    assert found
    assert found.token == RecipientToken.objects.get()
    page.goto(here)
    expect(page.locator("body")).not_to_contain_text(words)
    looked_at(page, f"recipient-tokens-{marked}")
    _foreseen(page, here, marked, monkeypatch)
    page.goto(here)
    page.locator("form[action$='/revoke/'] button").click()
    expect(page.locator("form[action$='/revoke/']")).to_have_count(0)
    assert bearer(words, now=timezone.now()) is None


def _foreseen(page: Page, here: str, marked: str, monkeypatch) -> None:
    """A look that takes longer than a page should; then the transfer, which waits to be fetched."""
    monkeypatch.setattr(previews, "IN_PLACE", 0.0)
    monkeypatch.setattr(preview_pages, "REFRESH", 600)  # not while it is looked at
    page.goto(f"{here}transfer/")
    page.locator("input[name=categories][value=email]").check()
    press(page)
    expect(page.locator("progress")).to_be_visible()
    looked_at(page, f"transfer-preview-{marked}")
    previews.run_due(timezone.now())
    page.locator("main p a").click()  # see how far it is
    page.locator("form[action$='ask/'] button").click()
    page.wait_for_url("**/transfers/**")
    transfer = Transfer.objects.get()
    approve(transfer.id, actor=office.SECOND, now=timezone.now())
    page.reload()
    looked_at(page, f"transfer-fetched-{marked}")
