"""Records that may be one person's: suggested for the reader's purposes, compared side by side, and decided.

Everything is masked until it is opened, for the purpose for which the two were found alike and with a reason. Deciding
that they are one person asks the people themselves; only where a record has no address do staff answer for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from azukari.core.appearance.outcome import outcome_of
from azukari.core.vault.pairing import (
    CheckMissing,
    PairGone,
    dismiss,
    is_waiting_for_answers,
    judge_pair,
    suggestion,
    suggestions,
)
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import RECORD
from azukari.policy.merge import IdentityCheck, needs_check
from azukari.policy.terms import Act, Category, Purpose
from azukari.shells.self_service.merging import ask_owners
from azukari.shells.staff.acts import Doer, needs_act, page_behind
from azukari.shells.staff.fields import One
from azukari.shells.staff.opened import as_asked
from azukari.shells.staff.opening import why
from azukari.shells.staff.people_forms import ON_A_LIST
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.scope import scope_of
from azukari.shells.staff.submission_rows import number

PAGE = 50
SIGNALS: Mapping[str, str | Promise] = {
    "name-phone": gettext_lazy("same name and phone number"),
    "phone": gettext_lazy("same phone number"),
    "name": gettext_lazy("same name"),
}
CHECKS: Mapping[IdentityCheck, str | Promise] = {
    IdentityCheck.IN_PERSON: gettext_lazy("The person was here and showed who they are"),
    IdentityCheck.DOCUMENT: gettext_lazy("A document that they sent shows it"),
    IdentityCheck.CALLED_BACK: gettext_lazy("We called back at a number that both records hold"),
}


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair as the list shows it."""

    id: UUID
    numbers: tuple[str, str]
    purpose: Purpose
    signal: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of data of both records, once opened."""

    label: str
    values: tuple[Sequence[Opened], Sequence[Opened]]

    @property
    def first(self) -> list[str]:
        """What the first record says, each once."""
        return [*dict.fromkeys(value.text for value in self.values[0])]

    @property
    def second(self) -> list[str]:
        """Likewise the second."""
        return [*dict.fromkeys(value.text for value in self.values[1])]

    @property
    def same(self) -> bool:
        """Whether they say the same in every field that both filled in: with one postcode, addresses still differ."""
        one, other = ({(value.field, value.text) for value in values} for values in self.values)
        shared = {field for field, _text in one} & {field for field, _text in other}
        return bool(shared) and shared == {field for field, _text in one & other}


class OpenForm(forms.Form):
    """Why both are opened."""

    reason = why()


class DecideForm(forms.Form):
    """How staff made sure who it is, where a record has no address that could be asked."""

    check = One(
        gettext_lazy("How did you make sure who it is?"),
        [(check.value, words) for check, words in CHECKS.items()],
        required=False,
    )


@page_behind(Act.MERGE)
def show(request: HttpRequest, doer: Doer) -> HttpResponse:
    """The pairs that were found for the reader's purposes, fifty a page. Nothing is opened."""
    own = scope_of(doer.actor, doer.policy, act=Act.MERGE).purposes & doer.policy.purposes.keys()
    page = Paginator(suggestions(own), PAGE).get_page(request.GET.get("page"))
    rows = [
        PairRow(
            pair.id,
            (number(pair.first_id), number(pair.second_id)),
            doer.policy.purposes[pair.purpose],
            str(SIGNALS.get(pair.signal, "")),
            is_waiting_for_answers(pair),
        )
        for pair in page.object_list
    ]
    done = {
        "several": gettext("They are different people. These pairs are not suggested again."),
        "none": gettext("Tick the pairs first."),
        "dismissed": gettext("They are two people. The pair is not suggested again."),
        "asked": gettext("The people are asked by email. Nothing changes until they have answered."),
        "merged": gettext("The two records are one now. For 30 days they can be parted again."),
        "gone": gettext("This has already been decided, or the records have changed."),
    }
    context = {"rows": rows, "page_obj": page, "done": done.get(outcome_of(request), "")}
    return render(request, "console/duplicates.html", context)


