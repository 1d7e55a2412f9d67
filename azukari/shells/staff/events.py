"""What the staff's pages refuse, as the ledger keeps it, for whoever audits it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, SLUG

ACT_REFUSED = declare(
    "staff:act:refused",
    {"actor": ACTOR, "act": SLUG, "code": SLUG, "clause": SLUG},
    NOBODY,
    _("Act of a colleague refused"),
)
PURPOSE_TAKEN = declare(
    "staff:purpose:taken",
    {"actor": ACTOR, "duty": SLUG, "purpose": SLUG, "reason": SLUG},
    NOBODY,
    _("Purpose chosen"),
)
PURPOSE_LOCKED = declare(
    "staff:purpose:locked",
    {"actor": ACTOR, "duty": SLUG, "purpose": SLUG, "code": SLUG},
    NOBODY,
    _("Purpose ended"),
)
