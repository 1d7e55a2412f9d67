"""What membership records: who was admitted, under which terms, what is owed and paid, and how a membership rests,
renews and comes back.
"""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.ledger.catalogue import NOBODY, EventWords, Payload, Sentence, Sort, Teller, declare, says
from azukari.ledger.shapes import ACTOR, ID, NUMBER, SLUG, TIME, Shape
from azukari.lib.day import iso_in_words

ABOUT: Mapping[str, Shape] = {"actor": ACTOR, "submission": ID, "form": SLUG}
_PAYMENT = {**ABOUT, "day": TIME}

REASONS: Mapping[str, Promise] = {
    "statutes": gettext_lazy("The conditions of our statutes are not met."),
    "already": gettext_lazy("There is a membership already."),
    "unreached": gettext_lazy("We had a question and no answer to it."),
    "withdrawn": gettext_lazy("The application was taken back."),
}
"""Why somebody was not admitted, by `models.Declined`."""


def _reason(p: Payload) -> str:
    return str(REASONS.get(p.get("reason", ""), ""))


def _until(t: Teller, p: Payload) -> str:
    day = iso_in_words(p.get("ends"), t.lang)
    return _("Until %(day)s") % {"day": day} if day else ""


def _between(t: Teller, p: Payload) -> str:
    first, last = iso_in_words(p.get("begins"), t.lang), iso_in_words(p.get("ends"), t.lang)
    return _("From %(first)s until %(last)s") % {"first": first, "last": last} if first and last else ""


def told(icon: str, person: Promise, staff: Promise, days: Callable[[Teller, Payload], str] = _until) -> EventWords:
    """A sentence for each, in which ``%(who)s`` stands for whoever did it, with the days beside it."""
    return EventWords(
        Sort.GRANT,
        icon,
        person=lambda t, p: Sentence(str(person) % {"who": t.who(p)}, days(t, p)),
        staff=lambda t, p: Sentence(str(staff) % {"who": t.who(p)}, days(t, p)),
    )


ADMITTED = declare(
    "members:application:admitted",
    {**ABOUT, "class": ID, "ends": TIME},
    told(
        "check",
        gettext_lazy("%(who)s admitted you as a member"),
        gettext_lazy("Admitted as a member by %(who)s"),
    ),
)
DECLINED = declare(
    "members:application:declined",
    {**ABOUT, "reason": SLUG},
    EventWords(
        Sort.GRANT,
        "cross",
        person=lambda t, p: Sentence(_("%(who)s did not admit you as a member") % {"who": t.who(p)}, _reason(p)),
        staff=lambda t, p: Sentence(_("Not admitted, by %(who)s") % {"who": t.who(p)}, _reason(p)),
    ),
)
RENEWED = declare(
    "members:term:renewed",
    {**ABOUT, "class": ID, "ends": TIME},
    told(
        "undo",
        gettext_lazy("Your membership was renewed"),
        gettext_lazy("Membership renewed by %(who)s"),
    ),
)
TAKEN_OVER = declare(
    "members:history:taken-over",
    {**ABOUT, "class": ID, "ends": TIME, "history": ID, "terms": NUMBER, "payments": NUMBER},
    told(
        "book",
        gettext_lazy("Your membership until now was imported from our former register"),
        gettext_lazy("Membership imported from the former register by %(who)s"),
    ),
)
PUT_BACK = declare(
    "members:history:put-back",
    {**ABOUT, "history": ID},
    told(
        "undo",
        gettext_lazy("%(who)s took back what came from our former register"),
        gettext_lazy("What came from the former register was taken back by %(who)s"),
    ),
)
HISTORY_READ = declare(
    "members:history:read",
    {"actor": ACTOR, "form": SLUG, "history": ID, "count": NUMBER, "refused": NUMBER},
    NOBODY,
    gettext_lazy("History of members imported"),
)
RECLASSED = declare(
    "members:class:changed",
    {**ABOUT, "class": ID, "ends": TIME},
    told(
        "pen",
        gettext_lazy("%(who)s changed the class of your membership"),
        gettext_lazy("Class of the membership changed by %(who)s"),
    ),
)
INVOICED = declare(
    "members:invoice:issued",
    {**ABOUT, "year": NUMBER},
    told(
        "form",
        gettext_lazy("An invoice for your dues was made out"),
        gettext_lazy("An invoice for the dues was made out"),
    ),
)
INVOICE_VOIDED = declare(
    "members:invoice:voided",
    {**ABOUT, "year": NUMBER},
    told(
        "cross",
        gettext_lazy("An invoice for your dues was cancelled"),
        gettext_lazy("An invoice for the dues was cancelled"),
    ),
)
REMINDED = declare(
    "members:invoice:reminded",
    {**ABOUT, "year": NUMBER},
    told(
        "mail",
        gettext_lazy("We reminded you of your dues"),
        gettext_lazy("Reminded of the dues"),
    ),
)
RECEIPT_MADE = declare(
    "members:receipt:issued",
    ABOUT,
    told(
        "print",
        gettext_lazy("%(who)s made out a receipt for your payment"),
        gettext_lazy("A receipt was made out by %(who)s"),
    ),
)
DUES_RECORDED = declare(
    "members:dues:recorded",
    _PAYMENT,
    EventWords(Sort.GRANT, "book", person=says(gettext_lazy("%(who)s recorded a payment of yours")), staff=None),
    gettext_lazy("Payment of dues recorded"),
)
DUES_TAKEN_BACK = declare(
    "members:dues:taken-back",
    _PAYMENT,
    EventWords(
        Sort.GRANT,
        "undo",
        person=says(gettext_lazy("%(who)s took out a payment that was recorded by mistake")),
        staff=None,
    ),
    gettext_lazy("Recorded payment taken out"),
)
PAYMENT_OPENED = declare(
    "members:payment:opened",
    {**ABOUT, "recipient": SLUG, "purpose": SLUG, "ground": SLUG, "contract": ID},
    EventWords(
        Sort.DISCLOSURE,
        "send",
        person=says(
            gettext_lazy("You went on to %(recipient)s to pay"),
            gettext_lazy(
                "It got the amount, what it is for, and a reference made up for this payment; no data of yours."
            ),
        ),
        staff=says(gettext_lazy("Went on to %(recipient)s to pay online")),
    ),
)
PAYMENT_REFUSED = declare(
    "members:payment:refused",
    {**ABOUT, "recipient": SLUG},
    EventWords(
        Sort.GRANT,
        "alert",
        person=says(
            gettext_lazy("A payment through %(recipient)s does not fit what was asked for"),
            gettext_lazy("Somebody here looks into it."),
        ),
        staff=says(gettext_lazy("A payment through %(recipient)s does not fit what was asked for")),
    ),
)
REGISTER_SET = declare(
    "members:register:set",
    {"actor": ACTOR, "form": SLUG},
    NOBODY,
    gettext_lazy("Settings of the register of members changed"),
)
CLASS_SET = declare(
    "members:class:set",
    {"actor": ACTOR, "form": SLUG, "class": ID, "fee": NUMBER},
    NOBODY,
    gettext_lazy("Class of members changed"),
)
_MEETING: Mapping[str, Shape] = {"actor": ACTOR, "form": SLUG, "meeting": ID}
MEETING_SET = declare("members:meeting:set", _MEETING, NOBODY, gettext_lazy("General meeting set"))
MEETING_CALLED = declare(
    "members:meeting:called", {**_MEETING, "count": NUMBER}, NOBODY, gettext_lazy("General meeting called")
)
MEETING_CLOSED = declare("members:meeting:closed", _MEETING, NOBODY, gettext_lazy("General meeting closed"))
SAID: Mapping[str, Promise] = {
    "nothing": gettext_lazy("No answer yet"),
    "comes": gettext_lazy("Will come"),
    "proxy": gettext_lazy("Leaves the vote to the chair"),
    "absent": gettext_lazy("Will not come"),
}
"""What a member said about a general meeting, by `models.Said`."""


