"""The conversation of a sender with a mail server: replies of any shape are understood, and lines that begin with a dot
arrive as they are.
"""

from collections.abc import Iterable
from smtplib import SMTPServerDisconnected

import pytest

from azukari.core.mail.bulk.connection import _Said
from azukari.core.mail.bulk.deliver import BROKEN_OFF
from azukari.core.mail.bulk.sender import Sender
from azukari.core.mail.mailing import Text, add, start, tally, write
from azukari.core.mail.models import MailingMessage
from azukari.policy.mailing import MessageState
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import EDITOR, KIND, mailing_to, send_all
from tests.mailings.sink import Sink
from tests.vault_search.crowd import gather

pytestmark = pytest.mark.django_db(transaction=True)


class _Wire:
    """A socket that has these pieces to read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def recv(self, most: int) -> bytes:
        piece = next(self._pieces, b"")
        assert len(piece) <= most
        return piece


def _replies(*pieces: bytes) -> list[tuple[int, bytes]]:
    said, wire, found = _Said(), _Wire(pieces), []
    while True:
        try:
            found.append(said.reply(wire))  # type: ignore[arg-type]
        except OSError:
            return found


def test_a_reply_in_pieces_and_several_in_one():
    whole = b"250 2.1.0 Ok\r\n250-2.1.5 one\r\n250-two\r\n250 three\r\n354 go on\r\n"
    expected = [(250, b"2.1.0 Ok"), (250, b"2.1.5 one\ntwo\nthree"), (354, b"go on")]
    assert _replies(whole) == expected
    assert _replies(*(whole[at : at + 1] for at in range(len(whole)))) == expected
    assert _replies(whole[:-2]) == expected[:-1], "what has no end was not said"


@pytest.mark.parametrize("line", [b"hello\r\n", b"\r\n", b"2x0 Ok\r\n", b"-250 Ok\r\n"])
def test_what_is_no_reply_is_no_yes(line: bytes):
    assert _replies(line) == [(-1, b"")]


def test_a_line_without_an_end_ends_the_conversation():
    wire = _Wire([b"2" * 4096] * 1000)
    with pytest.raises(SMTPServerDisconnected):
        _Said().reply(wire)  # type: ignore[arg-type]
    assert wire.recv(4096), "it was not read to its end, which may never come"


def test_a_reply_of_several_lines_is_one_answer(server: Sink, moment):
    server.behave = lambda verb, rest: "250-2.0.0 Kept\r\n250 well" if verb == "." else ""
    mailing = mailing_to(readers_of(5), now=moment)
    send_all(moment)
    assert len(server.taken) == 5
    assert tally(mailing) == {MessageState.SENT: 5}


def test_what_is_said_without_end_is_no_answer(server: Sink, moment):
    server.behave = lambda verb, rest: "250 " + "x" * 20_000 if verb == "." else ""
    mailing_to(readers_of(1), now=moment)
    with Sender(lambda: moment, connections=1) as sender:
        sender.work()
    assert len(server.taken) == 1
    row = MailingMessage.objects.get()
    assert (row.state, row.code, row.doubtful) == (MessageState.HELD, BROKEN_OFF, True)


@pytest.mark.parametrize("lead", ["", "川" * 60], ids=["quoted-printable", "base64"])
def test_lines_and_names_that_begin_with_a_dot_arrive_as_they_are(server: Sink, ruling, moment, lead: str):
    said = f"{lead}\n.\n..\n.{{{{name}}}}\n{{{{name}}}}.\n" + ("." * 90 + "\n") * 3
    people = gather(1, lambda n: {"email": "a@example.org", "name": ". .x"}, form="magazine")
    made = write(KIND, purpose="magazine", texts=[Text("en", "..", said, said)], actor=EDITOR, now=moment)
    add(made, [(person, "en") for person in people], now=moment)
    start(made, now=moment)
    send_all(moment)
    (message,) = server.read()
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert part.get_content().replace("\r\n", "\n") == said.replace("{{name}}", ". .x")
    assert message["Subject"] == ".."
    assert message["To"].addresses[0].display_name == ". .x"
    assert not message.defects
