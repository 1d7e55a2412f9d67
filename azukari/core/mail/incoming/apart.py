"""Reading a mail in a child process with limits of time and memory (`lib.confined`), since anybody may have written it.

A mail that takes more than it may, or breaks the child, is one that is not understood: it is read once, and no other
mail waits for it longer than the limits say. Few are read at once; one that finds no place is put off.
"""

import os
import threading
from collections.abc import Mapping
from typing import Any

from azukari.core.mail.incoming.delivery import Complaint, Delay, Failure
from azukari.core.mail.incoming.parse import Automatic, Meaning, NotUnderstood, Words
from azukari.core.mail.incoming.reading import BY_A_SYSTEM
from azukari.lib.confined import Bounds, Broken, TooMuch, answers
from azukari.policy.returned import Reason

BOUNDS = Bounds(cpu=5, memory=512 << 20, wait=15.0)
"""For one mail. The largest that is taken in needs a second."""

MOST_AT_ONCE = 2
"""Children of one process: each may take `BOUNDS` of memory."""

_PATIENCE = 20.0  # seconds for a place; a mail server waits for minutes (RFC 5321 4.5.3.2.6)
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


class Busy(Exception):
    """Others are read at the moment, and none was done in time."""


def read_apart(raw: bytes, *, by_a_system: bool) -> tuple[Meaning, list[str]]:
    """What a mail is, and the Message-IDs of the mails of ours that it may be about.

    Args:
        by_a_system: whether its envelope says so.

    Raises:
        Busy: it has to be offered again.
    """
    if not _places.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        return _read(raw, by_a_system=by_a_system)
    finally:
        _places.release()


def _read(raw: bytes, *, by_a_system: bool) -> tuple[Meaning, list[str]]:
    with os.fdopen(os.memfd_create("mail"), "w+b") as file:
        file.write(raw)
        file.seek(0)
        try:
            by = BY_A_SYSTEM if by_a_system else ""
            told = next(answers("azukari.core.mail.incoming.reading:meaning", [by], file, bounds=BOUNDS))
        except (TooMuch, Broken, StopIteration):
            return NotUnderstood(), []
    return _meaning(told), list(told["ids"])


def _meaning(told: Mapping[str, Any]) -> Meaning:
    match told["is"]:
        case "failure":
            return Failure(Reason(told["reason"]), told["status"])
        case "delay":
            return Delay(says_so=told["says-so"])
        case "complaint":
            return Complaint(in_words=told["in-words"])
        case "automatic":
            return Failure(Reason.UNKNOWN) if told["bounce"] else Automatic(says_so=told["says-so"])
        case "words":
            parts = told["parts"]
            lists = {name: tuple(parts[name]) for name in ("attachments", "about")}
            return Words(**{**parts, **lists})
    return NotUnderstood()
