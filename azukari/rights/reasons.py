"""Why somebody looked, in words."""

from django.utils.translation import gettext as _

from azukari.vault.release import Reason


def reason_in_words(reason: str) -> str:
    """Why somebody looked, out of the closed list."""
    words = {
        Reason.SERVICE: _("to do what you registered for"),
        Reason.ANSWER: _("to answer you"),
        Reason.CHECK: _("to check or correct an entry"),
        Reason.DELIVERY: _("to send you a message"),
        Reason.OWN: _("to show it to you"),
        Reason.CONTROL: _("to show that the rules are kept"),
    }
    return words.get(Reason(reason), "") if reason in set(Reason) else ""
