"""What states of a membership are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.members.models import MemberState, TermState

STATES: Mapping[str, Promise] = {
    "waits": _("Application waits"),
    MemberState.ADMITTED: _("Member"),
    MemberState.DECLINED: _("Not admitted"),
    MemberState.LEFT: _("Left"),
    MemberState.LAPSED: _("Lapsed"),
    "ended": _("Ended before it was decided"),
}
TERM_STATES: Mapping[str, Promise] = {TermState.PENDING: _("not paid yet"), TermState.PAID: _("paid")}
