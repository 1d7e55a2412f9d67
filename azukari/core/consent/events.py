"""Grants that begin and end, as the ledger keeps it and tells of it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import EventWords, Payload, Sentence, Sort, Teller, declare, says
from azukari.core.ledger.shapes import ACTOR, ID, NUMBER, SLUG


def _withdrawn(t: Teller, p: Payload) -> Sentence:
    title = _("You withdrew your consent: %(purpose)s") % {"purpose": t.purposes(p)}
    if not p.get("categories"):
        return Sentence(title, _("Nothing had to be erased, because the rest is also used for something else."))
    return Sentence(title, _("Erased: %(what)s") % {"what": t.categories(p)})


GRANT_BEGUN = declare(
    "consent:grant:begun",
    {"actor": ACTOR, "submission": ID, "form": SLUG, "charter": NUMBER, "import": ID, "purposes": SLUG},
    EventWords(
        Sort.GRANT,
        "key",
        person=says(gettext_lazy("It may be used for: %(purposes)s")),
        staff=says(gettext_lazy("May be used for: %(purposes)s")),
    ),
)
GRANT_WITHDRAWN = declare(
    "consent:grant:withdrawn",
    {"actor": ACTOR, "purpose": SLUG, "grants": ID, "categories": SLUG, "erased": NUMBER, "kept": NUMBER},
    EventWords(
        Sort.GRANT, "undo", person=_withdrawn, staff=says(gettext_lazy("Withdrawn by the person: %(purposes)s"))
    ),
)
