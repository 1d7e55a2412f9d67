"""What the operator does to the installation as a whole, as the ledger keeps it, for whoever audits it."""

from azukari.ledger.catalogue import NOBODY, declare
from azukari.ledger.shapes import ACTOR, NUMBER

RETENTION_RUN = declare("stewardship:retention:run", {"actor": ACTOR, "count": NUMBER, "refused": NUMBER}, NOBODY)
CLOCK_TRUSTED = declare("stewardship:clock:trusted", {"actor": ACTOR}, NOBODY)
