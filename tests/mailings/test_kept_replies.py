"""Nothing that a person wrote is dropped after it was taken: it is handed on, or refused in words."""

import random
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings as django_settings

from azukari.core.mail.incoming import apart, mailbox, replies
from azukari.core.mail.incoming import receive as receiving
from azukari.core.mail.incoming.parse import NotUnderstood
from azukari.core.mail.incoming.receive import LmtpReply, receive
from azukari.core.mail.incoming.replies import Reply
from azukari.core.mail.models import Message
from azukari.lib.confined import Bounds
from tests.cast import NOW
from tests.mailings.mailboxes import Imap, Pop3, Server, serving
from tests.mailings.returned import report
from tests.outside.replies import OTHERS

OFFICE, THEIRS = "office@example.org", "hanako@example.jp"


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> list[Reply]:
    kept: list[Reply] = []

    def take(reply: Reply) -> bool:
        kept.append(reply)
        return True

    monkeypatch.setattr(replies.on_reply, "known", [take])
    return kept


def _mail(text: str = "HERON", subject: str = "Re: our news", **head: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = THEIRS, OFFICE, subject
    for name, value in head.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def _comes(mail: EmailMessage | bytes) -> LmtpReply:
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return receive(raw, recipient=OFFICE, sender=THEIRS, now=NOW)


@pytest.mark.parametrize("word", ["夏季休暇のお知らせ", "不在時の連絡先", "vacation", "out of office", "受付完了"])
def test_a_word_of_the_subject_alone_drops_nothing(inbox, word):
    assert _comes(_mail(subject=f"Re: {word}")).what == "reply"
    assert inbox[0].text == "HERON"
    for head in ({"Auto_Submitted": "auto-replied"}, {"Precedence": "auto_reply"}, {"X_Autoreply": "yes"}):
        assert _comes(_mail(subject=f"Re: {word}", **head)).what == "automatic"


def test_an_automatic_answer_without_a_head_that_says_so_opens_nothing(inbox):
    for each in OTHERS["automatic"]:
        answer = _comes(_mail(each["text"], subject=each["subject"]))
        assert (each["subject"], answer.what in ("automatic", "not-read")) == (each["subject"], True)
    assert inbox == []
    assert _comes(_mail("HERON", subject="不在通知: HERON")).what == "not-read"  # its writer is told where to write
    for own in OTHERS["own"]:
        assert _comes(_mail(own)).what == "reply"
        assert inbox.pop().text == own.strip()


def test_a_person_s_answer_that_a_list_passed_on_is_theirs(inbox):
    mail = _mail(List_Id="<office.example.org>", Precedence="list", In_Reply_To="<a@b.example>")
    assert _comes(mail).what == "reply"
    assert _comes(_mail(List_Id="<office.example.org>")).what == "not-read"


def _forwarded_report(kind: str) -> EmailMessage:
    """What somebody wrote above a report that they got, attached as it came.

    Args:
        kind: of the attachment.
    """
    chance = random.Random(11)
    mail = _mail("HERON")
    got = report(chance, "MAILER-DAEMON@mx.example.jp", "failure", "5.1.1", "550 5.1.1 User unknown")
    mail.add_attachment(message_from_bytes(got, policy=policy.default))
    next(mail.iter_attachments()).replace_header("Content-Type", kind)
    return mail


def _from(sender: str, **more: str) -> EmailMessage:
    mail = _mail(**more)
    mail.replace_header("From", sender)
    return mail


def _complaint() -> EmailMessage:
    """A mail that Microsoft's junk mail reporting may have sent, or a person."""
    mail, ours = _mail(subject="complaint about your message"), _mail("our news")
    ours["X-HmXmrOriginalRecipient"] = THEIRS
    mail.add_attachment(ours)
    return mail


RETURN = "bounces@example.org"
POSTMASTER = "postmaster@example.jp"
BECOMES = {
    "a report that a person forwarded": (_forwarded_report("message/rfc822"), OFFICE, THEIRS, "reply"),
    "the same, of a mail with addresses in Unicode": (_forwarded_report("message/global"), OFFICE, THEIRS, "reply"),
    "words of a person who is postmaster": (_from(POSTMASTER), OFFICE, POSTMASTER, "not-read"),
    "the same, on holidays": (_from(POSTMASTER, subject="Re: 休暇"), OFFICE, POSTMASTER, "not-read"),
    "the same, who quotes a server": (
        _from(POSTMASTER, text="HERON\n\nThis is the mail system at host mx.example.jp.\n550 5.1.1 User unknown"),
        OFFICE,
        POSTMASTER,
        "not-read",
    ),
    "of a mail server that says so": (_from("MAILER-DAEMON@example.jp"), OFFICE, "", "automatic"),
    "words of a person": (_mail(), OFFICE, THEIRS, "reply"),
    "words of a person to the return path, on holidays": (_mail(subject="Re: 夏季休暇"), RETURN, THEIRS, "reply"),
    "a page alone": (_mail(" \n<p>HERON</p>"), OFFICE, THEIRS, "reply"),
    "own lines that begin with >": (_mail("> HERON"), OFFICE, THEIRS, "reply"),
    "from ourselves": (_mail(), OFFICE, OFFICE, "reply"),
    "bulk, and no word that a program sent it": (_mail(Precedence="bulk"), OFFICE, THEIRS, "not-read"),
    "a list's": (_mail(List_Id="<l.example.org>"), OFFICE, THEIRS, "not-read"),
    "a program's that says so": (_mail(Auto_Submitted="auto-generated"), OFFICE, THEIRS, "automatic"),
    "a holiday notice that says so": (_mail(Auto_Submitted="auto-replied"), OFFICE, THEIRS, "automatic"),
    "a holiday notice from nobody": (_mail(subject="不在"), OFFICE, "", "automatic"),
    "words from nobody": (_mail(), OFFICE, "", "reply"),
    "the same, about holidays": (_mail(subject="Re: 夏季休暇のお知らせ"), OFFICE, "", "reply"),
    "the same, as a server noted": (_mail(Return_Path="<>"), OFFICE, "", "reply"),
    "the same, with a sender after all": (_mail(Return_Path="<>"), OFFICE, THEIRS, "reply"),
    "a complaint in words": (_complaint(), OFFICE, THEIRS, "not-read"),
    "the same from nobody": (_complaint(), OFFICE, "", "about-nothing-of-ours"),
    "a return path of somebody else's making": (_mail(), "bounces+abc@example.org", THEIRS, "not-read"),
    "the same return path, from nobody": (_mail(), "bounces+abc@example.org", "", "not-taken"),
}
BY_A_PROGRAM = {"automatic", "about-nothing-of-ours"}
"""What is taken and shown to nobody: it says in a known form that a program sent it."""


@pytest.mark.parametrize("kind", BECOMES)
def test_what_becomes_of_each_kind_of_mail(inbox, settings, kind):
    incoming = replace(django_settings.AZUKARI.incoming, return_path=RETURN)
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=incoming)
    mail, recipient, sender, what = BECOMES[kind]
    answer = receive(mail.as_bytes(), recipient=recipient, sender=sender, now=NOW)
    assert (answer.what if answer.taken or what == "not-read" else "not-taken") == what
    assert answer.taken == (len(inbox) == 1 or what in BY_A_PROGRAM), "taken and shown, or refused"
    assert sender == "" or "Auto-Submitted" in mail or answer.what not in BY_A_PROGRAM
    assert not inbox or "HERON" in inbox[0].text


