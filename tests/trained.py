"""Training in the tests: the cast has passed what its duties need, and data opens to whatever reference a test makes
up, unless the test asks for ``gated``.
"""

from collections.abc import Iterable
from datetime import datetime

import pytest

from azukari.accounts import readiness
from azukari.accounts.models import User
from azukari.charter.current import current
from azukari.policy.training import lessons_of
from azukari.stewardship.training.gate import gate
from azukari.stewardship.training.models import Pass


@pytest.fixture(autouse=True)
def _ungated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "gated" not in request.fixturenames:
        monkeypatch.setattr(readiness, "_gates", [])


@pytest.fixture
def gated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Training closes personal data, as it does in real life."""
    monkeypatch.setattr(readiness, "_gates", [gate])


def train(user: User, duties: Iterable[str], *, now: datetime) -> None:
    """Somebody has passed what these duties need, under the charter that rules."""
    charter = current()
    lessons = {lesson for duty in duties for lesson in lessons_of(charter.policy, duty)}
    Pass.objects.bulk_create(
        Pass(
            holder=user.reference,
            lesson=lesson,
            charter=charter.number,
            questions="0" * 64,
            score=4,
            asked=4,
            whole=True,
            passed_at=now,
        )
        for lesson in sorted(lessons)
    )
