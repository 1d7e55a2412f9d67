"""P18: a visitor is not recognised. No cookie, nothing kept in the browser, no word to a third party."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage
from tests.live import Program

_PATHS = ("/{lang}/", "/{lang}/contact", "/{lang}/privacy", "/{lang}/me", "/{lang}/nothing-here")


def _addresses(charter: Current) -> list[str]:
    paths = [*_PATHS, *(f"/{{lang}}/forms/{slug}" for slug in charter.policy.forms)]
    return ["/", *(path.format(lang=lang) for path in paths for lang in ("ja", "en"))]


def test_no_public_page_sets_a_cookie(client: Client, charter: Current) -> None:
    for address in _addresses(charter):
        response = client.get(address)
        assert not response.cookies, f"{address} sets a cookie"
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", ""), f"{address} reads a session"


def test_a_form_that_is_sent_sets_none_either(client: Client, charter: Current) -> None:
    for slug in charter.policy.forms:
        assert not client.post(f"/ja/forms/{slug}", {}).cookies


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_browser_keeps_nothing_and_asks_nobody_else(live: Program, open_page: OpenPage, lang: str) -> None:
    page = open_page(lang=lang)
    asked: set[str | None] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    for path in (*_PATHS, "/{lang}/forms/membership"):
        page.goto(live.url + path.format(lang=lang))
        kept = page.evaluate(
            "async () => [document.cookie, localStorage.length, sessionStorage.length,"
            " (await indexedDB.databases()).length, (await caches.keys()).length,"
            " (await navigator.serviceWorker.getRegistrations()).length]"
        )
        assert kept == ["", 0, 0, 0, 0, 0]
    assert page.context.cookies() == []
    assert asked == {urlsplit(live.url).netloc}
