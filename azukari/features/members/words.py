"""What states of a membership are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.features.members.models import MemberState, TermState
from azukari.features.members.paused_time import PauseFault

STATES: Mapping[str, Promise] = {
    "waits": _("Being reviewed"),
    MemberState.ADMITTED: _("Member"),
    MemberState.DECLINED: _("Not admitted"),
    MemberState.LEFT: _("Left"),
    MemberState.LAPSED: _("Lapsed"),
    "ended": _("Ended before it was decided"),
}
TERM_STATES: Mapping[str, Promise] = {
    TermState.PENDING: _("not paid yet"),
    TermState.PAID: _("paid"),
    TermState.UNPAID: _("never paid; the debt has lapsed"),
}
PAUSE_WORDS: Mapping[str, Promise] = {
    PauseFault.ORDER.value: _("Write the first and the last day of the pause, the last one not before the first."),
    PauseFault.PAST.value: _("A pause begins today or later; we can write one down that began up to three months ago."),
    PauseFault.FAR.value: _("The membership ends before then. Renew it first, or begin the pause earlier."),
    PauseFault.LONG.value: _("That is longer than a pause may be. Choose an earlier last day."),
    PauseFault.TWICE.value: _("There is another pause in these days. End it first."),
    PauseFault.OFFICE.value: _("Members of this class cannot pause their membership themselves. Please write to us."),
}
"""Why a membership is not paused."""
