"""What happens to sealed values, as the ledger keeps it and tells of it: opened, corrected, erased, handed over."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import NOBODY, WHO, EventWords, Payload, Sentence, Sort, Teller, declare, says
from azukari.core.ledger.shapes import ACTOR, ID, NUMBER, SLUG, TIME
from azukari.core.vault import correction_words, look_words, merge_words
from azukari.lib.day import in_words
from azukari.policy.casework import HOLDS

_LOOK = {
    **WHO,
    "purpose": SLUG,
    "categories": SLUG,
    "submission": ID,
    "act": SLUG,
    "method": SLUG,
    "kind": SLUG,
}
_MERGE = {"actor": ACTOR, "purpose": SLUG}
_HOLD = {"actor": ACTOR, "reason": SLUG, "case": ID}
_ADDRESSES = {"actor": ACTOR, "count": NUMBER}

VALUE_RELEASED = declare(
    "vault:value:released",
    {**_LOOK, "reason": SLUG, "mail": ID, "case": ID, "count": NUMBER},
    EventWords(Sort.VIEW, "eye", person=look_words.opened, staff=look_words.opened_by_staff),
)
VALUE_COUNTED = declare(
    "vault:value:counted", {"purpose": SLUG, "count": NUMBER}, NOBODY, gettext_lazy("People counted")
)
VALUE_REFUSED = declare(
    "vault:value:refused",
    {**_LOOK, "code": SLUG, "clause": SLUG},
    EventWords(Sort.VIEW, "lock", person=look_words.stayed_closed, staff=look_words.refused_to_staff),
)
VALUE_SEARCHED = declare(
    "vault:value:searched",
    {**WHO, "purpose": SLUG, "categories": SLUG, "reason": SLUG, "case": ID, "count": NUMBER},
    NOBODY,
    gettext_lazy("Searched"),
)
VALUE_CORRECTED = declare(
    "vault:value:corrected",
    {
        "actor": ACTOR,
        "purpose": SLUG,
        "categories": SLUG,
        "submission": ID,
        "channel": SLUG,
        "erased": NUMBER,
    },
    EventWords(Sort.CORRECTION, "pen", person=correction_words.corrected, staff=correction_words.corrected_by_staff),
)
VALUE_EXPIRED = declare(
    "vault:value:expired",
    {"actor": ACTOR, "categories": SLUG, "count": NUMBER},
    EventWords(
        Sort.ERASURE, "trash", person=says(gettext_lazy("Erased, since its time had ended: %(what)s")), staff=None
    ),
    gettext_lazy("Erased, since its time had ended"),
)
MENTIONS_SEARCHED = declare(
    "vault:mentions:searched",
    {"actor": ACTOR, "certificate": ID, "count": NUMBER, "people": NUMBER},
    NOBODY,
    gettext_lazy("Mentions of an erased person searched for"),
)
MENTION_REPLACED = declare(
    "vault:mention:replaced",
    {**WHO, "purpose": SLUG, "categories": SLUG, "submission": ID, "case": ID, "reason": SLUG, "count": NUMBER},
    EventWords(Sort.CORRECTION, "pen", person=correction_words.mention_replaced, staff=None),
    gettext_lazy("Mention of somebody replaced"),
)
MENTION_LEFT = declare("vault:mention:left", {**WHO, "reason": SLUG}, NOBODY, gettext_lazy("Mention left as it is"))
ADDRESS_OBJECTED = declare(
    "vault:address:objected",
    {"actor": ACTOR, "categories": SLUG, "outcome": SLUG},
    EventWords(Sort.CORRECTION, "undo", person=correction_words.objected, staff=correction_words.objected_for_staff),
)
SUPPRESSION_SET = declare(
    "vault:suppression:set",
    {**_ADDRESSES, "channel": SLUG},
    EventWords(
        Sort.MAIL, "cross", person=says(gettext_lazy("%(who)s noted: never write to your address again")), staff=None
    ),
    gettext_lazy("Recorded that an address wants no contact"),
)
SUPPRESSION_LIFTED = declare(
    "vault:suppression:lifted",
    _ADDRESSES,
    EventWords(Sort.MAIL, "mail", person=says(gettext_lazy("You let us write to your address again")), staff=None),
    gettext_lazy("An address may be written to again"),
)
SUPPRESSION_CHECKED = declare(
    "vault:suppression:checked", _ADDRESSES, NOBODY, gettext_lazy("Addresses compared with those who wish no contact")
)
PURPOSE_ERASED = declare(
    "vault:purpose:erased",
    {"actor": ACTOR, "certificate": ID, "purpose": SLUG},
    EventWords(
        Sort.ERASURE,
        "trash",
        person=says(gettext_lazy("You had data erased that was used only for “%(purpose)s”")),
        staff=says(gettext_lazy("Erased on request: data used only for “%(purpose)s”")),
    ),
)
PERSON_ERASED = declare(
    "vault:person:erased",
    {"actor": ACTOR, "certificate": ID},
    EventWords(  # whoever something is kept of by a law still comes in, and sees it
        Sort.ERASURE,
        "trash",
        person=says(gettext_lazy("You had everything erased that no law keeps")),
        staff=says(gettext_lazy("Erased on request: everything that no law keeps")),
    ),
)

PEOPLE_MERGED = declare("person:record:merged", _MERGE, merge_words.MERGED)
PEOPLE_PARTED = declare("person:record:parted", _MERGE, merge_words.PARTED)
MERGE_ASKED = declare("person:merge:asked", {**_MERGE, "method": SLUG}, merge_words.ASKED)
MERGE_AGREED = declare("person:merge:agreed", _MERGE, merge_words.AGREED)
MERGE_DECLINED = declare("person:merge:declined", _MERGE, merge_words.DECLINED)
DUPLICATE_DISMISSED = declare("person:duplicate:dismissed", _MERGE, merge_words.DISMISSED)


def _hold(t: Teller, p: Payload) -> str:
    title = HOLDS.get(p.get("reason", ""))
    return title[0][t.lang] if title else ""


def _hold_set(t: Teller, p: Payload) -> Sentence:
    until = p.get("until", "")
    words = {"hold": _hold(t, p), "day": in_words(date.fromisoformat(until), t.lang) if until else ""}
    return Sentence(_("Some of your data has to be kept: %(hold)s") % words, _("Until %(day)s") % words)


HOLD_SET = declare(
    "rights:hold:set",
    {**_HOLD, "until": TIME},
    EventWords(Sort.CASE, "rights", person=_hold_set, staff=None),
    gettext_lazy("Data held back from erasure by law"),
)
HOLD_LIFTED = declare(
    "rights:hold:lifted",
    _HOLD,
    EventWords(
        Sort.CASE,
        "rights",
        person=lambda t, p: Sentence(_("It need not be kept any more: %(hold)s") % {"hold": _hold(t, p)}),
        staff=None,
    ),
    gettext_lazy("Hold on data lifted"),
)


_IN_A_FILE = ("file", "webhook")
"""What goes by these is sealed first, and leaves later; if it does not, the person is told."""


def _passed_on(t: Teller, p: Payload) -> Sentence:
    words = {"recipient": t.recipient(p), "what": t.categories(p), "purpose": t.purposes(p)}
    if p.get("channel") in _IN_A_FILE:
        return Sentence(
            _("Encrypted for handing over to %(recipient)s: %(what)s") % words,
            _("For “%(purpose)s”. If it does not leave after all, you read that here.") % words,
        )
    return Sentence(_("Passed on to %(recipient)s: %(what)s") % words, _("For “%(purpose)s”") % words)


def _passed_on_by_staff(t: Teller, p: Payload) -> Sentence:
    words = {"recipient": t.recipient(p), "purpose": t.purposes(p)}
    if p.get("channel") in _IN_A_FILE:
        return Sentence(_("Encrypted for handing over to %(recipient)s for “%(purpose)s”") % words)
    return Sentence(_("Passed on to %(recipient)s for “%(purpose)s”") % words)


ITEMS = {
    "actor": ACTOR,
    "transfer": ID,
    "recipient": SLUG,
    "country": SLUG,
    "purpose": SLUG,
    "ground": SLUG,
    "categories": SLUG,
    "charter": NUMBER,
    "channel": SLUG,
    "contract": ID,
    "case": ID,
    "instruction": ID,
}
"""What a record of a transfer says (APPI 29)."""
TRANSFER_MADE = declare(
    "disclosure:transfer:made",
    {**ITEMS, "token": ID, "mail": ID},
    EventWords(Sort.DISCLOSURE, "send", person=_passed_on, staff=_passed_on_by_staff),
)
BLANK = declare("mail:message:blank", {}, NOBODY, gettext_lazy("Message that went to nobody"))
"""In the place of an entry about somebody, where there is nobody."""
