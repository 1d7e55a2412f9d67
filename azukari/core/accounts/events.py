"""What happens to the accounts of staff, as the ledger keeps it, for whoever audits it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, ID, NUMBER, ROLE, SLUG

_ACCOUNT = {"actor": ACTOR, "account": ROLE}

ACCOUNT_INVITED = declare("staff:account:invited", {**_ACCOUNT, "duties": SLUG}, NOBODY, _("Colleague invited"))
ACCOUNT_CHANGED = declare(
    "staff:account:changed",
    {**_ACCOUNT, "act": SLUG, "duties": SLUG, "count": NUMBER},
    NOBODY,
    _("Duties of a colleague changed"),
)
ACCOUNT_DISABLED = declare("staff:account:disabled", _ACCOUNT, NOBODY, _("Account of a colleague disabled"))
ACCOUNT_SIGNED_IN = declare("staff:account:signed-in", _ACCOUNT, NOBODY, _("Signed in"))
ACCOUNT_CALLED_OFF = declare("staff:account:called-off", _ACCOUNT, NOBODY, _("Invitation of a colleague cancelled"))
TOKEN_MADE = declare("staff:token:made", {**_ACCOUNT, "token": ID, "purposes": SLUG}, NOBODY, _("Access token made"))
TOKEN_REVOKED = declare("staff:token:revoked", {**_ACCOUNT, "token": ID}, NOBODY, _("Access token revoked"))
