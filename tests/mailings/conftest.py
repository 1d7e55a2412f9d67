"""A kind of mailing, and a mail server that takes it."""

from collections.abc import Iterator

import pytest

from azukari.mail import mailing_kind
from azukari.mail.mailing_kind import MailingKind
from tests.mailings.issue import KIND, links, named
from tests.mailings.sink import Sink, sink


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> MailingKind:
    """What a magazine would register."""
    made = MailingKind(KIND, "an issue of the magazine", links, frozenset({"leave"}))
    monkeypatch.setitem(mailing_kind._kinds, KIND, made)
    return made


@pytest.fixture
def server(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    """The instance sends to a server on this machine that offers pipelining."""
    with sink() as made:
        named(made, settings)
        yield made
