"""What becomes of policies, as the ledger keeps it, for whoever audits it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, HASH, NUMBER, ROLE, SLUG, TIME

_APPROVED = {"charter": NUMBER, "purposes": SLUG, "approver": ROLE}

CHARTER_PUBLISHED = declare(
    "policy:charter:published", {"actor": ACTOR, "charter": NUMBER, "policy": HASH}, NOBODY, _("Policy published")
)
CHARTER_REFUSED = declare(
    "policy:charter:refused", {"actor": ACTOR, "code": SLUG}, NOBODY, _("Publication of a policy refused")
)
CHARTER_APPROVED = declare("policy:charter:approved", _APPROVED, NOBODY, _("Draft of the policy approved"))
CHARTER_SCHEDULED = declare(
    "policy:charter:scheduled",
    {"actor": ACTOR, "version": NUMBER, "due": TIME},
    NOBODY,
    _("Publication of the policy scheduled"),
)
CHARTER_CALLED_OFF = declare(
    "policy:charter:called-off",
    {"actor": ACTOR, "version": NUMBER},
    NOBODY,
    _("Scheduled publication of the policy cancelled"),
)
EXCEPTION_APPROVED = declare(
    "policy:exception:approved", _APPROVED, NOBODY, _("Exception to a rule of the policy approved")
)
