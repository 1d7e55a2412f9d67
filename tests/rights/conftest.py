"""The own page looks at the real clock; these tests run on it."""

from datetime import UTC, datetime

import pytest

from azukari.charter.current import Current
from tests import cast
from tests.rights.desk import Own, come_in


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def own(hanako: cast.Known, now: datetime) -> Own:
    """Hanako's own page, open in a browser."""
    return come_in(hanako.email, now)


@pytest.fixture(autouse=True)
def published(charter: Current) -> Current:
    return charter
