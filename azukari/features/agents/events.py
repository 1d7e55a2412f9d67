"""Events of agents, for whoever audits them."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, ID, SLUG

AGENT_CHANGED = declare(
    "rights:agent:changed", {"actor": ACTOR, "agent": ID, "act": SLUG}, NOBODY, _("Agent added, changed or removed")
)
