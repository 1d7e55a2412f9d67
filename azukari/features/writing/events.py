"""That staff wrote to a list of people, as the ledger keeps it, or noted something of what somebody sent. Each mail
stands on the trail of whom it went to.
"""

from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import NOBODY, WHO, EventWords, Sort, declare, says
from azukari.core.ledger.shapes import ID, NUMBER, SLUG

LIST_WRITTEN = declare(
    "staff:list:written",
    {**WHO, "mailing": ID, "form": SLUG, "purpose": SLUG, "count": NUMBER},
    NOBODY,
    gettext_lazy("Mail written to a list"),
)
NOTE_WRITTEN = declare(
    "staff:note:written",
    {**WHO, "submission": ID, "form": SLUG},
    EventWords(
        Sort.FORM,
        "pen",
        person=says(gettext_lazy("%(who)s noted something about “%(form)s” for colleagues")),
        staff=says(gettext_lazy("Noted about “%(form)s” for colleagues")),
    ),
)
