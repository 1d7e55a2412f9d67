"""Why a mailing is paused, in words for the pages that show one."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from azukari.core.mail.models import Mailing
from azukari.policy.mailing import MailingState
from azukari.policy.refused_alike import REFUSED_ALIKE

_WHY: Mapping[str, Promise] = {
    REFUSED_ALIKE: _(
        "Many mailboxes refused it with the same answer, so the fault is probably ours. No reader was unsubscribed. "
        "Ask your server operator to check the DNS records and the mail server (azukari doctor mail), then resume."
    ),
    "restored": _("A backup was restored while it was being sent. Check who has received it, then resume or cancel."),
}


def why_paused(mailing: Mailing) -> str:
    """Why it is paused; ``""`` where staff did it, or where it is not paused."""
    if mailing.state != MailingState.PAUSED or mailing.code in ("", "staff"):
        return ""
    if mailing.code in _WHY:
        return str(_WHY[mailing.code])
    return gettext("A rule of the policy no longer allows it (%(code)s).") % {"code": mailing.code}
