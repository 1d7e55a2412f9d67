"""The ways by which mail comes in: LMTP, a pipe, a mailbox; and what becomes of words that people write."""

import io
import logging
import random
import smtplib
import socket
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings

from azukari.cli import mail as verb
from azukari.core.mail.incoming import lmtp as lmtp_server
from azukari.core.mail.incoming import mailbox, replies
from azukari.core.mail.incoming import receive as receiving
from azukari.core.mail.incoming.charsets import decoded
from azukari.core.mail.incoming.mailbox import recipient_of, visit
from azukari.core.mail.incoming.parse import NotUnderstood
from azukari.core.mail.incoming.quoted import fold
from azukari.core.mail.incoming.receive import receive
from azukari.core.mail.incoming.replies import Reply
from azukari.core.mail.incoming.return_path import Named, Sort, maker, named_by
from azukari.core.mail.models import MailingMessage
from azukari.lib.identifier import new_id
from azukari.lib.instance import Incoming, InstanceError, load
from tests.cast import NOW
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import TRICKY, mailing_to, send_all
from tests.mailings.mailboxes import Imap, Pop3, Server, serving
from tests.mailings.returned import nec, report
from tests.mailings.sink import Sink
from tests.postgres import free_port

PATH = "bounces@example.org"
_CHANCE = random.Random(11)
OFFICE = "office@example.org"


@pytest.fixture(autouse=True)
def coming_back(settings) -> None:
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(return_path=PATH))


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> list[Reply]:
    """Somebody who takes replies."""
    kept: list[Reply] = []

    def take(reply: Reply) -> bool:
        kept.append(reply)
        return True

    monkeypatch.setattr(replies.on_reply, "known", [take])
    return kept


def _bounce() -> bytes:
    return report(_CHANCE, "MAILER-DAEMON@mx.example.jp", "failure", "5.1.1", "550 5.1.1 User unknown")


def _written(text: str, **head: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "髙橋 花子 <hanako@example.jp>", OFFICE, f"Re: 川だより {TRICKY}"
    for name, value in head.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


@pytest.mark.django_db
def test_a_reply_is_handed_on_with_what_it_quotes_apart(server: Sink, moment, inbox):
    mailing_to(readers_of(1), now=moment)
    send_all(moment)
    content = server.taken[0][1]
    id = content.partition(b"Message-ID: <")[2].partition(b">")[0].decode()
    text = f"ありがとう {TRICKY}\n\n2026年11月27日(金) 10:00 川の会 <office@example.org>:\n> 川だより\n> 第一号\n"
    raw = _written(text, In_Reply_To=f"<{id}>").as_bytes()
    assert receive(raw, recipient=OFFICE, sender="hanako@example.jp", now=moment).what == "reply"
    (reply,) = inbox
    assert (reply.sender, reply.name) == ("hanako@example.jp", "髙橋 花子")
    assert (reply.text, reply.subject) == (f"ありがとう {TRICKY}", f"Re: 川だより {TRICKY}")
    assert reply.quoted.endswith("> 川だより\n> 第一号")
    assert reply.about == Named(Sort.MAILING, MailingMessage.objects.get().id)
    assert TRICKY not in repr(reply)
    assert "hanako" not in repr(reply)


@pytest.mark.parametrize("charset", ["iso-2022-jp", "utf-8", "us-ascii", ""])
def test_words_of_japanese_systems_are_read_whatever_their_head_says(charset):
    assert decoded(nec("①㈱髙﨑、半角ﾃｽﾄ\n次の行"), charset) == "①㈱髙﨑、半角ﾃｽﾄ\n次の行"
    assert decoded(b"\x1b$B%F\x1b(I6E\x1b(B", charset) == "テｶﾅ"
    for other in ("cp932", "utf-8"):
        assert decoded("①㈱髙﨑".encode(other), charset) == "①㈱髙﨑"
    assert decoded("～".encode("cp932"), "shift_jis") == "～"  # the standard's own code has another wave there
    assert decoded(b"\x1b$Bt", charset)  # cut off in the middle
    assert decoded(b"\xff\xfe\x00", charset)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Thanks!\n\nOn Fri, 27 Nov 2026 at 10:00, River\n<office@example.org> wrote:\n> hi", "Thanks!"),
        ("了解です\n\n-----Original Message-----\nFrom: office@example.org\n川だより", "了解です"),
        ("はい\n\n差出人: 川の会 <office@example.org>\n日時: 2026年\n川だより", "はい"),
        ("> 来ますか\n行きます\n> 何名\n二名", "> 来ますか\n行きます\n> 何名\n二名"),
        ("From: now on I write in capitals", "From: now on I write in capitals"),
    ],
)
def test_quoted_words_are_folded_and_none_is_thrown_away(text, own):
    mine, quoted = fold(text)
    assert mine == own
    assert "".join((mine + quoted).split()) == "".join(text.split())


