"""What a report of another mail server says: that an email was not delivered, or that a reader does not want it."""

from email import message_from_string
from email.message import Message

import pytest

from azukari.core.mail.incoming.delivery import (
    Complaint,
    Delay,
    Failure,
    failure,
    is_report,
    message_ids,
    says_what_became,
    told,
)
from azukari.policy.returned import Reason

OURS = "018f@office.example"


def _report(kind: str, *blocks: str, encoded: bool = False) -> Message:
    head = f"Content-Type: message/{kind}" + ("\nContent-Transfer-Encoding: 8bit" if encoded else "")
    body = "\n\n".join(blocks)
    return message_from_string(
        'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSorry.\n'
        f"--b\n{head}\n\n{body}\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{OURS}>\n--b--\n"
    )


def _status(action: str, status: str = "5.1.1", said: str = "smtp; 550 5.1.1 User unknown") -> Message:
    lines = [f"{name}: {text}" for name, text in (("Action", action), ("Status", status)) if text]
    return _report("delivery-status", "Reporting-MTA: dns; mx.example", "\n".join([*lines, f"Diagnostic-Code: {said}"]))


@pytest.mark.parametrize("action", ["failed", "Failed", " FAILED "])
def test_a_failure_is_told_with_its_code(action: str) -> None:
    assert told(_status(action)) == Failure(Reason.GONE, "5.1.1")


@pytest.mark.parametrize("action", ["delayed", "Delayed (again)"])
def test_a_delay_is_told_apart_from_a_failure(action: str) -> None:
    assert told(_status(action)) == Delay()


def test_a_report_of_a_failure_and_a_delay_tells_the_failure() -> None:
    lines = ("Action: delayed\nStatus: 4.4.1", "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 User unknown")
    for order in (lines, lines[::-1]):
        found = told(_report("delivery-status", "Reporting-MTA: dns; mx.example", *order))
        assert found == Failure(Reason.GONE, "5.1.1")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_whatever_else_became_of_it_is_no_failure_and_is_said_all_the_same(action: str) -> None:
    mail = _status(action)
    assert told(mail) is None
    assert is_report(mail)
    assert says_what_became(mail)


def test_a_report_that_says_of_nobody_what_became_of_the_mail_says_nothing() -> None:
    mail = _status("")
    assert told(mail) is None
    assert is_report(mail)
    assert not says_what_became(mail)


def test_an_ordinary_mail_is_no_report() -> None:
    mail = message_from_string("Content-Type: text/plain\n\nAction: failed\n")
    assert (told(mail), is_report(mail), says_what_became(mail)) == (None, False, False)


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out", "opt-out-list", "Abuse"])
def test_a_reader_s_word_is_a_complaint(kind: str) -> None:
    mail = _report("feedback-report", f"Feedback-Type: {kind}\nUser-Agent: x")
    assert told(mail) == Complaint()
    assert is_report(mail)
    assert says_what_became(mail)


@pytest.mark.parametrize("kind", ["not-spam", "virus", "other"])
def test_what_is_no_complaint_changes_nothing(kind: str) -> None:
    mail = _report("feedback-report", f"Feedback-Type: {kind}")
    assert told(mail) is None
    assert says_what_became(mail)


@pytest.mark.parametrize(
    ("said", "status", "expected"),
    [
        ("550 5.1.1 User unknown", "", Failure(Reason.GONE, "5.1.1")),
        ("550 5.1.1 User unknown", "5.0.0", Failure(Reason.GONE, "5.1.1")),  # the server's own word is clearer
        ("450 4.2.2 mailbox full", "4.0.0", Failure(Reason.FULL, "4.2.2")),
        ("450 4.2.2 mailbox full", "5.2.2", Failure(Reason.FULL, "5.2.2")),  # it was given up after all
        ("552 5.2.2 over quota", "5.1.1", Failure(Reason.FULL, "5.2.2")),
        ("550 no such user", "", Failure(Reason.UNKNOWN, "550")),  # at which step, nobody knows
        ("550-no such user", "", Failure(Reason.UNKNOWN, "550")),
        ("550 no such user (in reply to RCPT TO command)", "", Failure(Reason.GONE, "550")),
        ("550 no such user (in reply to end of DATA command)", "", Failure(Reason.UNKNOWN, "550")),
        ("550 5.1.1 unknown (in reply to MAIL FROM command)", "5.1.1", Failure(Reason.POLICY, "5.1.1")),
        ("SMTP error after pipelined RCPT TO:<x>: 550 Unknown user", "", Failure(Reason.GONE, "550")),
        ("552 too large", "", Failure(Reason.LARGE, "552")),
        ("450 later", "", Failure(Reason.TEMPORARY, "450")),
        ("nothing that is known", "", Failure(Reason.UNKNOWN, "")),
        ("", "5.4.4", Failure(Reason.NETWORK, "5.4.4")),
    ],
)
def test_a_server_s_words_are_read_where_its_code_is_vague(said: str, status: str, expected: Failure) -> None:
    assert failure(said, status=status) == expected


def test_the_mail_that_came_back_is_found_by_its_number_wherever_it_stands() -> None:
    assert message_ids(_status("failed")) == [OURS]
    answer = message_from_string(f"Message-ID: <own@x>\nIn-Reply-To: <{OURS}>\nReferences: <a@x> <{OURS}>\n\nHello.\n")
    assert message_ids(answer) == [OURS, "a@x"]
    quoted = message_from_string(f"Content-Type: text/plain\n\nThis came back:\nMessage-ID: <{OURS}>\n")
    assert message_ids(quoted) == [OURS]
    assert message_ids(message_from_string("Message-ID: <own@x>\n\nHello.\n")) == []
