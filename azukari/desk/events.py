"""What the staff's pages refuse, as the ledger keeps it, for whoever audits it."""

from azukari.ledger.catalogue import NOBODY, declare
from azukari.ledger.shapes import ACTOR, SLUG

ACT_REFUSED = declare("staff:act:refused", {"actor": ACTOR, "act": SLUG, "code": SLUG, "clause": SLUG}, NOBODY)
PURPOSE_TAKEN = declare("staff:purpose:taken", {"actor": ACTOR, "duty": SLUG, "purpose": SLUG, "reason": SLUG}, NOBODY)
PURPOSE_LOCKED = declare("staff:purpose:locked", {"actor": ACTOR, "duty": SLUG, "purpose": SLUG, "code": SLUG}, NOBODY)
