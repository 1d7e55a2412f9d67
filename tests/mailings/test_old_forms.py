"""Bounces that no table of ours knows: the library that is asked last says whether it is one, and no more."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import process_time

import flufl.bounce
import pytest
from django.conf import settings as django_settings

from azukari.core.mail.incoming.delivery import Failure
from azukari.core.mail.incoming.old_formats import MOST_BYTES, MOST_LETTERS, beginning, is_bounce
from azukari.core.mail.incoming.parse import Automatic, read
from azukari.core.mail.incoming.receive import receive
from azukari.core.mail.models import MailboxScore, MailingMessage
from azukari.lib.instance import Incoming
from azukari.policy.returned import Reason
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to, send_all
from tests.mailings.returned import NOTHING, samples
from tests.mailings.sink import Sink

with Path(__file__).with_name("old_forms.toml").open("rb") as _file:
    MAILS = [(each["system"], each["truth"], each["raw"].lstrip()) for each in tomllib.load(_file)["mail"]]
BOUNCES = [(system, raw) for system, truth, raw in MAILS if truth == "bounce"]
_NO_REASON = next(raw for system, raw in BOUNCES if system == "mdaemon")
"""Says that a mail was not delivered, and not why."""

OTHERS = [(system, raw) for system, truth, raw in MAILS if truth == "nothing"]


def _raw(text: str) -> bytes:
    head, _empty, body = text.replace("A@", "reader0@").partition("\n\n")
    return f"{head}\nTo: bounces@example.org\nMessage-ID: <theirs@mx.example.jp>\n\n{body}".encode()


@pytest.fixture(autouse=True)
def coming_back(settings) -> None:
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(return_path="bounces@example.org"))


@pytest.fixture
def back(db, server: Sink, moment: datetime) -> Callable[[bytes], str]:
    """A mailing went to one reader; gives what came back of it, and says what it was taken for."""
    mailing_to(readers_of(1), now=moment)
    send_all(moment)

    def bring(raw: bytes) -> str:
        return receive(raw, recipient=server.senders["reader0@example.org"], sender="", now=moment).what

    return bring


@pytest.mark.parametrize(("system", "raw"), BOUNCES, ids=[system for system, _ in BOUNCES])
def test_what_no_table_of_systems_knows_counts_little_and_never_ends_writing(back, system, raw):
    told = read(_raw(raw), by_a_system=True)[0]
    assert isinstance(told, Failure | Automatic)  # by what every mail server says, or by the library
    if isinstance(told, Failure) and told.reason is not Reason.UNKNOWN:
        assert told.reason is not Reason.GONE
        return
    assert back(_raw(raw)) == "bounce-unknown"
    assert [*MailingMessage.objects.values_list("state", "code")] == [("given-up", "unknown")]
    assert [*MailboxScore.objects.values_list("score", flat=True)] == [1]
    assert back(_raw(raw)) == "known"


@pytest.mark.parametrize(("system", "raw"), OTHERS, ids=[system for system, _ in OTHERS])
def test_what_only_looks_so_changes_nothing(back, system, raw):
    assert back(_raw(raw)) in ("automatic", "delay", "reply", "not-read")
    assert [*MailingMessage.objects.values_list("state", "code")] == [("sent", "")]
    assert not MailboxScore.objects.exists()


def test_a_person_s_words_would_have_misled_the_library():
    """So it is not asked about them: these are the traps that the tests above are about."""
    misled = [system for system, raw in OTHERS if is_bounce(_raw(raw))]
    assert len(misled) >= 5, misled


def test_of_the_mails_that_are_no_bounces_none_comes_to_count(back):
    for sample in samples():
        if sample.truth == NOTHING:
            assert back(sample.raw) in ("automatic", "reply", "not-read"), sample.system
    assert [*MailingMessage.objects.values_list("state", "code")] == [("sent", "")]


@pytest.mark.parametrize("path", ["bounces@example.org", "bounces+aaaa@example.org", "office@example.org"])
def test_a_forged_one_changes_nothing(back, moment, path):
    for _system, raw in BOUNCES:
        assert receive(_raw(raw), recipient=path, sender="", now=moment).what == "about-nothing-of-ours"
    assert [*MailingMessage.objects.values_list("state", "code")] == [("sent", "")]


def test_the_number_of_the_message_leads_to_it_as_well(back, moment):
    id = MailingMessage.objects.get().id
    raw = _raw(_NO_REASON) + f"Message-ID: <{id}@localhost>\n".encode()
    assert receive(raw, recipient="office@example.org", sender="", now=moment).what == "bounce-unknown"


def test_whose_address_the_library_finds_is_nobody_s_business(back):
    """The mail speaks of another reader; it counts for the one whose return path it came to."""
    raw = _raw(_NO_REASON).replace(b"reader0@", b"somebody-else@")
    assert back(raw) == "bounce-unknown"
    assert MailboxScore.objects.get().person_id == MailingMessage.objects.get().person_id


def test_a_fault_of_the_library_is_nothing_and_quotes_nothing(monkeypatch, caplog):
    class Broken:
        def process(self, _mail):
            raise UnicodeEncodeError("ascii", "reader0@example.org", 0, 1, "made to break")

    monkeypatch.setattr(flufl.bounce._scan, "_DETECTORS", [Broken])
    assert not is_bounce(_raw(_NO_REASON))
    assert "reader0" not in caplog.text
    assert "Broken" not in caplog.text


@pytest.mark.parametrize("line", [",", " ", ",a", "a@", "Error-for: "])
def test_a_mail_that_is_made_to_take_long_takes_a_moment(line):
    trap = b"From: mailer-daemon@x.example\n\n--> Error description:\n" + line.encode() * 500_000
    trap += (line * 400 + "\n").encode() * 10_000
    given = beginning(trap)
    assert len(given) <= MOST_BYTES
    assert max(map(len, given.splitlines())) <= MOST_LETTERS
    before = process_time()
    is_bounce(trap)
    assert process_time() - before < 5
