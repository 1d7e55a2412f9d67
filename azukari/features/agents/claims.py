"""What a signed message claims, and whether it may be believed, in the order of the protocol (DRP 1.0, 3.07)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from azukari.features.agents.models import Agent
from azukari.lib.characters import MalformedError
from azukari.lib.characters import line as clean_line
from azukari.lib.email import email
from azukari.lib.signed_message import LONGEST, NotSigned, Opened, opened, public_key
from azukari.policy.agency import VERSION, Exercise

LONGEST_LIFE = timedelta(hours=1)
"""A message may not be good for longer: the protocol asks for ten minutes, its own reference takes fifteen."""

_REFERENCE = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_HINT = re.compile(r"[A-Za-z0-9 ._:/-]{1,64}", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9._~/-]{0,200}", re.ASCII)
_REGIME = re.compile(r"[A-Za-z0-9 ._-]{0,32}", re.ASCII)
_MOST_HINTS = 10
_LONGEST_REASON = 1000
_LONGEST_TIME = 40


class NotTaken(Exception):
    """The message is refused, and nothing of it was kept.

    Args:
        status: the HTTP status.
        message: why, in a sentence.
        fatal: whether sending it again cannot help.
    """

    def __init__(self, status: int, message: str, *, fatal: bool = False) -> None:
        super().__init__(str(status))
        self.status, self.message, self.fatal = status, message, fatal


@dataclass(frozen=True, slots=True)
class AgentDemand:
    """A request to exercise a right, read and checked. Claims about the person beyond the address are not kept.

    Args:
        regime: as it was written; blank where none was named.
        relationships: the agent's hints, as one line.
    """

    exercise: Exercise
    email: str
    regime: str
    reference: str
    callback: str
    relationships: str


def signed_by(agent: Agent, body: bytes) -> Opened:
    """The content of what the agent signed.

    Raises:
        NotTaken: too large, no message, or not signed by this agent.
    """
    if len(body) > LONGEST:
        raise NotTaken(413, _("Too large. A message may have %(most)s bytes.") % {"most": LONGEST}, fatal=True)
    try:
        return opened(body, public_key(agent.verify_key))
    except NotSigned as error:
        if error.code == "signature":
            message = _("The signature is not by the key that we know of this agent.")
            raise NotTaken(403, message, fatal=True) from error
        if error.code == "json":
            raise NotTaken(400, _("What was signed is not a JSON object."), fatal=True) from error
        message = _("The body is not base64. Send the signed message, in base64, as text/plain.")
        raise NotTaken(400, message, fatal=True) from error


def check_claims(content: Mapping[str, Any], agent: Agent, *, now: datetime) -> datetime:
    """Check whose message it is, for whom, and whether it is good now; returns until when it is.

    Raises:
        NotTaken: see above.
    """
    if content.get("agent-id") != agent.code:
        raise NotTaken(403, _("The agent-id is not that of the agent who signed."), fatal=True)
    if content.get("business-id") != agent.business_id:
        raise NotTaken(403, _("The business-id is not ours: the message is for somebody else."), fatal=True)
    issued, expires = _time(content, "issued-at"), _time(content, "expires-at")
    if issued > now:
        raise NotTaken(403, _("It was issued in the future. Set the clock of the agent."))
    if expires <= now:
        raise NotTaken(403, _("It has expired. Sign it again."), fatal=True)
    if expires - issued > LONGEST_LIFE:
        raise NotTaken(
            400,
            _("It is valid for too long. There may be at most an hour between issued-at and expires-at."),
            fatal=True,
        )
    if content.get("drp.version") != VERSION:
        raise NotTaken(400, _("We speak version 1.0 of the protocol."), fatal=True)
    return expires


def read(content: Mapping[str, Any], agent: Agent) -> AgentDemand:
    """Read a request to exercise a right. Claims that nobody needs are let pass and not kept (DRP 3.04).

    Raises:
        NotTaken: a claim that is needed is missing, or is not what it should be.
    """
    exercise = content.get("exercise")
    if not isinstance(exercise, str) or exercise not in set(Exercise):
        raise _wrong("exercise", _("Unsupported action. We know: %(known)s.") % {"known": ", ".join(Exercise)})
    return AgentDemand(
        exercise=Exercise(exercise),
        email=_email(content),
        regime=_text(content, "regime", _REGIME).lower(),
        reference=_text(content, "agent-request-id", _REFERENCE),
        callback=_callback(content, agent),
        relationships=_relationships(content),
    )


def reason(content: Mapping[str, Any]) -> str:
    """Why a request is revoked, in the person's words; blank where they gave none.

    Raises:
        NotTaken: it is no text, or too long.
    """
    given = content.get("reason")
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > _LONGEST_REASON:
        raise _wrong("reason", _("At most %(most)s characters of text.") % {"most": _LONGEST_REASON})
    try:
        return clean_line(given)
    except MalformedError as error:
        raise _wrong("reason", _("It holds characters that cannot be taken.")) from error


def _wrong(claim: str, message: str) -> NotTaken:
    return NotTaken(400, f"{claim}: {message}", fatal=True)


def _time(content: Mapping[str, Any], claim: str) -> datetime:
    given = content.get(claim)
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) and len(given) <= _LONGEST_TIME else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _wrong(claim, _("A time of ISO 8601 with its offset is needed, such as 2026-11-24T03:00:00Z."))
    return at


def _text(content: Mapping[str, Any], claim: str, pattern: re.Pattern[str]) -> str:
    given = content.get(claim)
    if given in (None, ""):
        return ""
    if not isinstance(given, str) or not pattern.fullmatch(given):
        raise _wrong(claim, _("A short text of Latin letters, digits, dots and hyphens is needed."))
    return given


def _email(content: Mapping[str, Any]) -> str:
    given = content.get("email")
    message = _("An email address is needed: it is the only claim that we can verify.")
    if not isinstance(given, str):
        raise _wrong("email", message)
    try:
        return email(given)
    except MalformedError as error:
        raise _wrong("email", message) from error


def _callback(content: Mapping[str, Any], agent: Agent) -> str:
    """The address for callbacks: at the agent's own host, with nothing in it that could hold personal data."""
    given = content.get("status_callback")
    if given in (None, ""):
        return ""
    message = _("It must be https://%(host)s/ and a plain path: no query, no %%.") % {
        "host": agent.callback_host or "…"
    }
    if not agent.callback_host:
        message = _("No host for callbacks was agreed with this agent. Leave the claim out and ask for the status.")
    try:
        at = urlsplit(given) if isinstance(given, str) else None
    except ValueError:
        at = None
    if at is None or not agent.callback_host or given != f"https://{agent.callback_host}{at.path}":
        raise _wrong("status_callback", message)
    if not _PATH.fullmatch(at.path):
        raise _wrong("status_callback", message)
    return str(given)


def _relationships(content: Mapping[str, Any]) -> str:
    given = content.get("relationships")
    if given is None:
        return ""
    fits = isinstance(given, list) and len(given) <= _MOST_HINTS
    if not fits or not all(isinstance(hint, str) and _HINT.fullmatch(hint) for hint in given):
        raise _wrong("relationships", _("A list of at most %(most)s short texts is needed.") % {"most": _MOST_HINTS})
    return ", ".join(given)
