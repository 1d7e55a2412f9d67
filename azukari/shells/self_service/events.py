"""Events of the own page: who came in, and what was taken along, as the ledger keeps it and tells of it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import WHO, EventWords, Payload, Sentence, Sort, Teller, declare, says
from azukari.core.ledger.shapes import ACTOR, ID, NUMBER, SLUG
from azukari.core.vault.correction_words import how_asked

SESSION_OPENED = declare(
    "rights:session:opened",
    {"actor": ACTOR, "method": SLUG},
    EventWords(Sort.VIEW, "key", person=says(gettext_lazy("You signed in with an emailed link")), staff=None),
    gettext_lazy("Own page opened with an emailed link"),
)


def _taken(t: Teller, p: Payload) -> Sentence:
    if p.get("actor") == "person":
        return Sentence(_("You downloaded everything"))
    title = _("%(who)s made a locked file of everything we hold about you") % {"who": t.who(p)}
    return Sentence(title, _("It is handed to you, as you asked."))


ARCHIVE_TAKEN = declare(
    "rights:archive:taken",
    {**WHO, "archive": ID, "case": ID, "count": NUMBER},
    EventWords(Sort.VIEW, "download", person=_taken, staff=None),
    gettext_lazy("Own data downloaded"),
)
ADDRESS_PROPOSED = declare(
    "vault:address:proposed",
    {"actor": ACTOR, "purpose": SLUG, "categories": SLUG, "channel": SLUG},
    EventWords(
        Sort.CORRECTION,
        "mail",
        person=lambda t, p: Sentence(
            _("%(who)s recorded a new email address for you") % {"who": t.who(p)}, how_asked(p)
        ),
        staff=says(gettext_lazy("New email address recorded by %(who)s; not confirmed yet")),
    ),
)
