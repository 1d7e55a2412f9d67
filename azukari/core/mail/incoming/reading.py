"""What the child process that reads a mail does (`lib.confined`): no Django, no settings; a path in, what it is out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from azukari.core.mail.incoming.delivery import Complaint, Delay, Failure
from azukari.core.mail.incoming.old_formats import is_bounce
from azukari.core.mail.incoming.parse import Automatic, NotUnderstood, Words, read

BY_A_SYSTEM = "by-a-system"


def meaning(path: str, by: str) -> Iterator[Any]:
    """One answer: what the mail is, its parts, and the Message-IDs that it may be about."""
    raw = Path(path).read_bytes()
    found, ids = read(raw, by_a_system=by == BY_A_SYSTEM)
    match found:
        case Failure():
            yield {"is": "failure", "ids": ids, "reason": found.reason.value, "status": found.status}
        case Delay():
            yield {"is": "delay", "ids": ids, "says-so": found.says_so}
        case Complaint():
            yield {"is": "complaint", "ids": ids, "in-words": found.in_words}
        case Automatic():
            bounce = found.of_a_daemon and is_bounce(raw)
            yield {"is": "automatic", "ids": ids, "bounce": bounce, "says-so": found.says_so}
        case NotUnderstood():
            yield {"is": "not-understood", "ids": ids}
        case Words():
            parts = ("sender", "name", "subject", "text", "quoted", "attachments", "about", "id")
            yield {"is": "words", "ids": ids, "parts": {part: getattr(found, part) for part in parts}}
