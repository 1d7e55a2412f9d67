"""Mail that came back, as the ledger keeps it and tells of it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from azukari.core.ledger.catalogue import EventWords, Payload, Sentence, Sort, declare, says
from azukari.core.ledger.shapes import ACTOR, ID, NUMBER, SLUG
from azukari.lib.joining import gap
from azukari.policy.returned import LIMIT, Reason

_REASONS: Mapping[str, Promise] = {
    Reason.GONE: gettext_lazy("There is no such mailbox."),
    Reason.FULL: gettext_lazy("The mailbox is full."),
    Reason.OFF: gettext_lazy("The mailbox is switched off."),
    Reason.NETWORK: gettext_lazy("Its mail server could not be reached."),
    Reason.TEMPORARY: gettext_lazy("Its mail server had problems for days."),
}


def _why(p: Payload) -> str:
    reason = str(_REASONS.get(p.get("reason", ""), ""))
    if p.get("score") != LIMIT:
        return reason
    return gap(get_language() or "ja").join(
        filter(None, (reason, _("Mailings are held back until there is another address.")))
    )


MAIL_RETURNED = declare(
    "mail:message:returned",
    {"actor": ACTOR, "mail": ID, "kind": SLUG, "reason": SLUG, "score": NUMBER},
    EventWords(
        Sort.MAIL,
        "undo",
        person=lambda _t, p: Sentence(_("An email to you came back"), _why(p)),
        staff=lambda _t, p: Sentence(_("An email to this address came back"), _why(p)),
    ),
)
MAIL_UNWANTED = declare(
    "mail:message:unwanted",
    {"actor": ACTOR, "mail": ID, "kind": SLUG},
    EventWords(
        Sort.MAIL,
        "cross",
        person=says(gettext_lazy("Your mail service told us that you did not want one of our emails")),
        staff=says(gettext_lazy("The reader’s mail service called an email unwanted")),
    ),
)
