"""Fixtures of the own page. It looks at the real clock, so these tests run on it; and each test has fresh limits."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.lib.rate import RateLimit
from azukari.rights import address, sign_in
from tests import cast
from tests.rights.desk import Own, come_in


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((sign_in, "_networks"), (sign_in, "_addresses"), (address, "_people")):
        monkeypatch.setattr(module, name, RateLimit(timedelta(hours=1)))


@pytest.fixture
def own(hanako: cast.Known, now: datetime) -> Own:
    """Hanako's own page, open in a browser."""
    return come_in(hanako.email, now)
