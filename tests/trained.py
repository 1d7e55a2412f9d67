"""Training in the tests: the cast has passed what its duties need, and data opens to whatever reference a test makes
up, unless the test asks for ``gated``.
"""

from collections.abc import Iterable
from datetime import datetime

import pytest

from azukari.core.accounts import readiness
from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import current
from azukari.demo import people
from azukari.features.training.gate import gate


@pytest.fixture(autouse=True)
def _ungated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "gated" not in request.fixturenames:
        monkeypatch.setattr(readiness.register, "known", [])


@pytest.fixture
def gated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Training closes personal data, as it does in real life."""
    monkeypatch.setattr(readiness.register, "known", [gate])


def train(user: User, duties: Iterable[str], *, now: datetime) -> None:
    """Somebody has passed what these duties need, under the charter that rules."""
    people.train(user.reference, duties, current(), at=now)
