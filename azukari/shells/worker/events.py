"""What the operator does to the installation as a whole, as the ledger keeps it, for whoever audits it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, NUMBER

RETENTION_RUN = declare(
    "stewardship:retention:run",
    {"actor": ACTOR, "count": NUMBER, "refused": NUMBER},
    NOBODY,
    _("What was past its time erased"),
)
CLOCK_TRUSTED = declare("stewardship:clock:trusted", {"actor": ACTOR}, NOBODY, _("Clock confirmed by an operator"))
