"""What webhooks record: that one was made, and that it was removed."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, ID

_WEBHOOK = {"actor": ACTOR, "webhook": ID, "token": ID}

WEBHOOK_MADE = declare("webhooks:webhook:made", _WEBHOOK, NOBODY, _("Webhook made"))
WEBHOOK_REMOVED = declare("webhooks:webhook:removed", _WEBHOOK, NOBODY, _("Webhook removed"))
