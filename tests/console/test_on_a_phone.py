"""Every page of the console on a phone, in both languages: as wide as the window, no word standing on its head, no slip
of the program in its words. One browser looks at all of them, and gets them from this process: that takes seconds.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

from azukari.core.policy_versions.current import Current
from azukari.shells.staff.middleware import LANGUAGE
from tests.browser import OpenPage
from tests.cast import enrolled
from tests.console import desks
from tests.console.addresses import PAGES, address_of
from tests.gallery.measure import look

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db]

FAULTS = ("too wide", "slip", "squeezed", "no title", "0 first", "2 first")
ELSEWHERE = {"console-theme-sample", "account_logout"}
LISTS = ("/console/people/?purpose=membership", "/console/rights/?state=closed", "/console/nowhere/")


def _served(answers: Mapping[str, Any]) -> Callable[[Route], None]:
    """Gives a browser what this process answered before."""

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        path = f"{asked.path}?{asked.query}" if asked.query else asked.path
        found = finders.find(asked.path.removeprefix("/static/")) if asked.path.startswith("/static/") else None
        if found:
            route.fulfill(path=Path(str(found)))
        elif path in answers:
            told = answers[path]
            route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)
        else:
            route.fulfill(status=404)

    return answer


def _client(published: Current, lang: str) -> Client:
    """Of somebody who holds every duty, so that no page is closed."""
    user = enrolled(
        "all@staff.example.org", "Kakari Aida", *published.policy.duties, actor=desks.OPERATOR, now=desks.moment()
    )
    client = desks.fresh(user, lang)
    session = client.session
    session[LANGUAGE] = lang
    session.save()
    return client


def _pages(client: Client) -> Mapping[str, Any]:
    registered = desks.register("membership")
    for number in range(3):
        desks.register("feedback", {"email": f"voice-{number}@example.org"})
    known = [address_of(name, registered, "membership") for name in PAGES if name not in ELSEWHERE]
    answers = {path: client.get(path) for path in known}
    shown = {path: a for path, a in answers.items() if a.status_code == 200 and "html" in a.headers["Content-Type"]}
    return shown | {path: client.get(path) for path in LISTS}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_page_is_too_wide_or_speaks_in_codes(lang: str, published: Current, open_page: OpenPage):
    client = _client(published, lang)
    page: Page = open_page(lang=lang, width=320, bypass_csp=True)
    answers, found = _pages(client), []
    assert len(answers) > 40
    page.route("**/*", _served(answers))
    for path in answers:
        page.goto(f"http://localhost{path}")
        found += [f"{path}: {trouble}" for trouble in look(page, lang).troubles if trouble.startswith(FAULTS)]
    assert found == []
