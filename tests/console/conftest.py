"""Fixtures of the console's tests."""

import pytest

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from tests.console import desks
from tests.console.world import made as made
from tests.console.world import world as world


@pytest.fixture
def published(db: None) -> Current:
    """The starter policy rules."""
    return desks.publish()


@pytest.fixture
def desk_of(published: Current) -> dict[str, User]:
    """Somebody for each duty of the policy, and an operator whose duty the policy does not know."""
    return {duty: desks.staff(duty) for duty in published.policy.duties}


@pytest.fixture
def operator(published: Current) -> User:
    return desks.staff("operator")


@pytest.fixture
def officer(published: Current) -> User:
    return desks.staff("privacy")


@pytest.fixture
def editor(published: Current) -> User:
    return desks.staff("magazine")
