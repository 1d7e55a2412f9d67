"""Backups and restores, as the ledger keeps them, for whoever audits it."""

from azukari.ledger.catalogue import NOBODY, declare
from azukari.ledger.shapes import ACTOR, NUMBER, TIME, TRUTH

_ROWS = {"actor": ACTOR, "count": NUMBER, "complete": TRUTH}

BACKUP_MADE = declare("operator:backup:made", _ROWS, NOBODY)
BACKUP_RESTORED = declare("operator:backup:restored", {**_ROWS, "erased": NUMBER}, NOBODY)
GAP_ACCEPTED = declare("operator:gap:accepted", {"actor": ACTOR, "from": TIME}, NOBODY)
