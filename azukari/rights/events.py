"""What people do with their own data and what they ask for, as the ledger keeps it and tells of it."""

from django.utils.translation import gettext as _

from azukari.ledger.catalogue import NOBODY, WHO, Payload, Sentence, Sort, Teller, Told, declare
from azukari.ledger.shapes import ACTOR, ID, NUMBER, SLUG
from azukari.policy.casework import CaseKind
from azukari.rights.case_words import kind_in_words, outcome_in_words, step_in_words
from azukari.vault.correction_words import how_asked

SESSION_OPENED = declare(
    "rights:session:opened",
    {"actor": ACTOR, "method": SLUG},
    Told(
        Sort.VIEW,
        "key",
        person=lambda _t, _p: Sentence(_("You came in by a mailed link")),
        staff=None,
    ),
)


def _taken(t: Teller, p: Payload) -> Sentence:
    if p.get("actor") == "person":
        return Sentence(_("You took everything along"))
    title = _("%(who)s made a locked file of everything we hold about you") % {"who": t.who(p)}
    return Sentence(title, _("It is handed to you, as you asked."))


ARCHIVE_TAKEN = declare(
    "rights:archive:taken",
    {**WHO, "archive": ID, "case": ID, "count": NUMBER},
    Told(Sort.VIEW, "download", person=_taken, staff=None),
)
ADDRESS_PROPOSED = declare(
    "vault:address:proposed",
    {"actor": ACTOR, "purpose": SLUG, "categories": SLUG, "channel": SLUG},
    Told(
        Sort.CORRECTION,
        "mail",
        person=lambda t, p: Sentence(
            _("%(who)s took down a new e-mail address for you") % {"who": t.who(p)}, how_asked(p)
        ),
        staff=lambda t, p: Sentence(
            _("New e-mail address taken down by %(who)s; it waits for its confirmation") % {"who": t.who(p)}
        ),
    ),
)

_CASE = {"actor": ACTOR, "case": ID}


def _asked(_t: Teller, p: Payload) -> Sentence:
    kind = p.get("kind", "")
    return Sentence(_("You made a request"), kind_in_words(kind) if kind in set(CaseKind) else "")


CASE_OPENED = declare(
    "rights:case:opened",
    {**_CASE, "kind": SLUG, "channel": SLUG},
    Told(
        Sort.CASE,
        "rights",
        person=_asked,
        staff=lambda _t, _p: Sentence(_("The person made a request")),
    ),
)
CASE_CHANGED = declare(
    "rights:case:changed",
    {**_CASE, "act": SLUG, "kind": SLUG, "method": SLUG},
    Told(
        Sort.CASE,
        "rights",
        person=lambda _t, p: Sentence(_("Your request went on"), step_in_words(str(p.get("act", "")))),
        staff=None,
    ),
)
CASE_DECIDED = declare(
    "rights:case:decided",
    {**_CASE, "outcome": SLUG, "ground": SLUG},
    Told(
        Sort.CASE,
        "rights",
        person=lambda _t, p: Sentence(_("Your request was decided"), outcome_in_words(p.get("outcome", ""))),
        staff=lambda _t, _p: Sentence(_("The request was decided")),
    ),
)
CASE_CLOSED = declare(
    "rights:case:closed",
    {**_CASE, "outcome": SLUG},
    Told(
        Sort.CASE,
        "rights",
        person=lambda _t, p: Sentence(_("Your request was answered"), outcome_in_words(p.get("outcome", ""))),
        staff=lambda _t, _p: Sentence(_("The request was answered and closed")),
    ),
)
AGENT_CHANGED = declare("rights:agent:changed", {"actor": ACTOR, "agent": ID, "act": SLUG}, NOBODY)
