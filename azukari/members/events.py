"""What membership records: who was admitted, under which terms, and what is owed and paid."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.ledger.catalogue import NOBODY, Kind, Payload, Sentence, Sort, Teller, Told, declare
from azukari.ledger.shapes import ACTOR, ID, NUMBER, SLUG, TIME, Shape

_ABOUT: Mapping[str, Shape] = {"actor": ACTOR, "submission": ID, "form": SLUG}
_PAYMENT = {**_ABOUT, "day": TIME}

REASONS: Mapping[str, Promise] = {
    "statutes": gettext_lazy("The conditions of our statutes are not met."),
    "already": gettext_lazy("There is a membership already."),
    "unreached": gettext_lazy("We had a question and no answer to it."),
    "withdrawn": gettext_lazy("The application was taken back."),
}
"""Why somebody was not admitted, by `models.Declined`."""


def _reason(p: Payload) -> str:
    return str(REASONS.get(p.get("reason", ""), ""))


def _until(p: Payload) -> str:
    return _("Until %(day)s") % {"day": p["ends"]} if p.get("ends") else ""


def _declare(name: str, keys: Mapping[str, Shape], icon: str, person: Promise, staff: Promise) -> Kind:
    """An event in a sentence for each, in which ``%(who)s`` stands for whoever did it."""

    def to_person(t: Teller, p: Payload) -> Sentence:
        return Sentence(str(person) % {"who": t.who(p)}, _until(p))

    def to_staff(t: Teller, p: Payload) -> Sentence:
        return Sentence(str(staff) % {"who": t.who(p)}, _until(p))

    return declare(name, {**_ABOUT, **keys}, Told(Sort.GRANT, icon, person=to_person, staff=to_staff))


ADMITTED = _declare(
    "members:application:admitted",
    {"class": ID, "ends": TIME},
    "check",
    gettext_lazy("%(who)s admitted you as a member"),
    gettext_lazy("Admitted as a member by %(who)s"),
)
DECLINED = declare(
    "members:application:declined",
    {**_ABOUT, "reason": SLUG},
    Told(
        Sort.GRANT,
        "cross",
        person=lambda t, p: Sentence(_("%(who)s did not admit you as a member") % {"who": t.who(p)}, _reason(p)),
        staff=lambda t, p: Sentence(_("Not admitted, by %(who)s") % {"who": t.who(p)}, _reason(p)),
    ),
)
RENEWED = _declare(
    "members:term:renewed",
    {"class": ID, "ends": TIME},
    "undo",
    gettext_lazy("Your membership was renewed"),
    gettext_lazy("Membership renewed by %(who)s"),
)
RECLASSED = _declare(
    "members:class:changed",
    {"class": ID, "ends": TIME},
    "pen",
    gettext_lazy("%(who)s changed the class of your membership"),
    gettext_lazy("Class of the membership changed by %(who)s"),
)
INVOICED = _declare(
    "members:invoice:issued",
    {"year": NUMBER},
    "form",
    gettext_lazy("An invoice for your dues was made out"),
    gettext_lazy("An invoice for the dues was made out"),
)
INVOICE_VOIDED = _declare(
    "members:invoice:voided",
    {"year": NUMBER},
    "cross",
    gettext_lazy("An invoice for your dues was cancelled"),
    gettext_lazy("An invoice for the dues was cancelled"),
)
REMINDED = _declare(
    "members:invoice:reminded",
    {"year": NUMBER},
    "mail",
    gettext_lazy("We reminded you of your dues"),
    gettext_lazy("Reminded of the dues"),
)
RECEIPT_MADE = _declare(
    "members:receipt:issued",
    {},
    "print",
    gettext_lazy("%(who)s made out a receipt for your payment"),
    gettext_lazy("A receipt was made out by %(who)s"),
)
DUES_RECORDED = declare(
    "members:dues:recorded",
    _PAYMENT,
    Told(
        Sort.GRANT,
        "book",
        person=lambda t, p: Sentence(_("%(who)s recorded a payment of yours") % {"who": t.who(p)}),
        staff=None,
    ),
)
DUES_TAKEN_BACK = declare(
    "members:dues:taken-back",
    _PAYMENT,
    Told(
        Sort.GRANT,
        "undo",
        person=lambda t, p: Sentence(_("%(who)s took out a payment that was recorded by mistake") % {"who": t.who(p)}),
        staff=None,
    ),
)
REGISTER_SET = declare("members:register:set", {"actor": ACTOR, "form": SLUG}, NOBODY)
CLASS_SET = declare("members:class:set", {"actor": ACTOR, "form": SLUG, "class": ID, "fee": NUMBER}, NOBODY)
