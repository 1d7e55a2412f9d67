"""Why somebody looks at a value, and in which way they came to see or to correct it: closed lists with their words for
the person, so that the ledger can say it without quoting anybody.
"""

from enum import StrEnum

from django.utils.translation import gettext as _


class Reason(StrEnum):
    """Why somebody looks."""

    SERVICE = "service"  # to carry out what the person registered for
    ANSWER = "answer"  # to answer the person
    CHECK = "check"  # to check or correct an entry
    DELIVERY = "delivery"  # to send a message
    OWN = "own"  # the person looks at their own data
    CONTROL = "control"  # to show that the rules are kept
    ACCIDENT = "accident"  # something happened to the person on the day
    UNREACHED = "unreached"  # the person did not come, and cannot be reached


class Method(StrEnum):
    """How somebody came to see it, where they did not open this one record."""

    SEARCH = "search"  # they searched, and were shown what was found
    LIST = "list"  # it stood on a list that they worked with
    WORK = "work"  # they kept the record open while they worked on it


class Channel(StrEnum):
    """How a person's request to correct something came; never a new registration (P45)."""

    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in-person"


def reason_in_words(reason: str) -> str:
    """Why somebody looked; ``""`` for a reason that there is not."""
    words = {
        Reason.SERVICE: _("to do what you registered for"),
        Reason.ANSWER: _("to answer you"),
        Reason.CHECK: _("to check or correct an entry"),
        Reason.DELIVERY: _("to send you a message"),
        Reason.OWN: _("to show it to you"),
        Reason.CONTROL: _("to show that the rules are kept"),
        Reason.ACCIDENT: _("because something had happened to you on the day"),
        Reason.UNREACHED: _("because you did not come and could not be reached"),
    }
    return words.get(Reason(reason), "") if reason in set(Reason) else ""


def channel_in_words(channel: str) -> str:
    """How a request came, for whoever made it; ``""`` for a channel that there is not."""
    words = {
        Channel.PHONE: _("by telephone"),
        Channel.LETTER: _("by letter"),
        Channel.IN_PERSON: _("in person"),
    }
    return words.get(Channel(channel), "") if channel in set(Channel) else ""
