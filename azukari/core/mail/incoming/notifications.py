"""Notifications of Amazon SES by SNS, in JSON within a mail: bounces and complaints of what was sent through it.

After "Amazon SNS notification contents for Amazon SES": the objects ``bounce``, ``complaint`` and ``mail``.
"""

import json
from dataclasses import replace
from typing import Any

from azukari.core.mail.incoming.delivery import Complaint, Failure, failure
from azukari.lib.json_depth import check_depth
from azukari.policy.returned import Reason

_KINDS = ("notificationType", "eventType")
_BY_TYPE = {"transient": Reason.TEMPORARY, "undetermined": Reason.UNKNOWN}
_BY_SUB_TYPE = {
    "mailboxfull": Reason.FULL,
    "messagetoolarge": Reason.LARGE,
    "contentrejected": Reason.CONTENT,
    "attachmentrejected": Reason.CONTENT,
    "suppressed": Reason.UNKNOWN,  # it was not tried: of the mailbox of today it says nothing
    "onaccountsuppressionlist": Reason.UNKNOWN,
    "noemail": Reason.GONE,
}


def notification_in(text: str) -> tuple[Failure | Complaint | None, list[str]] | None:
    """What a notification tells, and the Message-IDs that it is about; None if the text is none.

    Args:
        text: of a mail. What stands below the object, a foot of SNS say, is passed over.
    """
    found = _object(text)
    if isinstance(found.get("Message"), str):  # passed on whole
        found = _object(found["Message"])
    kind = next((str(found[key]).lower() for key in _KINDS if isinstance(found.get(key), str)), "")
    if not kind:
        return None
    ids = _ids(found.get("mail"))
    if kind == "complaint":
        return Complaint(_address(_first(found.get("complaint"), "complainedRecipients"))), ids
    bounce = found.get("bounce")
    return (_bounce(bounce) if kind == "bounce" and isinstance(bounce, dict) else None), ids


def _object(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        return {}
    try:
        check_depth(text.encode("utf-8", "replace"))
        found, _end = json.JSONDecoder(strict=False).raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _ids(mail: object) -> list[str]:
    if not isinstance(mail, dict):
        return []
    common, headers = mail.get("commonHeaders"), mail.get("headers")
    told = [common.get("messageId")] if isinstance(common, dict) else []
    fields = [each for each in headers if isinstance(each, dict)] if isinstance(headers, list) else []
    told += [each.get("value") for each in fields if str(each.get("name", "")).lower() == "message-id"]
    return list(dict.fromkeys(id.strip("<> \t\r\n") for id in told if isinstance(id, str)))


def _first(found: object, people: str) -> dict[str, Any]:
    named = found.get(people) if isinstance(found, dict) else None
    return named[0] if isinstance(named, list) and named and isinstance(named[0], dict) else {}


def _address(person: dict[str, Any]) -> str:
    return str(person.get("emailAddress", "")).strip("<> ").lower()


def _bounce(bounce: dict[str, Any]) -> Failure:
    first = _first(bounce, "bouncedRecipients")
    found = failure(
        str(first.get("diagnosticCode", "")), status=str(first.get("status", "")), recipient=_address(first)
    )
    by_kind = _BY_SUB_TYPE.get(str(bounce.get("bounceSubType", "")).lower())
    by_kind = by_kind or _BY_TYPE.get(str(bounce.get("bounceType", "")).lower())
    return replace(found, reason=by_kind) if by_kind and found.reason is not Reason.FULL else found
