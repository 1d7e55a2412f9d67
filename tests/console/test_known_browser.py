"""The mark of a known browser: whose it is, for how long, and where it goes; and who the network's budget is for."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.signing import TimestampSigner
from django.http import HttpResponse
from django.test import RequestFactory

from azukari.core.accounts.device import COOKIE, is_known_to, known, remember
from azukari.lib import instance_secret

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
ADDRESS = "hana@staff.example.org"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """Sets the time by which marks are signed and read."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr("django.core.signing.time.time", moment.timestamp)

    at(NOW)
    return at


def marked(address: str = ADDRESS) -> HttpResponse:
    response = HttpResponse()
    remember(response, address)
    return response


def browser(cookie: str):
    request = RequestFactory().get("/console/")
    request.COOKIES = {COOKIE: cookie} if cookie else {}
    return request


def test_a_browser_is_known_for_half_a_year_and_to_nobody_else(clock) -> None:
    request = browser(marked().cookies[COOKIE].value)
    clock(NOW + 180 * DAY)
    assert is_known_to(request, ADDRESS)
    assert is_known_to(request, "HANA@staff.example.org")
    assert not is_known_to(request, "other@staff.example.org")
    clock(NOW + 180 * DAY + timedelta(seconds=1))
    assert not is_known_to(request, ADDRESS)
    assert known(request) == ""


def test_a_browser_that_an_earlier_release_marked_stays_known(clock) -> None:
    secret = instance_secret.newest(settings.AZUKARI)
    mark = hmac.new(secret, b"azukari known browser " + ADDRESS.encode(), hashlib.sha256).hexdigest()[:32]
    assert is_known_to(browser(TimestampSigner(salt="azukari.accounts.device").sign(mark)), ADDRESS)


def test_all_browsers_of_an_account_are_one_and_those_of_another_another(clock) -> None:
    first, second, other = (
        known(browser(marked(address).cookies[COOKIE].value)) for address in (ADDRESS, ADDRESS, "other@example.org")
    )
    assert first == second != other
    assert ADDRESS.partition("@")[0] not in first
    assert known(browser("")) == ""
    assert not is_known_to(browser(""), ADDRESS)


def test_the_mark_goes_to_the_console_alone_by_a_safe_way_and_no_script_reads_it(clock) -> None:
    mark = marked().cookies[COOKIE]
    assert (mark["path"], mark["httponly"], mark["samesite"]) == (settings.SESSION_COOKIE_PATH, True, "Lax")
    assert bool(mark["secure"]) is settings.SESSION_COOKIE_SECURE
    assert mark["max-age"] == 180 * 24 * 3600
