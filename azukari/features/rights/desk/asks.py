"""What the page of a request asks before each of its acts, as a table of forms (`acts` has what each one does)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from azukari.core.cases.lifecycle import subject_of
from azukari.core.cases.models import Case
from azukari.core.cases.words import kind_in_words, outcome_in_words
from azukari.core.consent.models import Grant
from azukari.features.rights.desk.deciding import fields_of
from azukari.lib.joining import gap
from azukari.policy.casework import BY_PURPOSE, BY_VALUE, HOLDS, NEED_NO_IDENTITY, CaseKind, Identity, Outcome
from azukari.policy.pack import pack
from azukari.shells.self_service.package import new_passphrase
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.fields import Day, Fields, One, Questions, Some, Text

LONGEST_WORDS = 2000
SHORTEST_PASSPHRASE = 12
_LONGEST_HOLD = timedelta(days=10 * 366)


@dataclass(frozen=True, slots=True)
class At:
    """A case at the desk.

    Args:
        person: whose record it is about, if that is known.
        posted: what was sent, where a question hangs on the answer to another; None on a page to fill in.
    """

    case: Case
    person: UUID | None
    who: Doer
    posted: QueryDict | None = None

    @classmethod
    def of(cls, case: Case, who: Doer, posted: QueryDict | None = None) -> "At":
        return cls(case, subject_of(case.id), who, posted)

    def form(self, act: str) -> Questions:
        """What the act asks, with what was posted."""
        return Questions(ASKS[act](self) if act in ASKS else {}, self.posted)


type Asks = Callable[[At], Fields]


def _connect(at: At) -> Fields:
    return {
        "exactly": Text(
            _("Connect it with another") if at.person else _("Email address or telephone number, exactly"),
            max_length=254,
            help_text=_("Finds only who gave exactly this and confirmed their address. It is recorded."),
            missing=_("Type the email address or the telephone number that the caller gave."),
            attrs={"spellcheck": "false", "autocapitalize": "none"},
        )
    }


def _methods() -> list[tuple[str, str]]:
    return [
        (Identity.CALL_BACK.value, _("Call back a number on record")),
        (Identity.POST_CODE.value, _("Post a code to an address that we hold")),
        (Identity.DOCUMENT.value, _("Look at a document (only that it was seen is recorded)")),
    ]


def _ask(_at: At) -> Fields:
    missing = _("Choose how the person proves who they are.")
    return {"method": One(_("How you asked for proof"), _methods(), missing=missing)}


def _shown(_at: At) -> Fields:
    return {
        "shown": One(_("How they proved it"), _methods(), missing=_("Choose how the person showed who they are.")),
        "code": Text(
            _("The code of the letter, if one was posted"),
            max_length=20,
            required=False,
            attrs={"inputmode": "numeric"},
        ),
    }


def _kind(at: At) -> Fields:
    kinds = [(kind.value, kind_in_words(kind)) for kind in CaseKind]
    missing = _("Choose what is asked for.")
    return {"kind": One(_("What the message asks for"), kinds, missing=missing, shown="list", initial=at.case.kind)}


def _extend(_at: At) -> Fields:
    reasons = (("complex", _("It is complex")), ("many", _("There are many requests")))
    missing = _("Choose why it takes longer; the person is to be told the same.")
    return {"why": One(_("Why, as you told the person"), reasons, missing=missing)}


def _hold(at: At) -> Fields:
    who = at.who

    def fault(day: date) -> str:
        fits = who.now < who.policy.organisation.end_of(day) <= who.now + _LONGEST_HOLD
        return "" if fits else _("Choose the last day, after today and within ten years.")

    return {
        "hold": One(
            _("Why has it to be kept?"),
            [(slug, title[who.lang]) for slug, (title, _law) in HOLDS.items()],
            missing=_("Choose why it has to be kept."),
            hints={slug: law[who.lang] for slug, (_title, law) in HOLDS.items()},
        ),
        "until": Day(_("Last day"), check=fault),
    }


def _note(_at: At) -> Fields:
    return {"note": Text(_("Note"), rows=2, max_length=LONGEST_WORDS)}


def _file(_at: At) -> Fields:
    return {
        "passphrase": Text(
            _("Passphrase of the locked document"),
            min_length=SHORTEST_PASSPHRASE,
            max_length=80,
            initial=new_passphrase,
            help_text=_(
                "Tell it in another way than you send the document, on the telephone for example. It is kept nowhere."
            ),
            attrs={"spellcheck": "false", "autocapitalize": "none"},
        )
    }


def _decide(at: At) -> Fields:
    simple = at.case.kind in NEED_NO_IDENTITY
    uses = _purposes(at.person, at.who) if at.person and at.case.kind in BY_PURPOSE else {}
    return {
        "outcome": _outcome(simple=simple, ticks=bool(uses)),
        **uses,
        **(_correction(at.person, at) if at.person and at.case.kind in BY_VALUE else {}),
        **_ground(at),
        "words": Text(
            _("The answer") if simple else _("What else they should know"),
            rows=4,
            required=False,
            max_length=LONGEST_WORDS,
            help_text=_("It goes into the answer as you write it. How and where to complain is added automatically."),
        ),
    }


def _outcome(*, simple: bool, ticks: bool) -> One:
    if simple:
        only = Outcome.ANSWERED.value
        return One("", [(only, outcome_in_words(Outcome.ANSWERED))], initial=only, widget=forms.HiddenInput)
    words = {
        Outcome.GRANTED: (_("Do what is asked for"), _("Data that a law keeps is left out and named.")),
        Outcome.PARTLY: (
            _("Do a part of it"),
            _("Tick below what is done; the rest is refused on the ground chosen.")
            if ticks
            else _("Write below which part; the rest is refused on the ground chosen."),
        ),
        Outcome.REFUSED: (_("Refuse it"), _("On a ground that the law names.")),
    }
    return One(
        _("What is decided?"),
        [(outcome.value, label) for outcome, (label, _hint) in words.items()],
        missing=_("Choose what is decided."),
        hints={outcome.value: hint for outcome, (_label, hint) in words.items()},
    )


def _purposes(person: UUID, who: Doer) -> Fields:
    """What the person's data is used for now: that it is, not what it says."""
    living = {grant.purpose for grant in Grant.objects.filter(person_id=person) if grant.is_living(who.now)}
    titles = [(slug, purpose.title[who.lang]) for slug, purpose in who.policy.purposes.items() if slug in living]
    if not titles:
        return {}
    offered = [slug for slug, _title in titles]
    return {
        "purposes": Some(_("Which uses? None ticked means all."), titles, required=False),
        "offered": Some("", titles, required=False, initial=offered, widget=forms.MultipleHiddenInput),
    }


