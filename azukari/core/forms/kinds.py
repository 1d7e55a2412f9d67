"""The six kinds of form. The registry is closed: a seventh kind cannot register (P11)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from azukari.core.database.precondition import Precondition
from azukari.core.database.rows import Rows
from azukari.core.forms.answers import Answers
from azukari.core.forms.asked_anew import AskAnew, as_field
from azukari.core.forms.models import Reply, Submission
from azukari.core.forms.problem import Problem
from azukari.core.policy_versions.current import Charters
from azukari.policy.terms import Field, Form, FormKind, Policy, Text


class KindError(Exception):
    """A form kind was registered that is not one of the six, or twice."""


class NotTaken(Exception):
    """A kind of form takes no such answers now; nothing was kept. ``code`` is that of a problem (`forms.problem`)."""

    code = ""


class Outdated(NotTaken):
    """They were judged by what this process remembered, and it is not so any more; nothing was kept."""

    code = "closed"


def chosen_in_words(field: Field, text: str, lang: str) -> str:
    """What was answered, in the words of the form where it was a choice; several choices stand in lines."""
    words = {choice.value: choice.label[lang] for choice in field.choices}
    return "\n".join(words.get(line, line) for line in text.split("\n")) if words else text


_CONFIRM = gettext_lazy("Confirm my registration")

type Settled = Mapping[str, Text | None]
"""Answers of one registration that were applied for and are decided on, by the field's id: no values to be corrected.
With each the words for what was decided; None where it stands as it was answered.
"""


@dataclass(frozen=True, slots=True)
class AfterReceipt:
    """What stands below the receipt of a registration: a template, and what it shows besides the page's own."""

    template: str
    shows: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of staff about one form, beside the list of what came in by it: the name of its address, and its title."""

    name: str
    title: str | Promise
    icon: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A submission that counts as it comes in, with what it says; ``policy`` rules."""

    submission: Submission
    answers: Answers
    policy: Policy


@dataclass(frozen=True, slots=True)
class AsRows:
    """What follows from a submission that counts as it comes in, where that is nothing but rows.

    Args:
        provided: what it was judged by, as it has to be still; else it is `Outdated`.
    """

    rows: Rows
    provided: Precondition


