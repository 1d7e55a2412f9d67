"""The recipient whom a bounce names, and what a report says in words besides its fields."""

import pytest

from azukari.core.mail.incoming.delivery import Failure
from azukari.core.mail.incoming.parse import read
from azukari.policy.returned import Reason

_HEAD = (
    "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nTo: bounces@example.net\nSubject: Undelivered mail\n"
)


def _failed(raw: str) -> Failure:
    found = read(raw.encode(), by_a_system=True)[0]
    assert isinstance(found, Failure)
    return found


def _report(fields: str, words: str = "Sorry.") -> str:
    parts = (("text/plain", words), ("message/delivery-status", f"Reporting-MTA: dns; mx.example.org\n\n{fields}"))
    body = "".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts)
    kind = 'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"'
    return f"{_HEAD}{kind}\n\n{body}--b--\n"


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("", "<hana@example.jp>: host mx.example.jp said: 550 no"),  # Postfix
        ("", "The following address failed:\n\n  hana@example.jp\n    550 no"),  # Exim
        ("", '"hana@example.jp":\nSMTP error from remote server: 550 no'),  # GMX
        ("", "hana@example.jp: 550 no"),  # OpenSMTPD
        ("", ">>> RCPT TO:<hana@example.jp>\n<<< 550 no"),  # sendmail
        ("", "Recipient address: hana@example.jp\nReason: no"),  # Oracle Messaging Server
        ("", "There was an error delivering your mail to <hana@example.jp>."),  # DragonFly
        ("", "宛先：hana@example.jp\nエラーが起きました"),
        ("X-Failed-Recipients: hana@example.jp\n", "For help ask <help@mx.example.org>: thanks"),  # Exim, Gmail
    ],
)
def test_a_bounce_in_words_names_its_recipient(head, text):
    mail = f"{_HEAD}{head}\nYour message could not be delivered.\nAsk <postmaster@mx.example.org>\n\n{text}\n"
    assert _failed(mail).recipient == "hana@example.jp"


@pytest.mark.parametrize(
    "field", ["Final-Recipient: rfc822; <Hana@Example.jp>", "Original-Recipient: rfc822;hana@example.jp (Hana)"]
)
def test_a_report_names_its_recipient(field):
    raw = _report(f"{field}\nAction: failed\nStatus: 5.2.2\n", "I could not reach <other@example.jp>: sorry")
    assert _failed(raw).recipient == "hana@example.jp"


def test_who_wrote_and_who_got_the_report_are_no_recipients():
    head = _HEAD.replace("bounces@", "office@")
    assert _failed(f"{head}\nYour mail of office@example.net was not delivered.\n").recipient == ""


def test_fields_of_a_report_within_a_text_are_read():
    fields = (
        "Action: failed\nFinal-Recipient: rfc822; hana@example.jp\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 x"
    )
    found = _failed(f"{_HEAD}\nIt was not delivered. Is it spam? See our page.\n\nTechnical report:\n\n{fields}\n")
    assert (found, found.recipient) == (Failure(Reason.GONE, "5.1.1"), "hana@example.jp")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("said: 550 Unknown user hana@docomo.ne.jp (in reply to end of DATA command)", Reason.UNKNOWN),
        ("said: 550 Unknown user hana@docomo.ne.jp (in reply to RCPT TO command)", Reason.GONE),
        (">>> RCPT TO:<hana@docomo.ne.jp>\n<<< 550 Unknown user hana@docomo.ne.jp", Reason.GONE),
        ("Sorry.", Reason.UNKNOWN),
    ],
)
def test_the_step_may_stand_in_the_words_beside_the_fields(words, reason):
    """docomo answers alike where its reader filters; only the step tells (Sisimai, Rhost::NTTDOCOMO)."""
    fields = "Final-Recipient: rfc822; hana@docomo.ne.jp\nAction: failed\nStatus: 5.0.0\n"
    assert (
        _failed(_report(f"{fields}Diagnostic-Code: smtp; 550 Unknown user hana@docomo.ne.jp\n", words)).reason is reason
    )


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("550 <hana@ezweb.ne.jp>: User unknown", Reason.GONE),
        ("550 <taro@ezweb.ne.jp>: User unknown", Reason.UNKNOWN),
        ("550 : User unknown", Reason.POLICY),
        ("550 Recipient rejected.", Reason.UNKNOWN),
    ],
)
def test_kddi_names_the_address_only_where_there_is_no_mailbox(said, reason):
    fields = "Final-Recipient: rfc822; hana@ezweb.ne.jp\nAction: failed\nStatus: 5.0.0\n"
    assert _failed(_report(f"{fields}Diagnostic-Code: smtp; {said}\n")).reason is reason


def test_a_rule_that_a_reader_made_says_nothing_of_the_mailbox():
    """Amazon's receipt rules bounce with a text that their maker picks from a list."""
    fields = (
        "Final-Recipient: rfc822; hana@example.jp\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 x\n"
    )
    raw = _report(fields)
    assert _failed(raw).reason is Reason.GONE
    by_a_rule = raw.replace("dns; mx.example.org", "dns; inbound-smtp.us-west-2.amazonaws.com")
    assert _failed(by_a_rule).reason is Reason.POLICY


def test_what_was_taken_and_then_found_no_room_is_full():
    fields = "Final-Recipient: rfc822; hana@example.jp\nAction: failed\nStatus: 5.1.1\n"
    words = "Your message to <hana> was automatically rejected:\nNot enough disk space"
    assert _failed(_report(fields, words)).reason is Reason.FULL


def test_what_the_returned_mail_says_is_no_cause():
    said = "<hana@example.jp>: 550 5.1.1 User unknown"
    returned = "Received: from unknown (authenticated, no spam)\n\tby mx.example.org"
    assert _failed(f"{_HEAD}\nIt was not delivered.\n\n{said}\n\n{returned}\n") == Failure(Reason.GONE, "5.1.1")
