"""Replies: a socket for whoever takes what people write to us (feedback's inbox, say). Here nothing of it is kept.

Without a listener the mail server is told that nobody reads mail here, and tells the writer; so no words are lost
without a word.
"""

from dataclasses import dataclass, field
from datetime import datetime

from azukari.core.mail.incoming.return_path import Named
from azukari.lib.listeners import Listeners


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person wrote to us by email, decoded.

    Args:
        sender: the address that it says it comes from, which nobody has checked.
        name: how they call themselves there; may be empty.
        subject: one line.
        text: their own words, and ``quoted`` what they quoted below, for a page to fold.
        about: the mail of ours that they answer, if it names one.
        id: its own Message-ID, by which it is known when it comes twice; may be empty.
        at: when it came.
        answerable: whether its envelope has a sender. Nothing may be sent because of one that has none (RFC 3834 2),
            and a refusal reaches nobody.
    """

    sender: str = field(repr=False)
    name: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    quoted: str = field(repr=False)
    about: Named | None
    at: datetime
    id: str = field(default="", repr=False)
    answerable: bool = True


class ReplyRefused(Exception):
    """It was meant for the listener, and cannot be kept: the writer is told why.

    Args:
        words: whole sentences in ASCII, with nothing of the mail; where to write instead is said after them.
        later: whether the same mail may be kept another time.
    """

    def __init__(self, words: str, *, later: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.later = later


on_reply = Listeners[[Reply], bool]()
"""Each is offered a reply until one takes it into its own keeping, durably, and returns True; or False where it is not
meant for it. Or it raises `ReplyRefused`, having kept nothing.
"""


def hand_on(reply: Reply) -> bool:
    """Whether somebody took the reply."""
    return any(on_reply.answers(reply))
