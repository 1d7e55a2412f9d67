"""What results record: that they were published."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, NUMBER, SLUG

RESULTS_PUBLISHED = declare(
    "questionnaires:results:published",
    {"actor": ACTOR, "questionnaire": SLUG, "number": NUMBER},
    NOBODY,
    _("Results of a questionnaire published"),
)
