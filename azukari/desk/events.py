"""What the staff's pages refuse, as the ledger keeps it, for whoever audits it."""

from azukari.ledger.catalogue import NOBODY, declare
from azukari.ledger.shapes import ACTOR, SLUG

ACT_REFUSED = declare("staff:act:refused", {"actor": ACTOR, "act": SLUG, "code": SLUG, "clause": SLUG}, NOBODY)
