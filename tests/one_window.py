"""Windows of rate limits, and the hour that a session notes: none ends while a test runs.

A test that fills a limit of three a minute would else fail where the minute ends between two of its requests, and one
that counts the queries of a page where the hour strikes. Moments that a test names itself, days before or after, are
counted at just those.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from azukari.core.accounts import own_sessions
from azukari.lib.rate import RateLimit
from azukari.shells.staff import middleware

_A_TEST = timedelta(minutes=3)  # that no test takes; what lies further off was named
_asks = RateLimit._ask
_clock = {"began": datetime.now(UTC)}


def pytest_configure() -> None:
    patch = pytest.MonkeyPatch()
    patch.setattr(RateLimit, "_ask", _as_it_began)
    patch.setattr(middleware, "mark", _in_one_hour)


def pytest_runtest_setup() -> None:
    _clock["began"] = datetime.now(UTC)


def _as_it_began(rate: RateLimit, network: str, *, limit: int, now: datetime, more: int) -> int:
    return _asks(rate, network, limit=limit, now=_told(now), more=more)


def _in_one_hour(session: Any, headers: Mapping[str, str], *, now: datetime) -> None:
    own_sessions.mark(session, headers, now=_told(now))


def _told(now: datetime) -> datetime:
    """When this test began, for the moments while it runs."""
    began = _clock["began"]
    return began if timedelta(0) <= now - began <= _A_TEST else now


@pytest.fixture
def began() -> datetime:
    """When this test began."""
    return _clock["began"]
