"""Replies: a socket for whoever takes what people write to us (feedback's inbox, say). Here nothing of it is kept.

Without a listener the mail server is told that nobody reads mail here, and tells the writer; so no words are lost
without a word.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from azukari.mail.incoming.return_path import Named


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person wrote to us by mail, decoded.

    Args:
        sender: the address that it says it comes from, which nobody has checked.
        name: how they call themselves there; may be empty.
        subject: one line.
        text: their own words, and ``quoted`` what they quoted below, for a page to fold.
        about: the mail of ours that they answer, if it names one.
        at: when it came.
    """

    sender: str = field(repr=False)
    name: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    quoted: str = field(repr=False)
    about: Named | None
    at: datetime


type OnReply = Callable[[Reply], bool]
"""Takes a reply into its own keeping, durably, and returns True; or False where it is not meant for it."""

_listeners: list[OnReply] = []


def on_reply(listener: OnReply) -> None:
    """Have ``listener`` offered each reply, until one takes it. For the manifest of a slice."""
    if listener not in _listeners:
        _listeners.append(listener)


def hand_on(reply: Reply) -> bool:
    """Whether somebody took the reply."""
    return any(listener(reply) for listener in _listeners)
