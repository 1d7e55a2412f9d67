"""What the desk does with a request, as a table: each act takes the case, what was answered, and who acts.

An act answers with the word for what was done, or with what it opened, which stands on the answer to that one request
and nowhere else; what is wrong with an answer, it raises.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from azukari.core.cases import lifecycle
from azukari.core.cases.models import Case
from azukari.core.vault import notes
from azukari.core.vault.for_case import find_for_case, release_for_case
from azukari.core.vault.legal_holds import NothingToHold
from azukari.core.vault.notes import Note
from azukari.features.rights import post_code
from azukari.features.rights.desk.deciding import decide_as_answered
from azukari.features.rights.holding import hold, lift
from azukari.policy.casework import HOLDS, CaseKind, CaseState, Hold, Identity
from azukari.policy.terms import Category
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.fields import Answers


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """What an act opened, for this one answer.

    Args:
        numbers: telephone numbers held, to call one back.
    """

    notes: tuple[Note, ...] = ()
    numbers: tuple[str, ...] = ()
    opened_notes: bool = False
    opened_numbers: bool = False


type Answered = str | OpenedCase
type Do = Callable[[Case, Answers, Doer], Answered]


def _move(move: Callable[..., object], done: str, asked: str = "", read: Callable[[str], str] = str) -> Do:
    """An act that is one move of the case (`cases.lifecycle`), with what was answered to one question, if it asks."""

    def do(case: Case, answers: Answers, who: Doer) -> Answered:
        move(case, *([read(answers[asked])] if asked else []), actor=who.actor, now=who.now)
        return done

    return do


def _open(case: Case, _answers: Answers, who: Doer) -> Answered:
    found = notes.read(case.id, person=lifecycle.subject_of(case.id), actor=who.actor, now=who.now)
    return OpenedCase(notes=found, opened_notes=True)


def _connect(case: Case, answers: Answers, who: Doer) -> Answered:
    typed = answers["exactly"]
    category = Category.EMAIL if "@" in typed else Category.PHONE
    found = find_for_case(category, typed, case=case.id, actor=who.actor, now=who.now)
    if len(found) > 1:
        raise ValidationError({"exactly": _("Several people gave this number. Ask for the email address as well.")})
    if not found:
        words = _("No record was confirmed under this. Tell the caller neither that nor the opposite; ask for proof.")
        raise ValidationError({"exactly": words})
    lifecycle.connect(case, found[0], actor=who.actor, now=who.now)
    return "connected"


def _numbers(case: Case, _answers: Answers, who: Doer) -> Answered:
    person = lifecycle.subject_of(case.id)
    if person is None or case.state == CaseState.CLOSED:
        raise ValidationError(_("First connect the request with the record that it is about."))
    opened = release_for_case(person, frozenset({Category.PHONE}), case=case.id, actor=who.actor, now=who.now)
    return OpenedCase(numbers=tuple(dict.fromkeys(value.text for value in opened)), opened_numbers=True)


def _shown(case: Case, answers: Answers, who: Doer) -> Answered:
    method = Identity(answers["shown"])
    if method in (Identity.CALL_BACK, Identity.POST_CODE) and lifecycle.subject_of(case.id) is None:
        raise ValidationError({"shown": _("First connect the request with the record that it is about.")})
    if method is Identity.POST_CODE and not post_code.fits(case, answers["code"], actor=who.actor, now=who.now):
        words = _("That is not the code of the letter. After five wrong ones, ask in another way.")
        raise ValidationError({"code": words})
    lifecycle.show_identity(case, method, actor=who.actor, now=who.now)
    return "shown"


def _hold(case: Case, answers: Answers, who: Doer) -> Answered:
    end = who.policy.organisation.end_of(answers["until"])
    try:
        hold(case, Hold(answers["hold"]), until=end, actor=who.actor, now=who.now)
    except NothingToHold as error:
        words = _("Nothing is held that could be kept. First connect the request with a record.")
        raise ValidationError({"hold": words}) from error
    return "held"


def _lift(case: Case, answers: Answers, who: Doer) -> Answered:
    reason = answers["lift"]
    if reason not in HOLDS or not lift(case, Hold(reason), actor=who.actor, now=who.now):
        raise ValidationError(_("There is no such hold any more."))
    return "lifted"


ACTS: Mapping[str, Do] = {
    "open": _open,
    "note": _move(lifecycle.add_note, "noted", "note"),
    "connect": _connect,
    "numbers": _numbers,
    "ask": _move(lifecycle.ask_identity, "asked", "method", Identity),
    "shown": _shown,
    "kind": _move(lifecycle.say_kind, "kind-said", "kind", CaseKind),
    "extend": _move(lifecycle.extend, "extended", "why"),
    "decide": decide_as_answered,
    "answer": _move(lifecycle.answer, "answered"),
    "take-back": _move(lifecycle.take_back, "taken-back"),
    "hold": _hold,
    "lift": _lift,
}

DONE: Mapping[str, Callable[[], str]] = {
    "noted": lambda: _("The note is saved, encrypted."),
    "connected": lambda: _("The request is connected with a record. That shows nothing about who asked."),
    "asked": lambda: _("It is written down that the person was asked to show who they are."),
    "shown": lambda: _("The identity is confirmed. Now the request can be decided."),
    "kind-said": lambda: _("It is written down what is asked for."),
    "extended": lambda: _("It is written down that the person was told."),
    "decided": lambda: _("Decided. The program carries it out within seconds, and checks it."),
    "answered": lambda: _("Answered. The request is closed."),
    "taken-back": lambda: _("Withdrawn. The request is closed."),
    "held": lambda: _("The hold is set."),
    "lifted": lambda: _("The hold is lifted. Data kept only for it has been erased."),
}
"""What is said on the page after an act."""
