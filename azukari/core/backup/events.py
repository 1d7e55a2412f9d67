"""Backups and restores, as the ledger keeps them, for whoever audits it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, NUMBER, TIME, TRUTH

_ROWS = {"actor": ACTOR, "count": NUMBER, "complete": TRUTH}

BACKUP_MADE = declare("operator:backup:made", _ROWS, NOBODY, _("Backup made"))
BACKUP_RESTORED = declare("operator:backup:restored", {**_ROWS, "erased": NUMBER}, NOBODY, _("Backup restored"))
SET_BACK = declare(
    "operator:database:set-back",
    {"actor": ACTOR, "erased": NUMBER, "count": NUMBER, "size": NUMBER},
    NOBODY,
    _("Older database accepted, removals repeated"),
)
GAP_ACCEPTED = declare(
    "operator:gap:accepted", {"actor": ACTOR, "from": TIME}, NOBODY, _("Gap in the ledger after a restore accepted")
)