def test_without_anybody_who_reads_the_writer_is_told(monkeypatch):
    monkeypatch.setattr(replies.on_reply, "known", [])
    answer = receive(_written("hello").as_bytes(), recipient=OFFICE, sender="hanako@example.jp", now=NOW)
    assert (answer.code, answer.taken) == (550, False)
    assert f"{django_settings.AZUKARI.base_url}/ja/contact" in answer.words


@pytest.mark.parametrize("sender", ["", "hanako@example.jp", None])
def test_words_are_handed_on_with_whether_anybody_may_be_answered(inbox, sender):
    answer = receive(_written("hello").as_bytes(), recipient=OFFICE, sender=sender, now=NOW)
    assert (answer.what, answer.taken) == ("reply", True)
    assert [(reply.text, reply.answerable) for reply in inbox] == [("hello", sender != "")]


def test_what_comes_to_a_return_path_that_we_did_not_make_is_not_read(inbox, monkeypatch):
    monkeypatch.setattr(receiving, "read_apart", None)  # nothing asks it
    path = f"bounces+{'a' * 48}@example.org"
    answer = receive(_written("hello").as_bytes(), recipient=path, sender="x@example.jp", now=NOW)
    assert (answer.code, answer.what, inbox) == (550, "not-read", [])
    answer = receive(_bounce(), recipient=path, sender="", now=NOW)
    assert (answer.code, answer.what) == (550, "about-nothing-of-ours")


def test_attachments_are_named_and_alone_are_declined_kindly(inbox):
    mail = _written("see the file")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    assert receive(mail.as_bytes(), recipient=OFFICE, sender="hanako@example.jp", now=NOW).what == "reply"
    assert inbox.pop().text.startswith("see the file\n\n[")
    mail = _written(" ")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    answer = receive(mail.as_bytes(), recipient=OFFICE, sender="hanako@example.jp", now=NOW)
    assert (answer.code, inbox) == (554, [])
    assert "Thank you" in answer.words
    assert len(str(answer)) < 500
    page = _written("with a picture in the page")
    page.add_alternative('<p>hello <img src="cid:a"></p>', subtype="html")
    page.get_payload()[1].add_related(b"GIF", "image", "gif", cid="<a>")
    assert receive(page.as_bytes(), recipient=OFFICE, sender="x@example.jp", now=NOW).what == "reply"


@pytest.mark.parametrize(
    "raw", [b"", b"\0\xff" * 50, b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 500]
)
def test_whatever_comes_is_answered(raw, inbox):
    assert not receive(raw, recipient=f"bounces+{'a' * 48}@example.org", sender="", now=NOW).taken
    assert receive(raw, recipient="", sender=None, now=NOW).code


@pytest.fixture
def lmtp(settings) -> Iterator[str]:
    settings.AZUKARI = replace(
        django_settings.AZUKARI, incoming=Incoming(return_path=PATH, lmtp=f"127.0.0.1:{free_port()}")
    )
    lmtp_server.tend(NOW)
    lmtp_server.tend(NOW)  # it listens already
    yield settings.AZUKARI.incoming.lmtp
    lmtp_server._listening.pop().stop()


