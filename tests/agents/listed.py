"""An agent on the list, two people at the desk, and nobody who asked before."""

from datetime import datetime, timedelta

import pytest

from azukari.features.agents import api, asking
from azukari.features.agents.models import Agent
from azukari.lib.rate import RateLimit
from tests.agents.agent import OutsideAgent
from tests.agents.desk import entered
from tests.cast import Staff


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((asking, "_same"), (asking, "_mails"), (api, "_agents"), (api, "_strangers")):
        monkeypatch.setattr(module, name, RateLimit(timedelta(hours=24)))


@pytest.fixture
def outside() -> OutsideAgent:
    return OutsideAgent()


@pytest.fixture
def listed(charter: object, officer: Staff, membership_desk: Staff, outside: OutsideAgent, present: datetime) -> Agent:
    """The agent on the list, with two people at the desk."""
    return entered(outside, actor=officer.actor, now=present)


@pytest.fixture
def agent(listed: Agent, outside: OutsideAgent, present: datetime) -> OutsideAgent:
    """An agent with a token."""
    assert outside.set_up(present).status_code == 200
    return outside