@dataclass(frozen=True, slots=True)
class Kind:
    """What a feature adds to a form of its kind.

    Args:
        kind: which of the six.
        title: what such a form is called, for lists.
        next_steps: one or two sentences on what happens after the confirmation.
        icon: name in the icon sprite.
        confirms: what the button says that confirms it.
        not_mine: what somebody says in the mail that asks for a confirmation, who did not do this; ``""`` where
            such an email has no link for it (`forms.not_mine`).
        is_answered: whether somebody here takes up each submission: it is new until then.
        told_apart: words by which staff tell submissions apart in a list where all are sealed, besides their moments;
            as many queries for one as for fifty.
        desk_pages: what staff go to from that list.
        after_receipt: what stands below a receipt, by the registration, its form, the language and the time.
        on_accepted: called in the transaction in which submissions are accepted, with them and the time.
        on_taken_in: called instead, for those that are accepted as they come in; None where their being accepted is all
            that matters.
        as_rows: the same of one of them as rows, written by one statement with others; None where there is more to do.
        origin: what is kept of the path of the page from which somebody came to write; ``""`` for nothing.
        is_collected: whether a sender without an address comes for a reply by themselves.
        collected_at: when such a sender came last; None for not yet.
        reply_link: what the mail of a reply leads to besides, by the reply, the language and the time: words, address.
        examine: says what is wrong with answers beyond what the fields say, in the language of the third argument.
        recall: what this process remembers, by which nothing is wrong with answers beyond what the fields say; it is
            kept with them, and `on_taken_in` makes sure that it is still so, or raises `Outdated`. None: they are
            examined.
        claim: takes what answers need that only so many get, when nothing else stands in their way, and returns what
            gives it back if they are not kept after all. Raises `NotTaken`.
        in_words: a value of a form as people read it, by the form, the field, the text as it is kept, and the language.
        ask_anew: the questions by which a person corrects a value of theirs (`forms.asked_anew`).
        page: where a form of this kind is filled in instead, by its form and language; ``""`` for the form's own page.
        settled: which answers of registrations of this kind are decided on by staff instead of being corrected, by
            registration; as many queries for one as for fifty.
        not_corrected: says so to the person and to staff, and how such a thing is changed.
        on_ended: called in the transaction in which registrations end (`forms.ending`), with them and the time.
        on_resumed: likewise, in that in which such an end is taken back.
    """

    kind: FormKind
    title: str | Promise
    next_steps: str | Promise
    icon: str
    is_answered: bool = False
    confirms: str | Promise = _CONFIRM
    not_mine: str | Promise = ""
    origin: Callable[[str, Policy], str] = lambda _path, _policy: ""
    is_collected: Callable[[Submission], bool] = lambda _submission: False
    collected_at: Callable[[Submission], datetime | None] = lambda _submission: None
    reply_link: Callable[[Reply, str, datetime], tuple[str, str] | None] = lambda _reply, _lang, _now: None
    examine: Callable[[Form, Answers, str], tuple[Problem, ...]] = lambda _form, _answers, _lang: ()
    recall: Callable[[Form, Answers], object] = lambda _form, _answers: None
    claim: Callable[[Form, Answers, datetime], Callable[[], None]] = lambda _form, _answers, _now: lambda: None
    in_words: Callable[[Form, Field, str, str], str] = lambda _form, *told: chosen_in_words(*told)
    ask_anew: AskAnew = as_field
    page: Callable[[Form, str], str] = lambda _form, _lang: ""
    told_apart: Callable[[Collection[UUID]], Mapping[UUID, str]] = lambda _submissions: {}
    desk_pages: Sequence[DeskPage] = ()
    after_receipt: Callable[[Submission, Form, str, datetime], AfterReceipt | None] = lambda *_told: None
    on_accepted: Callable[[Sequence[Submission], datetime], None] = lambda _submissions, _now: None
    on_taken_in: Callable[[Sequence[TakenIn], datetime], None] | None = None
    as_rows: Callable[[TakenIn, datetime], AsRows | None] = lambda _taken, _now: None
    settled: Callable[[Sequence[Submission], Charters], Mapping[UUID, Settled]] = lambda _submissions, _known: {}
    not_corrected: str | Promise = ""
    on_ended: Callable[[Sequence[Submission], datetime], None] = lambda _submissions, _now: None
    on_resumed: Callable[[Submission, datetime], None] = lambda _submission, _now: None

    def take_in(self, taken: Sequence[TakenIn], now: datetime) -> None:
        """Do what follows from submissions that are accepted as they come in, in the transaction that writes them."""
        if self.on_taken_in:
            self.on_taken_in(taken, now)
        else:
            self.on_accepted([one.submission for one in taken], now)


_kinds: dict[FormKind, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind. Called once by the feature's AppConfig.

    Raises:
        KindError: it is not one of the six, or already there.
    """
    if not isinstance(kind.kind, FormKind):
        raise KindError("There are six kinds of form that may ask for personal data, and this is not one of them.")
    if kind.kind in _kinds:
        raise KindError(f"The form kind {kind.kind} is registered twice.")
    _kinds[kind.kind] = kind


def of(kind: FormKind | str) -> Kind:
    """The registered kind.

    Raises:
        KeyError: its feature is not installed.
    """
    return _kinds[FormKind(kind)]


def in_words(form: Form, field: Field | None, text: str, lang: str) -> str:
    """A value of a form as people read it; of a field that the form does not have, the text as it is kept."""
    return of(form.kind).in_words(form, field, text, lang) if field else text
