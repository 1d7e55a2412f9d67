"""Whatever part of a mail its sender's words stand in, they are handed on; what is not shown is named."""

from base64 import b64encode
from dataclasses import replace

import pytest

from azukari.core.mail.incoming import replies
from azukari.core.mail.incoming.receive import LmtpReply, receive
from azukari.core.mail.incoming.replies import Reply
from tests.cast import NOW

OFFICE, THEIRS = "office@example.org", "hanako@example.jp"
CALENDAR = "BEGIN:VCALENDAR\nMETHOD:REPLY\nCOMMENT:HERON\nEND:VCALENDAR"


def _mail(body: str, kind: str = "text/plain; charset=utf-8", *, subject: str = "Re: News", more: str = "") -> bytes:
    head = f"From: {THEIRS}\nTo: {OFFICE}\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: {kind}\n{more}"
    return f"{head}\n{body}\n".replace("\n", "\r\n").encode()


def _several(kind: str, *parts: tuple[str, str], after: str = "") -> bytes:
    """Args:
    kind: of the multipart.
    parts: the kind and the text of each.
    """
    return _mail(_joined(parts) + after, f"multipart/{kind}; boundary=b")


def _joined(parts: tuple[tuple[str, str], ...], line: str = "b") -> str:
    return "".join(f"--{line}\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + f"--{line}--\n"


PLAIN, PAGE = "text/plain; charset=utf-8", "text/html; charset=utf-8"
QUOTED = "On Fri, 27 Nov 2026 at 10:00, The Office <office@example.org> wrote:\n> News."

WORDS = {
    "a page, and a text that a list has put below": _several("mixed", (PAGE, "<p>HERON</p>"), (PLAIN, "The list.")),
    "a text, a picture, a page": _several("mixed", (PLAIN, "a"), ("image/jpeg", "x"), (PAGE, "<p>HERON</p>")),
    "a text that only says that there is a page": _several(
        "alternative", (PLAIN, "Your program shows no pages."), (PAGE, "<p>HERON</p>")
    ),
    "a text that has only what the page quotes": _several(
        "alternative", (PLAIN, "> News."), (PAGE, "<p>HERON</p><blockquote>News.</blockquote>")
    ),
    "a page with one line more": _several("alternative", (PLAIN, "Yes."), (PAGE, "<p>Yes.</p><p>HERON</p>")),
    "a text with one line more": _several("alternative", (PLAIN, "Yes.\nHERON"), (PAGE, "<p>Yes.</p>")),
    "each with a line more": _several("alternative", (PLAIN, "Yes.\nHERON"), (PAGE, "<p>Yes.</p><p>No.</p>")),
    "no boundary": _mail("HERON", "multipart/mixed"),
    "another boundary": _mail(_joined(((PLAIN, "HERON"),), "c"), "multipart/alternative; boundary=b"),
    "below the last part": _several("mixed", (PLAIN, "x"), after="HERON"),
    "an answer of a calendar": _several("alternative", (PLAIN, ""), ("text/calendar; method=REPLY", CALENDAR)),
    "a calendar's alone": _mail(CALENDAR, "text/calendar; method=REPLY"),
    "a kind of text that nobody knows": _mail("HERON", "text/enriched"),
    "an unclosed title": _mail("<html><title>x<body><p>HERON</p>", PAGE),
    "an unclosed style": _mail("<html><style>p {}<body><p>HERON</p>", PAGE),
    "an unclosed head": _mail("<html><head><meta charset=utf-8><body><p>HERON</p>", PAGE),
    "a page without an end": _mail(
        b64encode(b"<p>Dear &co, HERON&co").decode(), PAGE, more="Content-Transfer-Encoding: base64\n"
    ),
    "called base64, and in the clear": _mail("A HERON flies.", more="Content-Transfer-Encoding: base64\n"),
    "base64, and a line below": _mail(
        b64encode(b"HERON").decode() + "\n\n-- \nThe list.", more="Content-Transfer-Encoding: base64\n"
    ),
    "base64 that broke off": _mail(
        b64encode(b"HERON flies").decode()[:-3], more="Content-Transfer-Encoding: base64\n"
    ),
    "UTF-16": _mail(b64encode("HERON".encode("utf-16")).decode(), "text/plain; charset=utf-16",
                    more="Content-Transfer-Encoding: base64\n"),
    "signed (S/MIME)": _several("signed", (PLAIN, "HERON"), ("application/pkcs7-signature; name=smime.p7s", "x")),
    "a hundred parts deep": _mail(
        "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(90))
        + "--b90\n\nHERON\n--b90--",
        "multipart/mixed; boundary=b0",
    ),
    "a head that says auto-forwarded": _mail("HERON", more="Auto-Submitted: auto-forwarded\n"),
    "beside a report that its sender attached": _several(
        "mixed",
        (PLAIN, "HERON"),
        ("message/delivery-status", "Final-Recipient: rfc822; a@example.jp\nAction: failed\nStatus: 5.1.1\n"),
    ),
}  # fmt: skip


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> list[Reply]:
    kept: list[Reply] = []

    def take(reply: Reply) -> bool:
        kept.append(reply)
        return True

    monkeypatch.setattr(replies.on_reply, "known", [take])
    return kept


def _comes(raw: bytes) -> LmtpReply:
    return receive(raw, recipient=OFFICE, sender=THEIRS, now=NOW)


@pytest.mark.parametrize("kind", WORDS)
def test_words_are_handed_on_wherever_they_stand(inbox: list[Reply], kind: str):
    assert _comes(WORDS[kind]).what == "reply"
    assert "HERON" in inbox[0].text


def test_each_version_gives_what_the_other_lacks(inbox: list[Reply]):
    _comes(WORDS["each with a line more"])
    assert all(line in inbox[0].text for line in ("Yes.", "No.", "HERON"))


def test_two_versions_that_say_the_same_are_shown_once(inbox: list[Reply]):
    text = f"I like *herons* in this river <https://example.jp/x>, and *you*.\n\n{QUOTED}"
    page = (
        "<div>I like <b>herons</b> in this <a href=https://example.jp/x>river</a>, and <b>you</b>.</div>"
        "<div>On Fri, 27 Nov 2026 at 10:00, The Office &lt;office@example.org&gt; wrote:</div>"
        "<blockquote><h1>Our News</h1>News.</blockquote>"
    )
    _comes(_several("alternative", (PLAIN, text), (PAGE, page)))
    assert inbox[0] == replace(inbox[0], text=text.partition("\n\n")[0], quoted=QUOTED)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("message/rfc822", "message/rfc822"),
        ("text/csv", "text/csv"),
        ("text/calendar; name=invite.ics", "invite.ics"),
        ("image/png\nContent-ID: <a@b>", "image/png"),
    ],
)
def test_what_is_not_shown_beside_words_is_named(inbox: list[Reply], kind: str, name: str):
    inner = "From: a@example.jp\nContent-Type: text/plain; name=inner.txt\n\nx"
    assert _comes(_several("mixed", (PLAIN, "HERON"), (kind, inner))).what == "reply"
    assert inbox[0].text.startswith("HERON\n\n[")
    assert inbox[0].text.endswith(f": {name}]")


