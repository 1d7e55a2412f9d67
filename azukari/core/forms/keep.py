"""From examined answers to a submission on disk, or one that is left to be written; and what a failure means."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError

from azukari.core.forms import once
from azukari.core.forms.answers import Answers
from azukari.core.forms.intake import IntakeOptions, Received, reason, receive
from azukari.core.forms.kinds import Outdated, of
from azukari.core.forms.models import Channel
from azukari.core.forms.notices import notices
from azukari.core.forms.once import Mark
from azukari.core.forms.problem import Problem
from azukari.core.forms.suspicion import Suspected
from azukari.core.policy_versions.current import Current
from azukari.lib.deferral import Deferral
from azukari.policy.terms import Form


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, as far as we want to know.

    Args:
        network: the client's network (`lib.network`), used for counting and forgotten.
        channel: by page or by API.
        altcha: the solved proof of work, or ``""``.
        hasty: whether they took less time than a person needs.
        origin: the page from which they came, as it may be kept.
        mark: by which the same form is known when it comes again; None where a program sends none.
        later: where its write may be left; None where it is waited for.
    """

    network: str
    channel: Channel
    altcha: str = ""
    hasty: bool = False
    origin: str = ""
    mark: Mark | None = None
    later: Deferral | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What is kept, or done, with a submission besides."""

    lang: str
    sender: Sender
    suspected: Suspected | None
    mail: bool


def sent_before(mark: Mark | None, *, now: datetime) -> Received | None:
    """What became of a form that has come already, as it was told then, whatever has happened to it since."""
    found = once.answered_before(mark, now=now) if mark else None
    return Received.told(*found) if found else None


def keep(charter: Current, form: Form, answers: Answers, about: About, *, now: datetime) -> Received | Problem:
    """Keep them, by what they were judged by; if that is not so any more, they are judged anew.

    Where the write is left (`about.sender.later`), this says what becomes of them once it is done.
    """
    if answers.judged_by is None or about.suspected:
        return _judged_anew(charter, form, answers, about, now=now)

    def judged(receive: Callable[[], Received]) -> Received | Problem:
        try:
            return receive()
        except Outdated:
            return _judged_anew(charter, form, answers, about, now=now)

    received = judged(lambda: _received(charter, form, answers, about, now=now))
    if about.sender.later:
        about.sender.later.around(judged)
    return received


def _judged_anew(charter: Current, form: Form, answers: Answers, about: About, *, now: datetime) -> Received | Problem:
    """By what is so now."""
    if answers.judged_by is not None:
        if problems := of(form.kind).examine(form, answers, about.lang):
            return problems[0]
        answers = replace(answers, judged_by=None)
    return _received(charter, form, answers, about, now=now)


def _received(charter: Current, form: Form, answers: Answers, about: About, *, now: datetime) -> Received:
    lang, sender = about.lang, about.sender
    give_back = of(form.kind).claim(form, answers, now)

    def failed(error: BaseException) -> Received:
        give_back()
        twin = sent_before(sender.mark, now=now) if isinstance(error, IntegrityError) else None  # came at this moment
        if twin is None:
            raise reason(error, charter, answers)
        return twin

    try:
        received = receive(
            charter=charter,
            form=form,
            answers=answers,
            lang=lang,
            notice=notices(charter, form)[lang].digest,
            channel=sender.channel,
            now=now,
            options=IntakeOptions(
                mail=about.mail, suspected=about.suspected, origin=sender.origin, mark=sender.mark, later=sender.later
            ),
        )
    except BaseException as error:
        return failed(error)
    if sender.later:
        sender.later.otherwise(failed)
    return received