def _correction(person: UUID, at: At) -> Fields:
    held = fields_of(person, at.who.lang)
    if not held:
        return {}
    needed = at.posted is None or at.posted.get("outcome") != Outcome.REFUSED
    return {
        "value": One(
            _("What is to be corrected"),
            [
                ("", _("Please choose")),
                *((str(one.value), f"{one.label}{gap(at.who.lang)}({one.form})") for one in held),
            ],
            missing=_("Choose what is to be corrected."),
            required=needed,
            shown="list",
            help_text=_("A class of membership is changed with the membership, on the page of the person."),
        ),
        "text": Text(
            _("The right text"),
            rows=2,
            max_length=4000,
            required=needed,
            missing=_("Write the correct text."),
            help_text=_("It is encrypted at once. We first ask at a new email address whether it is theirs."),
        ),
    }


def _ground(at: At) -> Fields:
    law, lang = pack(at.case.pack), at.who.lang
    grounds = [(ground.slug, ground.text[lang]) for ground in law.grounds_for(at.case.kind)]
    if not grounds:
        return {}
    return {
        "ground": One(
            _("Ground of what is refused"),
            [("", _("Nothing is refused")), *grounds],
            required=False,
            shown="list",
            help_text=law.name[lang],
        )
    }


ASKS: Mapping[str, Asks] = {
    "connect": _connect,
    "ask": _ask,
    "shown": _shown,
    "kind": _kind,
    "extend": _extend,
    "decide": _decide,
    "hold": _hold,
    "lift": lambda _at: {"lift": Text("", required=False)},
    "note": _note,
    "file": _file,
}
"""Acts that are not here ask nothing."""
