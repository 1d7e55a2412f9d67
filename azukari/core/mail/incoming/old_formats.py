"""The last reader of bounces: flufl.bounce, which knows forms that mail servers have written since the nineties.

It is asked about an email of a mail server, about a message of ours, in which our own tables find nothing; and only
whether it is a bounce at all. Why something came back it does not know, and the address that it finds is a stranger's
word, so neither is believed. It is given the beginning of the mail with long lines cut short, which bounds its time.
"""

import logging
from email import message_from_bytes, policy

from azukari.core.mail.incoming.wordings import tells_of_a_delay

MOST_BYTES, MOST_LETTERS = 24_000, 300
"""Of an email, and of a line. Its patterns take quadratic time on a line."""


def is_bounce(raw: bytes) -> bool:
    """Whether the library takes an email for one that was not delivered, for good. Raises nothing."""
    import flufl.bounce

    logging.getLogger("flufl.bounce").disabled = True  # it quotes what it could not read
    try:
        mail = message_from_bytes(beginning(raw), policy=policy.compat32)
        if tells_of_a_delay(mail, str(mail)):
            return False
        _for_now, for_good = flufl.bounce.all_failures(mail)
    except Exception:  # made to break whoever reads it
        return False
    return bool(for_good)


def beginning(raw: bytes) -> bytes:
    """As much of an email as the library is given."""
    return b"\n".join(line[:MOST_LETTERS] for line in raw[:MOST_BYTES].splitlines())
