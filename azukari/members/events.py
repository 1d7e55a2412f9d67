"""What membership records: dues that came in."""

from django.utils.translation import gettext as _

from azukari.ledger.catalogue import Sentence, Sort, Told, declare
from azukari.ledger.shapes import ACTOR, ID, SLUG, TIME

_PAYMENT = {"actor": ACTOR, "submission": ID, "form": SLUG, "day": TIME}

DUES_RECORDED = declare(
    "members:dues:recorded",
    _PAYMENT,
    Told(
        Sort.GRANT,
        "book",
        person=lambda t, p: Sentence(_("%(who)s recorded a payment of yours") % {"who": t.who(p)}),
        staff=None,
    ),
)
DUES_TAKEN_BACK = declare(
    "members:dues:taken-back",
    _PAYMENT,
    Told(
        Sort.GRANT,
        "undo",
        person=lambda t, p: Sentence(_("%(who)s took out a payment that was recorded by mistake") % {"who": t.who(p)}),
        staff=None,
    ),
)