def _by_lmtp(place: str, sender: str, to: list[str], raw: bytes) -> list[str]:
    """What is answered for each recipient."""
    host, _, port = place.rpartition(":")
    with smtplib.LMTP(host, int(port)) as talk:
        talk.ehlo_or_helo_if_needed()
        talk.mail(sender)
        for recipient in to:
            assert talk.rcpt(recipient)[0] == 250
        assert talk.docmd("DATA")[0] == 354
        talk.send(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        return [talk.getreply()[1].decode() for _ in to]


@pytest.mark.django_db(transaction=True)
def test_each_recipient_has_an_answer_by_lmtp(server: Sink, moment, lmtp, inbox, caplog):
    caplog.set_level(logging.DEBUG)
    mailing_to(readers_of(2), now=moment)
    send_all(moment)
    to = [*server.senders.values(), PATH]
    assert _by_lmtp(lmtp, "", to, _bounce()) == ["2.0.0 OK"] * 3
    mail = _written(" ")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    (declined,) = _by_lmtp(lmtp, "hanako@example.jp", [OFFICE], mail.as_bytes())
    assert declined.startswith("5.6.1 Thank you")
    assert _by_lmtp(lmtp, "hanako@example.jp", [OFFICE], _written("hello").as_bytes()) == ["2.0.0 OK"]
    assert {*MailingMessage.objects.values_list("state", flat=True)} == {"bounced"}
    assert [reply.text for reply in inbox] == ["hello"]
    assert "hanako" not in caplog.text
    assert "reader" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_recipient_that_is_none_of_ours_is_refused_before_the_mail_is_sent(lmtp, inbox):
    host, _, port = lmtp.rpartition(":")
    with smtplib.LMTP(host, int(port)) as talk:
        talk.ehlo_or_helo_if_needed()
        talk.mail("hanako@example.jp")
        code, words = talk.rcpt("bounces+none@example.org")
        assert (code, words.decode().split(" ")[0]) == (550, "5.1.1")
        assert talk.rcpt(OFFICE)[0] == 250
        assert talk.docmd("DATA")[0] == 354
        talk.send(_written("hello").as_bytes().replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        assert talk.getreply()[0] == 250
    assert [reply.text for reply in inbox] == ["hello"]


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_ours_loses_no_mail(lmtp, monkeypatch, capsys):
    def broken(*_args: object, **_more: object) -> None:
        raise OSError("hanako@example.jp")

    monkeypatch.setattr("azukari.core.mail.incoming.lmtp.receive", broken)
    monkeypatch.setattr(verb, "receive", broken)
    assert _by_lmtp(lmtp, "", [PATH], _bounce()) == ["4.3.0 Not now: please try again later."]
    assert _piped(monkeypatch, _bounce(), PATH) == 75


def _piped(monkeypatch: pytest.MonkeyPatch, raw: bytes, recipient: str, sender: str | None = "") -> int:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    return verb.from_stdin(Namespace(recipient=recipient, sender=sender))


@pytest.mark.django_db
def test_a_pipe_ends_as_a_mail_server_understands(server: Sink, moment, monkeypatch, capsys):
    mailing_to(readers_of(1), now=moment)
    send_all(moment)
    monkeypatch.setattr(replies.on_reply, "known", [])
    assert _piped(monkeypatch, _bounce(), server.senders["reader0@example.org"]) == 0
    assert MailingMessage.objects.get().state == "bounced"
    assert _piped(monkeypatch, _written("hello").as_bytes(), OFFICE, "hanako@example.jp") == 69
    assert capsys.readouterr().out.startswith("5.7.2 ")


@pytest.mark.django_db
@pytest.mark.parametrize("protocol", [Imap, Pop3])
def test_a_mailbox_is_emptied_of_what_was_dealt_with(settings, server: Sink, moment, inbox, protocol: type[Server]):
    mailing_to(readers_of(2), now=moment)
    send_all(moment)
    gone, early = (f"Delivered-To: {server.senders[f'reader{n}@example.org']}\n".encode() + _bounce() for n in (0, 1))
    MailingMessage.objects.filter(id=named_by(recipient_of(early), now=moment).id).update(
        state="waiting", lease=new_id()
    )
    strange = b"From: list@example.jp\nList-Id: <x>\nTo: office@example.org\n\nhello\n"
    with serving(protocol([gone, early, strange, _written("hello").as_bytes()])) as box:
        settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(return_path=PATH, mailbox=box.url))
        assert visit(moment) == 3
        assert {*box.mails} == {2, 3}, "one is for later, and one is for somebody to look at"
        assert box.flags[2] == set()
    assert [reply.text for reply in inbox] == ["hello"]
    assert sorted(MailingMessage.objects.values_list("state", flat=True)) == ["bounced", "waiting"]


@pytest.mark.parametrize(
    "line",
    [
        'return_path = "too+many@example.org"',
        'return_path = "averylongname-bounces@example.org"',
        'lmtp = "0.0.0.0:24"',
        'lmtp = "127.0.0.1"',
        'mailbox = "imap://user:word@mail.example.org"',
        'mailbox = "imaps://mail.example.org"',
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path, line):
    (tmp_path / "azukari.toml").write_text(f"[incoming]\n{line}\n", "utf-8")
    with pytest.raises(InstanceError, match="incoming"):
        load(tmp_path)


def test_without_settings_nothing_changes(settings):
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming())
    assert maker(NOW)(Sort.LETTER, new_id()) == settings.AZUKARI.sender
    assert visit(NOW) == 0
    lmtp_server.tend(NOW)
    assert not lmtp_server._listening


@pytest.mark.parametrize("scheme", ["imap", "imaps", "pop3", "pop3s"])
def test_a_mailbox_that_says_nothing_is_left_after_a_while(scheme: str, settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mailbox, "_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes the connection, and never greets
        at = f"{scheme}://office:secret@127.0.0.1:{mute.getsockname()[1]}"
        settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(mailbox=at))
        with pytest.raises(TimeoutError):
            visit(NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sender", "by_return_path", "by_a_system"),
    [(None, True, True), (None, False, False), ("", False, True), ("hanako@example.jp", True, False)],
)
def test_where_the_sender_is_not_known_the_return_path_tells_that_a_system_wrote(
    charter, inbox, sender: str | None, by_return_path: bool, by_a_system: bool
):
    asked = list[bool]()

    def read(*, by_a_system: bool) -> tuple[NotUnderstood, list[str]]:
        asked.append(by_a_system)
        return NotUnderstood(), []

    to = maker(NOW)(Sort.LETTER, new_id()) if by_return_path else OFFICE
    receive(_bounce(), recipient=to, sender=sender, now=NOW, read=read)
    assert asked == [by_a_system]
