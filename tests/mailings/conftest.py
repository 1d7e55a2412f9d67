"""A kind of mailing, and a mail server that takes it."""

from collections.abc import Iterator

import pytest

from azukari.mail.mailing_kind import MailingKind
from azukari.policy.terms import Use
from tests.letter_kinds import known
from tests.mailings.issue import KIND, links, named
from tests.mailings.sink import Sink, sink


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> MailingKind:
    """What a magazine would register."""
    made = MailingKind(
        KIND, "an issue of the magazine", frozenset({Use.INFORM, Use.ADMINISTER}), links, frozenset({"leave"})
    )
    known(made, monkeypatch)
    return made


@pytest.fixture
def server(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    """The instance sends to a server on this machine that offers pipelining."""
    with sink() as made:
        named(made, settings)
        yield made
