"""Notifications of Amazon SES by SNS: bounces and complaints in JSON, whole, passed on, cut, or of another kind."""

import json
from typing import Any

import pytest

from azukari.core.mail.incoming.delivery import Complaint, Failure
from azukari.core.mail.incoming.notifications import notification_in
from azukari.core.mail.incoming.parse import Words, read
from azukari.policy.returned import Reason

_MAIL = {"commonHeaders": {"messageId": "<one@example.org>"}, "headers": [{"name": "Message-ID", "value": "<two@x>"}]}


def _told(kind: str, sub: str = "", *, status: str = "", said: str = "") -> dict[str, Any]:
    recipient = {"emailAddress": "reader@example.jp", "status": status, "diagnosticCode": said}
    bounce = {"bounceType": kind, "bounceSubType": sub, "bouncedRecipients": [recipient]}
    return {"notificationType": "Bounce", "bounce": bounce, "mail": _MAIL}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (_told("Permanent", "General", status="5.1.1", said="smtp; 550 5.1.1 user unknown"), Reason.GONE),
        (_told("Permanent", "NoEmail"), Reason.GONE),
        (_told("Permanent", "Suppressed"), Reason.UNKNOWN),
        (_told("Permanent", "General", said="smtp; 550 blocked by policy"), Reason.POLICY),
        (_told("Transient", "MailboxFull"), Reason.FULL),
        (_told("Transient", "General", status="4.4.7"), Reason.TEMPORARY),
        (_told("Undetermined", "Undetermined"), Reason.UNKNOWN),
    ],
)
def test_a_bounce_is_told_with_its_reason(told: dict[str, Any], reason: Reason) -> None:
    for text in (
        json.dumps(told),
        json.dumps({"Type": "Notification", "Message": json.dumps(told)}),
        json.dumps(told) + "\n--\nfoot",
    ):
        found = notification_in(text)
        assert found is not None
        assert isinstance(found[0], Failure)
        assert found[0].reason is reason
        assert found[1] == ["one@example.org", "two@x"]


def test_a_complaint_is_one_and_a_delivery_is_nothing() -> None:
    assert notification_in(json.dumps({"eventType": "Complaint", "mail": _MAIL})) == (
        Complaint(),
        ["one@example.org", "two@x"],
    )
    assert notification_in('{"notificationType": "Delivery"}') == (None, [])


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "[1]", '{"notificationType": 1}', "{" * 100, "Hello {"])
def test_anything_else_is_no_notification(text: str) -> None:
    assert notification_in(text) is None
    raw = f"From: reader@example.jp\nSubject: x\n\n{text}\nHello".encode()
    assert isinstance(read(raw)[0], Words)