@pytest.mark.parametrize("kind", ["application/pkcs7-mime; name=smime.p7m", "application/ms-tnef", "message/rfc822"])
def test_what_nobody_here_can_read_is_refused_in_words(inbox: list[Reply], kind: str):
    answer = _comes(_mail("From: a@example.jp\n\nx", kind))
    assert (answer.code, answer.what, inbox) == (554, "attachments", [])
    assert "nothing of this mail was kept" in answer.words


def test_a_picture_of_a_signature_is_not_named(inbox: list[Reply]):
    page = "<p>HERON</p><img src=cid:a@b>"
    assert _comes(_several("related", (PAGE, page), ("image/png\nContent-ID: <a@b>", "x"))).what == "reply"
    assert inbox[0].text == "HERON"


@pytest.mark.parametrize(
    ("subject", "shown"),
    [("Address changed", True), ("住所変更", True), ("Fwd: News", True), ("Re: News", False), ("RE[2]: News", False),
     ("Re:Re: News", False), ("返信：News", False), ("Regarding herons", True), ("", False)],
)  # fmt: skip
def test_a_subject_that_its_writer_chose_is_theirs(inbox: list[Reply], subject: str, shown: bool):
    coded = f"=?utf-8?B?{b64encode(subject.encode()).decode()}?=" if subject else ""
    assert _comes(_mail("HERON", subject=coded)).what == "reply"
    assert (subject in inbox[0].text) == (shown or not subject)
    assert inbox[0].text.endswith("HERON")
    if shown:
        assert _comes(_mail("", subject=coded)).what == "reply", "some write nothing but a subject"
        assert subject in inbox[1].text
