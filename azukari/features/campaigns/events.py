"""What campaigns record: signatures taken out of the count or put back, news that went to signers, the last count."""

from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import NOBODY, EventWords, Sort, declare, says
from azukari.core.ledger.shapes import ACTOR, ID, NUMBER, SLUG

_REMOVAL = {"actor": ACTOR, "form": SLUG, "count": NUMBER}
_SIGNATURE = {"actor": ACTOR, "form": SLUG, "submission": ID}

SIGNATURES_REMOVED = declare(
    "campaigns:signatures:removed", _REMOVAL, NOBODY, gettext_lazy("Invalid signatures removed")
)
SIGNATURES_RESTORED = declare(
    "campaigns:signatures:restored", _REMOVAL, NOBODY, gettext_lazy("Removed signatures restored")
)
SIGNATURE_REMOVED = declare(
    "campaigns:signature:removed",
    _SIGNATURE,
    EventWords(
        Sort.FORM,
        "cross",
        person=says(
            gettext_lazy("Your signature under “%(form)s” is not counted any more"),
            gettext_lazy("It came with many others that looked automatic. If it is yours, please write to us."),
        ),
        staff=says(gettext_lazy("Signature under “%(form)s”: taken out as invalid")),
    ),
)
SIGNATURE_RESTORED = declare(
    "campaigns:signature:restored",
    _SIGNATURE,
    EventWords(
        Sort.FORM,
        "undo",
        person=says(gettext_lazy("Your signature under “%(form)s” is counted again")),
        staff=says(gettext_lazy("Signature under “%(form)s”: put back")),
    ),
)
UPDATE_SENT = declare("campaigns:update:sent", _REMOVAL, NOBODY, gettext_lazy("News of a campaign sent"))
COUNT_FINAL = declare("campaigns:count:final", _REMOVAL, NOBODY, gettext_lazy("Final count of a campaign fixed"))
