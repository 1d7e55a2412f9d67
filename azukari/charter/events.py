"""What becomes of policies, as the ledger keeps it, for whoever audits it."""

from azukari.ledger.catalogue import NOBODY, declare
from azukari.ledger.shapes import ACTOR, HASH, NUMBER, ROLE, SLUG, TIME

_APPROVED = {"charter": NUMBER, "purposes": SLUG, "approver": ROLE}

CHARTER_PUBLISHED = declare("policy:charter:published", {"actor": ACTOR, "charter": NUMBER, "policy": HASH}, NOBODY)
CHARTER_REFUSED = declare("policy:charter:refused", {"actor": ACTOR, "code": SLUG}, NOBODY)
CHARTER_APPROVED = declare("policy:charter:approved", _APPROVED, NOBODY)
CHARTER_SCHEDULED = declare("policy:charter:scheduled", {"actor": ACTOR, "version": NUMBER, "due": TIME}, NOBODY)
CHARTER_CALLED_OFF = declare("policy:charter:called-off", {"actor": ACTOR, "version": NUMBER}, NOBODY)
EXCEPTION_APPROVED = declare("policy:exception:approved", _APPROVED, NOBODY)
