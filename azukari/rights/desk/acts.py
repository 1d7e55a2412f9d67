"""What the desk does with a request, as a table: each act takes the case, what was posted, and who acts.

An act answers with the word for what was done, with a problem to show beside the form, or with what it opened, which
stands on the answer to that one request and nowhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from azukari.cases import lifecycle
from azukari.cases.models import Case
from azukari.desk.acts import Doer
from azukari.desk.answer import Problem
from azukari.policy.casework import HOLDS, CaseKind, CaseState, Hold, Identity
from azukari.policy.deadline import Calendar
from azukari.policy.terms import Category
from azukari.rights import post_code
from azukari.rights.desk.deciding import LONGEST_WORDS, decide_as_posted
from azukari.rights.holding import hold, lift
from azukari.vault import notes
from azukari.vault.for_case import find_for_case, release_for_case
from azukari.vault.legal_holds import NothingToHold
from azukari.vault.notes import Note

_LONGEST_HOLD = timedelta(days=10 * 366)


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


type Answered = str | Problem | OpenedCase
type Do = Callable[[Case, QueryDict, Doer], Answered]


def _open(case: Case, posted: QueryDict, who: Doer) -> Answered:
    del posted
    found = notes.read(case.id, person=lifecycle.subject_of(case.id), actor=who.actor, now=who.now)
    return OpenedCase(notes=found, opened_notes=True)


def _note(case: Case, posted: QueryDict, who: Doer) -> Answered:
    text = posted.get("note", "").strip()
    if not text or len(text) > LONGEST_WORDS:
        return Problem("note", _("Write a note of no more than %(most)s characters.") % {"most": LONGEST_WORDS})
    lifecycle.add_note(case, text, actor=who.actor, now=who.now)
    return "noted"


def _connect(case: Case, posted: QueryDict, who: Doer) -> Answered:
    typed = posted.get("exactly", "").strip()
    if not typed:
        return Problem("exactly", _("Type the e-mail address or the telephone number that the caller gave."))
    category = Category.EMAIL if "@" in typed else Category.PHONE
    found = find_for_case(category, typed, case=case.id, actor=who.actor, now=who.now)
    if len(found) > 1:
        return Problem("exactly", _("Several people gave this number. Ask for the e-mail address as well."))
    if not found:
        return Problem(
            "exactly",
            _("No record was confirmed under this. Tell the caller neither that nor the opposite; ask for proof."),
        )
    lifecycle.connect(case, found[0], actor=who.actor, now=who.now)
    return "connected"


def _numbers(case: Case, posted: QueryDict, who: Doer) -> Answered:
    del posted
    person = lifecycle.subject_of(case.id)
    if person is None or case.state == CaseState.CLOSED:
        return Problem("", _("First connect the request with the record that it is about."))
    opened = release_for_case(person, frozenset({Category.PHONE}), case=case.id, actor=who.actor, now=who.now)
    return OpenedCase(numbers=tuple(dict.fromkeys(value.text for value in opened)), opened_numbers=True)


def _ask(case: Case, posted: QueryDict, who: Doer) -> Answered:
    method = posted.get("method", "")
    if method not in set(Identity) - {Identity.CONFIRMED_ADDRESS}:
        return Problem("method", _("Choose how the person shall show who they are."))
    lifecycle.ask_identity(case, Identity(method), actor=who.actor, now=who.now)
    return "asked"


def _shown(case: Case, posted: QueryDict, who: Doer) -> Answered:
    method = posted.get("shown", "")
    if method not in set(Identity) - {Identity.CONFIRMED_ADDRESS}:
        return Problem("shown", _("Choose how the person showed who they are."))
    if method in (Identity.CALL_BACK, Identity.POST_CODE) and lifecycle.subject_of(case.id) is None:
        return Problem("shown", _("First connect the request with the record that it is about."))
    if method == Identity.POST_CODE and not post_code.fits(case, posted.get("code", ""), actor=who.actor, now=who.now):
        return Problem("code", _("That is not the code of the letter. After five wrong ones, ask in another way."))
    lifecycle.show_identity(case, Identity(method), actor=who.actor, now=who.now)
    return "shown"


def _kind(case: Case, posted: QueryDict, who: Doer) -> Answered:
    kind = posted.get("kind", "")
    if kind not in set(CaseKind):
        return Problem("kind", _("Choose what is asked for."))
    lifecycle.say_kind(case, CaseKind(kind), actor=who.actor, now=who.now)
    return "kind-said"


def _extend(case: Case, posted: QueryDict, who: Doer) -> Answered:
    reason = posted.get("why", "")
    if reason not in ("complex", "many"):
        return Problem("why", _("Choose why it takes longer; the person is to be told the same."))
    lifecycle.extend(case, reason, actor=who.actor, now=who.now)
    return "extended"


def _answer(case: Case, posted: QueryDict, who: Doer) -> Answered:
    del posted
    lifecycle.answer(case, actor=who.actor, now=who.now)
    return "answered"


def _take_back(case: Case, posted: QueryDict, who: Doer) -> Answered:
    del posted
    lifecycle.take_back(case, actor=who.actor, now=who.now)
    return "taken-back"


def _hold(case: Case, posted: QueryDict, who: Doer) -> Answered:
    reason, day = posted.get("hold", ""), _day(posted.get("until", ""))
    if reason not in HOLDS:
        return Problem("hold", _("Choose why it has to be kept."))
    calendar = Calendar.of(who.policy)
    end = calendar.end_of(day) if day else None
    if end is None or not who.now < end <= who.now + _LONGEST_HOLD:
        return Problem("until", _("Choose the last day, after today and within ten years."))
    try:
        hold(case, Hold(reason), until=end, actor=who.actor, now=who.now)
    except NothingToHold:
        return Problem("hold", _("Nothing is held that could be kept. First connect the request with a record."))
    return "held"


def _lift(case: Case, posted: QueryDict, who: Doer) -> Answered:
    reason = posted.get("lift", "")
    if reason not in HOLDS or not lift(case, Hold(reason), actor=who.actor, now=who.now):
        return Problem("", _("There is no such hold any more."))
    return "lifted"


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


ACTS: Mapping[str, Do] = {
    "open": _open,
    "note": _note,
    "connect": _connect,
    "numbers": _numbers,
    "ask": _ask,
    "shown": _shown,
    "kind": _kind,
    "extend": _extend,
    "decide": decide_as_posted,
    "answer": _answer,
    "take-back": _take_back,
    "hold": _hold,
    "lift": _lift,
}

DONE: Mapping[str, Callable[[], str]] = {
    "noted": lambda: _("The note is sealed."),
    "connected": lambda: _("The request is connected with a record. That shows nothing about who asked."),
    "asked": lambda: _("It is written down that the person was asked to show who they are."),
    "shown": lambda: _("It is certain who asked. Now the request can be decided."),
    "kind-said": lambda: _("It is written down what is asked for."),
    "extended": lambda: _("It is written down that the person was told."),
    "decided": lambda: _("Decided. The program carries it out within seconds, and checks it."),
    "answered": lambda: _("Answered. The request is closed."),
    "taken-back": lambda: _("Taken back. The request is closed."),
    "held": lambda: _("The hold is set."),
    "lifted": lambda: _("The hold is lifted; what only it kept is gone."),
}
"""What is said on the page after an act."""