@page_behind(Act.MERGE)
def compare(request: HttpRequest, doer: Doer, pair_id: UUID) -> HttpResponse:
    """Two records side by side, masked."""
    return _at(request, doer, pair_id)


@post_only("console-duplicate", "pair_id")
@needs_act(Act.MERGE)
def open_both(request: HttpRequest, doer: Doer, pair_id: UUID) -> HttpResponse:
    """Open both for the purpose of the pair."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _at(request, doer, pair_id, form=form)
    try:
        pair = suggestion(pair_id)
        judge_pair(pair, actor=doer.actor, now=doer.now)
        opened = release(
            [pair.first_id, pair.second_id],
            purpose=pair.purpose,
            categories=frozenset(_kinds(doer.policy.purposes[pair.purpose])),
            actor=doer.actor,
            reason=Reason(form.cleaned_data["reason"]),
            now=doer.now,
            options=ReleaseOptions(way=RECORD),
        )
    except PairGone as gone:
        raise Http404 from gone
    return _at(request, doer, pair_id, opened=opened)


@post_only("console-duplicate", "pair_id")
@needs_act(Act.MERGE)
def decide(request: HttpRequest, doer: Doer, pair_id: UUID) -> HttpResponse:
    """Say that they are two people, or ask whether they are one."""
    form = DecideForm(request.POST)
    try:
        if request.POST.get("act") == "dismiss":
            dismiss(pair_id, actor=doer.actor, now=doer.now)
            return back("dismissed")
        method = IdentityCheck(form.cleaned_data["check"]) if form.is_valid() and form.cleaned_data["check"] else None
        done = ask_owners(pair_id, check=method, actor=doer.actor, now=doer.now)
    except PairGone:
        return back("gone")
    except CheckMissing:
        words = gettext("Choose how you made sure who it is: one of the records has no address that could be asked.")
        form.add_error("check", words)
        return _at(request, doer, pair_id, form=form)
    return back("merged" if done.merged else "asked")


def back(done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("console-duplicates", query={"done": done}))


def _kinds(purpose: Purpose) -> list[Category]:
    return [category for category in ON_A_LIST if category in purpose.categories]


def _at(
    request: HttpRequest,
    doer: Doer,
    pair_id: UUID,
    *,
    opened: Mapping[UUID, Sequence[Opened]] | None = None,
    form: forms.Form | None = None,
) -> HttpResponse:
    try:
        pair = suggestion(pair_id)
        one, other = judge_pair(pair, actor=doer.actor, now=doer.now)
    except PairGone as gone:
        raise Http404 from gone
    purpose = doer.policy.purposes[pair.purpose]
    kinds = _kinds(purpose)
    context: dict[str, Any] = {
        "pair": pair,
        "purpose": purpose,
        "signal": SIGNALS.get(pair.signal, ""),
        "people": [(p, number(p)) for p in (pair.first_id, pair.second_id)],
        "addresses": [one.confirmed, other.confirmed],
        "is_open": opened is not None,
        "labels": [doer.policy.categories[category][doer.lang] for category in kinds],
        "compared": [_compared(pair.first_id, pair.second_id, c, doer, opened or {}) for c in kinds],
        "asked": is_waiting_for_answers(pair),
        "needs_check": needs_check(one, other),
        "form": form,
        "opening": form if isinstance(form, OpenForm) else OpenForm(),
        "deciding": form if isinstance(form, DecideForm) else DecideForm(),
    }
    return render(request, "console/duplicate.html", context, status=422 if form else 200)


def _compared(
    first: UUID, second: UUID, category: Category, doer: Doer, opened: Mapping[UUID, Sequence[Opened]]
) -> Compared:
    def values(person: UUID) -> list[Opened]:
        found = (value for value in opened.get(person, ()) if value.category is category)
        return sorted(found, key=as_asked(doer.policy))

    return Compared(doer.policy.categories[category][doer.lang], (values(first), values(second)))
