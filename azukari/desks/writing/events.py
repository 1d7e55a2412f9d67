"""That staff wrote to a list of people, as the ledger keeps it. Each mail stands on the trail of whom it went to."""

from azukari.ledger.catalogue import NOBODY, WHO, declare
from azukari.ledger.shapes import ID, NUMBER, SLUG

LIST_WRITTEN = declare(
    "staff:list:written", {**WHO, "mailing": ID, "form": SLUG, "purpose": SLUG, "count": NUMBER}, NOBODY
)
