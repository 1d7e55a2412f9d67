"""What happens to the accounts of staff, as the ledger keeps it, for whoever audits it."""

from azukari.ledger.catalogue import NOBODY, declare
from azukari.ledger.shapes import ACTOR, ID, NUMBER, ROLE, SLUG

_ACCOUNT = {"actor": ACTOR, "account": ROLE}

ACCOUNT_INVITED = declare("staff:account:invited", {**_ACCOUNT, "duties": SLUG}, NOBODY)
ACCOUNT_CHANGED = declare("staff:account:changed", {**_ACCOUNT, "act": SLUG, "duties": SLUG, "count": NUMBER}, NOBODY)
ACCOUNT_DISABLED = declare("staff:account:disabled", _ACCOUNT, NOBODY)
ACCOUNT_SIGNED_IN = declare("staff:account:signed-in", _ACCOUNT, NOBODY)
ACCOUNT_CALLED_OFF = declare("staff:account:called-off", _ACCOUNT, NOBODY)
TOKEN_MADE = declare("staff:token:made", {**_ACCOUNT, "token": ID, "purposes": SLUG}, NOBODY)
TOKEN_REVOKED = declare("staff:token:revoked", {**_ACCOUNT, "token": ID}, NOBODY)
