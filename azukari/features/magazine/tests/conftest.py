"""A list with readers, an editor at the desk, a mail server, and an issue."""

from collections.abc import Iterator

import pytest

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from azukari.features.magazine.tests.issues import of
from tests.console import desks
from tests.mailings.issue import named
from tests.mailings.sink import Sink, sink

__all__ = ["of"]


@pytest.fixture
def writer(ruling: Current) -> User:
    """Whoever writes the issues, and is the only one with a duty for the list."""
    return desks.staff("magazine", email="one@staff.example.org")


@pytest.fixture
def server(settings) -> Iterator[Sink]:
    """The instance sends to a server on this machine that offers pipelining."""
    with sink() as made:
        named(made, settings)
        yield made
