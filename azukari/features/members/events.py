"""What membership records: who was admitted, under which terms, what is owed and paid, and how a membership rests,
renews and comes back.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.events import REGISTRATION, Detail, happens
from azukari.core.ledger.catalogue import NOBODY, EventWords, Kind, Payload, Sentence, Sort, Teller, declare, says
from azukari.core.ledger.shapes import ACTOR, ID, NUMBER, SLUG, TIME, Shape
from azukari.lib.day import iso_in_words

_TERM: Mapping[str, Shape] = {"class": ID, "ends": TIME}
_PAYMENT = {**REGISTRATION, "day": TIME}

REASONS: Mapping[str, Promise] = {
    "statutes": _("The conditions of our statutes are not met."),
    "already": _("There is a membership already."),
    "unreached": _("We had a question and no answer to it."),
    "withdrawn": _("The application was withdrawn."),
}
"""Why somebody was not admitted, by `models.Declined`."""


def _reason(_teller: Teller, p: Payload) -> str:
    return str(REASONS.get(p.get("reason", ""), ""))


def _until(t: Teller, p: Payload) -> str:
    day = iso_in_words(p.get("ends"), t.lang)
    return gettext("Until %(day)s") % {"day": day} if day else ""


def _between(t: Teller, p: Payload) -> str:
    first, last = iso_in_words(p.get("begins"), t.lang), iso_in_words(p.get("ends"), t.lang)
    return gettext("From %(first)s until %(last)s") % {"first": first, "last": last} if first and last else ""


def _told(name: str, icon: str, person: Promise, staff: Promise, days: Detail = _until, /, **more: Shape) -> Kind:
    """What happens to a membership, told with its days beside it."""
    return happens(name, icon, person, staff, detail=days, **more)


ADMITTED = _told(
    "members:application:admitted",
    "check",
    _("%(who)s admitted you as a member"),
    _("Admitted as a member by %(who)s"),
    **_TERM,
)
DECLINED = _told(
    "members:application:declined",
    "cross",
    _("%(who)s did not admit you as a member"),
    _("Not admitted, by %(who)s"),
    _reason,
    reason=SLUG,
)
RENEWED = _told(
    "members:term:renewed", "undo", _("Your membership was renewed"), _("Membership renewed by %(who)s"), **_TERM
)
TAKEN_OVER = _told(
    "members:history:taken-over",
    "book",
    _("Your membership until now was imported from our former register"),
    _("Membership imported from the former register by %(who)s"),
    **_TERM,
    history=ID,
    terms=NUMBER,
    payments=NUMBER,
)
PUT_BACK = _told(
    "members:history:put-back",
    "undo",
    _("%(who)s removed what was imported from our former register"),
    _("What was imported from the former register was removed by %(who)s"),
    history=ID,
)
HISTORY_READ = declare(
    "members:history:read",
    {"actor": ACTOR, "form": SLUG, "history": ID, "count": NUMBER, "refused": NUMBER},
    NOBODY,
    _("History of members imported"),
)
RECLASSED = _told(
    "members:class:changed",
    "pen",
    _("%(who)s changed the class of your membership"),
    _("Class of the membership changed by %(who)s"),
    **_TERM,
)
INVOICED = _told(
    "members:invoice:issued",
    "form",
    _("An invoice for your dues was made out"),
    _("An invoice for the dues was made out"),
    year=NUMBER,
)
INVOICE_VOIDED = _told(
    "members:invoice:voided",
    "cross",
    _("An invoice for your dues was cancelled"),
    _("An invoice for the dues was cancelled"),
    year=NUMBER,
)
REMINDED = _told(
    "members:invoice:reminded", "mail", _("We reminded you of your dues"), _("Reminded of the dues"), year=NUMBER
)
RECEIPT_MADE = _told(
    "members:receipt:issued",
    "print",
    _("%(who)s made out a receipt for your payment"),
    _("A receipt was made out by %(who)s"),
)
DUES_RECORDED = declare(
    "members:dues:recorded",
    _PAYMENT,
    EventWords(Sort.GRANT, "book", person=says(_("%(who)s recorded your payment")), staff=None),
    _("Payment of dues recorded"),
)
DUES_TAKEN_BACK = declare(
    "members:dues:taken-back",
    _PAYMENT,
    EventWords(
        Sort.GRANT,
        "undo",
        person=says(_("%(who)s took out a payment that was recorded by mistake")),
        staff=None,
    ),
    _("Recorded payment taken out"),
)
OVERRULES: Mapping[str, Promise] = {
    "another": _("It is another payment than the one in the books."),
    "other-account": _("It arrived on another account."),
    "wrong-entry": _("The payment in the books is somebody else’s."),
}
"""Why a line of a bank file was recorded though the books seemed to have it: a closed list."""


def _overruled(_teller: Teller, p: Payload) -> str:
    return str(OVERRULES.get(p.get("reason", ""), ""))


BANK_OVERRULED = happens(
    "members:transfer:overruled",
    "alert",
    _("%(who)s recorded your payment, which seemed to be in the books already"),
    _("A payment that seemed to be in the books already was recorded by %(who)s"),
    detail=_overruled,
    day=TIME,
    reason=SLUG,
)
PAYMENT_OPENED = declare(
    "members:payment:opened",
    {**REGISTRATION, "recipient": SLUG, "purpose": SLUG, "ground": SLUG, "contract": ID},
    EventWords(
        Sort.DISCLOSURE,
        "send",
        person=says(
            _("You continued to %(recipient)s to pay"),
            _("It received the amount, what it is for, and a reference made for this payment, but none of your data."),
        ),
        staff=says(_("Continued to %(recipient)s to pay online")),
    ),
)
PAYMENT_REFUSED = declare(
    "members:payment:refused",
    {**REGISTRATION, "recipient": SLUG},
    EventWords(
        Sort.GRANT,
        "alert",
        person=says(
            _("A payment through %(recipient)s does not fit what was asked for"),
            _("A member of staff will look into it."),
        ),
        staff=says(_("A payment through %(recipient)s does not fit what was asked for")),
    ),
)
PAYMENT_RETURNED = declare(
    "members:payment:returned",
    {**_PAYMENT, "recipient": SLUG},
    EventWords(
        Sort.GRANT,
        "undo",
        person=says(
            _("Your payment through %(recipient)s changed: a refund or a dispute"),
            _("Your dues and receipts follow."),
        ),
        staff=says(_("A payment through %(recipient)s changed: a refund or a dispute")),
    ),
)
MONEY_WAITS = declare(
    "members:money:waits",
    {"actor": ACTOR, "recipient": SLUG, "money": ID, "code": SLUG},
    NOBODY,
    _("Money of the payment provider fits nothing"),
)
MONEY_SETTLED = declare(
    "members:money:settled",
    {"actor": ACTOR, "recipient": SLUG, "money": ID, "reason": SLUG},
    NOBODY,
    _("Money of the payment provider settled"),
)
REGISTER_SET = declare(
    "members:register:set",
    {"actor": ACTOR, "form": SLUG},
    NOBODY,
    _("Settings of the register of members changed"),
)
CLASS_SET = declare(
    "members:class:set",
    {"actor": ACTOR, "form": SLUG, "class": ID, "fee": NUMBER},
    NOBODY,
    _("Class of members changed"),
)
_MEETING: Mapping[str, Shape] = {"actor": ACTOR, "form": SLUG, "meeting": ID}
MEETING_SET = declare("members:meeting:set", _MEETING, NOBODY, _("General meeting set"))
MEETING_CALLED = declare("members:meeting:called", {**_MEETING, "count": NUMBER}, NOBODY, _("General meeting called"))
MEETING_CLOSED = declare("members:meeting:closed", _MEETING, NOBODY, _("General meeting closed"))
SAID: Mapping[str, Promise] = {
    "nothing": _("No answer yet"),
    "comes": _("Will come"),
    "proxy": _("Leaves the vote to the chair"),
    "absent": _("Will not come"),
}
"""What a member said about a general meeting, by `models.Said`."""


def _voted(t: Teller, p: Payload) -> Sentence:
    said = str(SAID.get(p.get("said", ""), ""))
    return Sentence(gettext("Answer to the notice of a general meeting, by %(who)s") % {"who": t.who(p)}, said)


VOTE_SAID = declare(
    "members:meeting:answered",
    {**REGISTRATION, "said": SLUG},
    EventWords(Sort.FORM, "check", person=_voted, staff=_voted),
)


REINSTATED = _told(
    "members:membership:reinstated",
    "undo",
    _("%(who)s took you in again as a member"),
    _("Reinstated as a member by %(who)s"),
)
PAUSED = _told(
    "members:pause:set",
    "clock",
    _("%(who)s paused your membership"),
    _("Membership paused by %(who)s"),
    _between,
    begins=TIME,
    ends=TIME,
)
UNPAUSED = _told(
    "members:pause:ended",
    "clock",
    _("%(who)s ended the pause of your membership"),
    _("Pause of the membership ended by %(who)s"),
    _between,
    begins=TIME,
    ends=TIME,
)
RENEWAL_TOLD = _told(
    "members:renewal:told",
    "mail",
    _("We told you that your membership will renew automatically"),
    _("Told that the membership will renew automatically"),
    **_TERM,
)
RENEWAL_DECLINED = _told(
    "members:renewal:declined",
    "cross",
    _("%(who)s declined the renewal of your membership"),
    _("Renewal declined by %(who)s"),
    **_TERM,
)
DEBT_LAPSED = _told(
    "members:invoice:lapsed",
    "cross",
    _("Your old dues have lapsed: you owe nothing for them"),
    _("Old dues have lapsed"),
    year=NUMBER,
)
