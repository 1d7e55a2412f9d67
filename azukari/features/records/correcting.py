"""Correction of one value at the person's request: for a purpose of one's own duty, by whoever's duty corrects (P40).

It begins on the opened record, by a POST, so that no address ever opens anything. What is written there now opens once
more, for the reason "check", and is recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy

from azukari.core.forms.answers import read_one
from azukari.core.forms.asked_anew import AskedAnew, Typed, as_field
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Submission
from azukari.core.forms.present import field_views
from azukari.core.forms.problem import Problem
from azukari.core.forms.shown_state import (
    AS_SHOWN,
    BOTH,
    KEEP,
    MINE,
    STORED,
    Beside,
    problem_of,
    shown_by,
    token_of,
    weigh,
)
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.correct import DecidedOn, NoSuchValue, Recognise, may_correct, says, still_says
from azukari.core.vault.held_fields import HeldField
from azukari.core.vault.reasons import Channel, Reason
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import RECORD
from azukari.lib.conflict import StaleVersion
from azukari.lib.three_way_merge import Value, normal
from azukari.policy.terms import Act, Category, Field, Form, Policy, Purpose
from azukari.shells.self_service import address
from azukari.shells.self_service.on_request import correct_and_tell
from azukari.shells.staff.answer import to_person
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import One
from azukari.shells.staff.known import known
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.submission_rows import number
from azukari.shells.staff.timeline import recipients_of

CHANNELS = {
    Channel.PHONE: gettext_lazy("By telephone"),
    Channel.LETTER: gettext_lazy("By letter"),
    Channel.IN_PERSON: gettext_lazy("In person"),
}


class ChannelForm(forms.Form):
    """How the person asked for it."""

    channel = One(
        gettext_lazy("How did the person ask for it?"),
        [(channel.value, words) for channel, words in CHANNELS.items()],
        missing=gettext_lazy("Choose how the person asked for it."),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One value of one person, and who corrects it for what."""

    person: UUID
    value: UUID
    who: Reader
    policy: Policy
    purpose: Purpose
    submission: Submission
    form: Form
    field: Field
    category: Category
    now: datetime


@opens_to(Opens.BOTH, Act.CORRECT)
@post_only("console-person", "person_id")
def correct(request: HttpRequest, person_id: UUID, value_id: UUID) -> HttpResponse:
    """Show one value with its field, or correct it; of one that is decided on, the record says where that is done."""
    try:
        case = _case(request, person_id, value_id)
        return _save(request, case) if "channel" in request.POST or "save" in request.POST else _page(request, case)
    except NoSuchValue as gone:
        raise Http404 from gone
    except DecidedOn:
        return to_person(person_id, "decided-on")


def _case(request: HttpRequest, person: UUID, value: UUID) -> _Case:
    """
    Raises:
        Http404: there is no such person.
        NoSuchValue: the person has no such value, or it was given to another duty.
        DecidedOn, Refused: see there; a refusal is recorded first.
    """
    who, now = reader(request), timezone.now()
    submissions = {submission.id: submission for submission in known(person, who, now)}
    slug = request.POST.get("purpose", "")
    found: HeldField = may_correct(value, person=person, purpose=slug, actor=who.actor, now=now)
    submission = submissions.get(found.submission)
    form = charters_of(request).form_of(submission) if submission else None
    field = form.field(found.field) if form else None
    if submission is None or form is None or field is None or who.policy is None:
        raise NoSuchValue
    used = who.policy.purposes[slug]
    return _Case(person, value, who, who.policy, used, submission, form, field, found.category, now)


def _opened(case: _Case) -> Opened:
    values = release(
        [case.person],
        purpose=case.purpose.slug,
        categories=frozenset({case.category}),
        actor=case.who.actor,
        reason=Reason.CHECK,
        now=case.now,
        options=ReleaseOptions(submission=case.submission.id, way=RECORD),
    )
    found = next((opened for opened in values.get(case.person, ()) if opened.id == case.value), None)
    if found is None:
        raise NoSuchValue
    return found


