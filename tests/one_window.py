"""Windows of rate limits: none ends while a test runs, so that whatever it asks for is counted together.

A test that fills a limit of three a minute would else fail where the minute ends between two of its requests. Moments
that a test names itself, days before or after, are counted at just those.
"""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.lib.rate import RateLimit

_A_TEST = timedelta(minutes=3)  # that no test takes; what lies further off was named
_asks = RateLimit._ask
_clock = {"began": datetime.now(UTC)}


def pytest_configure() -> None:
    pytest.MonkeyPatch().setattr(RateLimit, "_ask", _as_it_began)


def pytest_runtest_setup() -> None:
    _clock["began"] = datetime.now(UTC)


def _as_it_began(rate: RateLimit, network: str, *, limit: int, now: datetime, more: int) -> int:
    began = _clock["began"]
    near = timedelta(0) <= now - began <= _A_TEST
    return _asks(rate, network, limit=limit, now=began if near else now, more=more)


@pytest.fixture
def began() -> datetime:
    """When this test began."""
    return _clock["began"]
