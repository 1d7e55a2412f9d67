"""What staff take out as lists, as the ledger keeps it, for whoever audits it. What was opened for a list stands on
each person's own trail.
"""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, WHO, declare
from azukari.core.ledger.shapes import ID, NUMBER, SLUG

_LIST = {**WHO, "list": ID, "form": SLUG, "purpose": SLUG, "categories": SLUG, "reason": SLUG, "count": NUMBER}

LIST_ASKED = declare("staff:list:asked", _LIST, NOBODY, _("Export of a list asked for"))
LIST_FETCHED = declare("staff:list:fetched", _LIST, NOBODY, _("Exported list downloaded"))