def test_few_mails_are_read_at_once_and_the_others_are_put_off(inbox, monkeypatch):
    monkeypatch.setattr(apart, "_PATIENCE", 0.01)
    for _ in range(apart.MOST_AT_ONCE):
        assert apart._places.acquire(blocking=False)
    try:
        answer = _comes(_mail())
        assert (answer.code, answer.what, answer.later, inbox) == (451, "busy", True, [])
    finally:
        apart._places.release(apart.MOST_AT_ONCE)
    assert _comes(_mail()).what == "reply"


def test_a_blank_text_beside_a_page_hides_no_words(inbox):
    mail = _mail(" \n")
    mail.add_alternative("<p>HERON</p>", subtype="html")
    assert _comes(mail).what == "reply"
    assert inbox[0].text == "HERON"


@pytest.mark.parametrize(
    ("kind", "name"),
    [("application/ms-tnef", "winmail.dat"), ("text/vcard", "me.vcf"), ("image/jpeg", "IMG_1.jpeg")],
)
def test_files_that_are_not_kept_are_named(inbox, kind, name):
    mail = _mail()
    main, _slash, sub = kind.partition("/")
    mail.add_attachment(b"x", maintype=main, subtype=sub, filename=name)
    assert _comes(mail).what == "reply"
    assert inbox[0].text.startswith("HERON\n\n[")
    assert name in inbox[0].text


