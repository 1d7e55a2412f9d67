"""What tests of the own page need: a clock that stands still some hours after the cast came in, and fresh limits."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from azukari.lib.rate import RateLimit
from azukari.shells.self_service import address, sign_in
from tests import cast
from tests.rights.desk import Own, come_in


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The moment at which the pages are asked for."""
    moment = cast.NOW + timedelta(hours=12)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    for module, name in ((sign_in, "_networks"), (sign_in, "_addresses"), (address, "_people")):
        monkeypatch.setattr(module, name, RateLimit(timedelta(hours=1)))
    return moment


@pytest.fixture
def own(hanako: cast.Known, present: datetime) -> Own:
    """Hanako's own page, open in a browser."""
    return come_in(hanako.email, present)
