"""Another look, and the sites that may show our forms, as the ledger keeps it, for whoever audits it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, HASH, NUMBER

_HOST = {"actor": ACTOR, "sha256": HASH}

LOOK_CHANGED = declare(
    "staff:look:changed", {"actor": ACTOR, "version": NUMBER}, NOBODY, _("Appearance of the pages changed")
)
HOST_ALLOWED = declare("staff:host:allowed", _HOST, NOBODY, _("Site allowed to embed our forms"))
HOST_REMOVED = declare("staff:host:removed", _HOST, NOBODY, _("Site no longer allowed to embed our forms"))
