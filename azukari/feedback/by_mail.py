"""Answers to our replies, as they come in by mail: each is kept in its thread, or its writer is told why it is not."""

from azukari.charter.current import current
from azukari.forms.writing_back import NotTheirs, ThreadEnded, TooMany, Written, write_back
from azukari.lib.characters import salvaged
from azukari.mail.incoming.replies import Reply, ReplyRefused
from azukari.mail.incoming.return_path import Sort

_ENDED = "Nothing is kept of what you answer any more, so your mail was not kept either."
_NOT_THEIRS = (
    "Your mail was not kept, since it does not come from the address that we wrote to. "
    "Please send it again from that address."
)
_NO_WORDS = "There were no words in your mail, so nothing of it was kept."
_TOO_MANY = "We have had many mails about this today. Please try again tomorrow."


def take(reply: Reply) -> bool:
    """Keep a reply to a letter of staff in the thread that it belongs to.

    Raises:
        ReplyRefused: it belongs to one, and was not kept.
    """
    if reply.about is None or reply.about.sort is not Sort.LETTER:
        return False
    text = salvaged(reply.text)
    if not text:
        raise ReplyRefused(_NO_WORDS)
    written = Written(reply.sender, text, salvaged(reply.quoted), reply.id)
    try:
        return write_back(reply.about.id, written, policy=current().policy, now=reply.at)
    except ThreadEnded:
        raise ReplyRefused(_ENDED) from None
    except NotTheirs:
        raise ReplyRefused(_NOT_THEIRS) from None
    except TooMany:
        raise ReplyRefused(_TOO_MANY, later=True) from None