def _page(
    request: HttpRequest,
    case: _Case,
    typed: list[str] | None = None,
    problems: tuple[Problem, ...] = (),
    anew: AskedAnew | None = None,
    asking: ChannelForm | None = None,
    *,
    overtaken: bool = False,
) -> HttpResponse:
    lang, token = get_language() or "ja", request.POST.get(AS_SHOWN, "")
    beside: Mapping[str, Beside] = {}
    if overtaken and typed is not None:
        text = _opened(case).text
        token = token_of({case.field.id: _value(case, text)})
        mine, stored = {case.field.id: normal(typed)}, {case.field.id: _value(case, text)}
        found = weigh(request.POST, mine=mine, stored=stored, words={case.field.id: text})
        beside, typed = found.beside, [*_value(case, text)] if case.field.id in found.taken else typed
        problems = (problem_of(found, case.field.id),)
    if typed is None:
        text = _opened(case).text
        token = token_of({case.field.id: _value(case, text)})
        anew = of(case.form.kind).ask_anew(case.form, case.field, text, None, lang)
        typed = text.split("\n") if case.field.choices else [text]
    views = field_views(case.form, lang, {case.field.id: typed}, problems)
    fields = [replace(f, beside=beside.get(f.id)) for f in views if f.id == case.field.id]
    context = {
        "as_shown": token,
        "person_id": case.person,
        "value_id": case.value,
        "number": number(case.person),
        "purpose": case.purpose,
        "label": case.field.label[lang],
        "fields": () if anew else fields,
        **(anew.shows if anew else {}),
        "anew": anew.template if anew else "",
        "proves": case.category is Category.EMAIL,
        "form": asking or ChannelForm(),
        "recipients": recipients_of(case.person, case.category, case.policy, lang),
        "errors": problems,
    }
    return render(request, "console/correct.html", context, status=409 if overtaken else 422 if asking else 200)


def _value(case: _Case, text: str) -> Value:
    return normal(text.split("\n") if case.field.choices else [text])


def _seen(request: HttpRequest, case: _Case) -> Mapping[UUID, Recognise]:
    """By which the value is recognised as the page showed it."""
    was_shown = shown_by(request.POST)
    return {case.value: lambda text: was_shown(case.field.id, _value(case, text))} if was_shown else {}


def _meanwhile(request: HttpRequest, case: _Case, typed: list[str]) -> HttpResponse | None:
    """What is answered where something else was saved there meanwhile: both, or the record where that was chosen."""
    choice = request.POST.get(KEEP + case.field.id, "")
    unchosen = case.field.id in request.POST.getlist(BOTH) and choice != MINE
    if not still_says(_seen(request, case), person=case.person) or (unchosen and choice != STORED):
        return _page(request, case, typed, asking=ChannelForm(request.POST), overtaken=True)
    if unchosen:  # what is stored stays as it is
        return to_person(case.person, "unchanged")
    return None


def _save(request: HttpRequest, case: _Case) -> HttpResponse:
    typed = request.POST.getlist(case.field.id)
    ask, lang, anew = of(case.form.kind).ask_anew, get_language() or "ja", None
    if ask is not as_field:  # by questions of its own, with what was typed; they begin with what is written there now
        given: Typed = {name: tuple(values) for name, values in request.POST.lists()}
        anew = ask(case.form, case.field, _opened(case).text, given, lang)
    if anew and not anew.text:
        return _page(request, case, [], tuple(anew.problems), anew, ChannelForm(request.POST))
    if anew:
        typed = [anew.text]
    if meanwhile := _meanwhile(request, case, typed):
        return meanwhile
    problems: list[Problem] = []
    text = read_one(case.field, typed, lang=lang)
    if isinstance(text, Problem):
        problems.append(text)
    elif not text:
        problems.append(blank(case.field.id))
    elif says(case.value, text, person=case.person):
        _opened(case)  # whoever is told so has guessed what it says, and that counts as a look
        words = gettext("%(label)s: This is what is written there already.") % {"label": case.field.label[lang]}
        problems.append(Problem(case.field.id, "same", words))
    asking = ChannelForm(request.POST)
    if not asking.is_valid() or problems or isinstance(text, Problem):
        again = of(case.form.kind).ask_anew(case.form, case.field, anew.text, None, lang) if anew else None
        return _page(request, case, typed, tuple(problems), again, asking)
    return _correct(request, case, typed, text, asking)


def _correct(request: HttpRequest, case: _Case, typed: list[str], text: str, asking: ChannelForm) -> HttpResponse:
    by_mail = case.category is Category.EMAIL
    common: dict[str, Any] = {
        "person": case.person,
        "purpose": case.purpose.slug,
        "channel": Channel(asking.cleaned_data["channel"]),
        "actor": case.who.actor,
        "lang": case.submission.lang,
        "now": case.now,
    }
    try:
        if by_mail:
            address.ask_on_request(case.value, text, **common)
        else:
            correct_and_tell({case.value: text}, **common, seen=_seen(request, case))
    except StaleVersion:
        return _page(request, case, typed, asking=asking, overtaken=True)
    except address.TooMany:
        words = gettext("Several new addresses were given for this person today. Please try again tomorrow.")
        return _page(request, case, typed, (Problem(case.field.id, "too_many", words),), asking=asking)
    return to_person(case.person, "address-asked" if by_mail else "corrected")


def blank(field: str) -> Problem:
    """Nothing is corrected to nothing."""
    words = gettext("Write the correct text. To have it erased, the person uses their own page or makes a request.")
    return Problem(field, "blank", words)
