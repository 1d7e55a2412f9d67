"""What questionnaires record: that one was published, in which words, closed, or deleted. Answers record nothing."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, HASH, ID, NUMBER, SLUG, TRUTH

PUBLISHED = declare(
    "questionnaires:questionnaire:published",
    {"actor": ACTOR, "questionnaire": SLUG, "version": NUMBER, "document": HASH, "linked": TRUTH},
    NOBODY,
    _("Questionnaire published"),
)
CLOSED = declare(
    "questionnaires:questionnaire:closed", {"actor": ACTOR, "questionnaire": SLUG}, NOBODY, _("Questionnaire closed")
)
DELETED = declare(
    "questionnaires:questionnaire:deleted", {"actor": ACTOR, "questionnaire": SLUG}, NOBODY, _("Questionnaire deleted")
)
INVITED = declare(
    "questionnaires:questionnaire:invited",
    {"actor": ACTOR, "questionnaire": SLUG, "purpose": SLUG, "key": HASH, "mailing": ID, "count": NUMBER},
    NOBODY,
    _("Invitations to a questionnaire sent"),
)
