"""A published policy, with the duty of the director."""

import pytest

from azukari.core.policy_versions.current import Current
from tests.console import desks


@pytest.fixture
def charter(db: None) -> Current:
    return desks.publish()