def _voted(t: Teller, p: Payload) -> Sentence:
    said = str(SAID.get(p.get("said", ""), ""))
    return Sentence(_("Answer to the notice of a general meeting, by %(who)s") % {"who": t.who(p)}, said)


VOTE_SAID = declare(
    "members:meeting:answered",
    {**ABOUT, "said": SLUG},
    EventWords(Sort.FORM, "check", person=_voted, staff=_voted),
)


REINSTATED = declare(
    "members:membership:reinstated",
    ABOUT,
    told(
        "undo",
        gettext_lazy("%(who)s took you in again as a member"),
        gettext_lazy("Reinstated as a member by %(who)s"),
    ),
)
PAUSED = declare(
    "members:pause:set",
    {**ABOUT, "begins": TIME, "ends": TIME},
    told(
        "clock",
        gettext_lazy("%(who)s paused your membership"),
        gettext_lazy("Membership paused by %(who)s"),
        _between,
    ),
)
UNPAUSED = declare(
    "members:pause:ended",
    {**ABOUT, "begins": TIME, "ends": TIME},
    told(
        "clock",
        gettext_lazy("%(who)s ended the pause of your membership"),
        gettext_lazy("Pause of the membership ended by %(who)s"),
        _between,
    ),
)
RENEWAL_TOLD = declare(
    "members:renewal:told",
    {**ABOUT, "class": ID, "ends": TIME},
    told(
        "mail",
        gettext_lazy("We told you that your membership will renew by itself"),
        gettext_lazy("Told that the membership will renew by itself"),
    ),
)
RENEWAL_DECLINED = declare(
    "members:renewal:declined",
    {**ABOUT, "class": ID, "ends": TIME},
    told(
        "cross",
        gettext_lazy("%(who)s declined the renewal of your membership"),
        gettext_lazy("Renewal declined by %(who)s"),
    ),
)
DEBT_LAPSED = declare(
    "members:invoice:lapsed",
    {**ABOUT, "year": NUMBER},
    told(
        "cross",
        gettext_lazy("Old dues of yours have lapsed: nothing is owed for them any more"),
        gettext_lazy("Old dues have lapsed"),
    ),
)
