"""A kind of mailing, letters, and a mail server that takes them."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from azukari.core.mail.letter import Letter, LetterKind
from azukari.core.mail.mailing_kind import MailingKind
from azukari.core.mail.models import Message
from azukari.core.mail.queue import enqueue
from azukari.policy.refused_alike import FEWEST
from azukari.policy.terms import Use
from tests.disclosure.fixtures import readers_of
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


@pytest.fixture
def letters(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """Ten letters to ten people, a second apart."""
    build = lambda _message, _now: Letter("News", ("News.",))  # noqa: E731
    kind = LetterKind("test:news", "magazine", build, "news", serves=frozenset({Use.INFORM}))
    known(kind, monkeypatch)
    people = readers_of(2 * FEWEST)
    Message.objects.all().delete()
    for person in people:
        enqueue(kind.name, person=person, reference=None, lang="ja", now=moment)
    return list(Message.objects.order_by("due_at"))