def _answering() -> tuple[bytes, Message]:
    letter = Message.objects.create(kind="forms:reply", lang="ja", created_at=NOW, due_at=NOW)
    host = django_settings.AZUKARI.host
    return _mail(In_Reply_To=f"<{letter.id}@{host}>").as_bytes(), letter


@pytest.mark.django_db
@pytest.mark.parametrize("limits", [Bounds(cpu=5, wait=0.0), Bounds(memory=1 << 20)])
def test_what_stops_its_child_is_kept_whole_and_is_taken_once(inbox, monkeypatch, limits):
    raw, letter = _answering()
    monkeypatch.setattr(apart, "BOUNDS", limits)
    assert _comes(raw).what == "reply"
    assert inbox[0].about.id == letter.id
    assert inbox[0].text.endswith(raw.decode())
    assert "could not be read" in inbox[0].text
    answer = _comes(_mail().as_bytes())  # it answers nothing of ours, so nobody could look at it
    assert (answer.code, answer.what, answer.later) == (554, "not-understood", False)
    assert "/contact" in answer.words


@pytest.mark.django_db
def test_too_much_to_be_kept_whole_is_refused_in_words(inbox, monkeypatch):
    raw, _letter = _answering()
    monkeypatch.setattr(receiving, "read_apart", lambda *_a, **_m: (NotUnderstood(), []))
    answer = _comes(raw + b"x" * 100_000)
    assert (answer.code, answer.what, inbox) == (554, "not-understood", [])
    assert "nothing of it was kept" in answer.words


def test_words_that_are_too_long_are_refused_and_not_cut(inbox):
    answer = _comes(_mail("HERON " * 20_000))
    assert (answer.code, answer.what, inbox) == (552, "large", [])


@pytest.mark.django_db
@pytest.mark.parametrize("protocol", [Imap, Pop3])
def test_a_mail_with_which_we_fail_keeps_no_other_waiting(settings, inbox, monkeypatch, protocol: type[Server]):
    poison, good = _mail("poison").as_bytes(), _mail("HERON").as_bytes()
    real, asked = receive, list[bytes]()

    def fails(raw: bytes, **more: Any) -> LmtpReply:
        asked.append(raw)
        if b"poison" in raw:
            raise ValueError(THEIRS)
        return real(raw, **more)

    monkeypatch.setattr(mailbox, "receive", fails)
    with serving(protocol([poison, good])) as box:
        incoming = replace(django_settings.AZUKARI.incoming, mailbox=box.url)
        settings.AZUKARI = replace(django_settings.AZUKARI, incoming=incoming)
        for _ in range(5):
            mailbox.visit(NOW)
        assert len(box.mails) == 1  # the good one is done with, the other stays for somebody to look at
    assert [reply.text for reply in inbox] == ["HERON"]
    assert sum(b"poison" in raw for raw in asked) == 3
