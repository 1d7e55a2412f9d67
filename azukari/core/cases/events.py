"""Events of requests: what people ask for and what became of it, as the ledger keeps it and tells of it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.cases.words import kind_in_words, outcome_in_words, own_step_in_words
from azukari.core.ledger.catalogue import EventWords, Sentence, Sort, declare, says
from azukari.core.ledger.shapes import ACTOR, ID, SLUG
from azukari.policy.casework import CaseKind, Outcome

_CASE = {"actor": ACTOR, "case": ID}


CASE_OPENED = declare(
    "rights:case:opened",
    {**_CASE, "kind": SLUG, "channel": SLUG},
    EventWords(
        Sort.CASE,
        "rights",
        person=lambda _t, p: Sentence(
            _("You made a request"), kind_in_words(p["kind"]) if p.get("kind") in set(CaseKind) else ""
        ),
        staff=says(gettext_lazy("The person made a request")),
    ),
)
CASE_CHANGED = declare(
    "rights:case:changed",
    {**_CASE, "act": SLUG, "kind": SLUG, "method": SLUG},
    EventWords(
        Sort.CASE,
        "rights",
        person=lambda _t, p: Sentence(_("Your request has moved on"), own_step_in_words(str(p.get("act", "")))),
        staff=None,
    ),
    gettext_lazy("Request of a person moved on"),
)
CASE_DECIDED = declare(
    "rights:case:decided",
    {**_CASE, "outcome": SLUG, "ground": SLUG},
    EventWords(
        Sort.CASE,
        "rights",
        person=lambda _t, p: Sentence(_("Your request was decided"), outcome_in_words(p.get("outcome", ""))),
        staff=says(gettext_lazy("The request was decided")),
    ),
)
CASE_CLOSED = declare(
    "rights:case:closed",
    {**_CASE, "outcome": SLUG},
    EventWords(
        Sort.CASE,
        "rights",
        person=lambda _t, p: (
            Sentence(_("Your request was withdrawn"))
            if p.get("outcome") == Outcome.TAKEN_BACK
            else Sentence(_("Your request was answered"), outcome_in_words(p.get("outcome", "")))
        ),
        staff=lambda _t, p: Sentence(
            _("The request was withdrawn and closed")
            if p.get("outcome") == Outcome.TAKEN_BACK
            else _("The request was answered and closed")
        ),
    ),
)
