"""What staff ask for and take out in the console, as the ledger keeps it, for whoever audits it. What was opened for
a list stands on each person's own trail.
"""

from azukari.ledger.catalogue import NOBODY, WHO, declare
from azukari.ledger.shapes import ACTOR, ID, NUMBER, SLUG

_LIST = {**WHO, "list": ID, "form": SLUG, "purpose": SLUG, "categories": SLUG, "reason": SLUG, "count": NUMBER}

ACT_REFUSED = declare("staff:act:refused", {"actor": ACTOR, "act": SLUG, "code": SLUG, "clause": SLUG}, NOBODY)
LIST_ASKED = declare("staff:list:asked", _LIST, NOBODY)
LIST_FETCHED = declare("staff:list:fetched", _LIST, NOBODY)
