"""Taking over a register at the desk: a list is read, what it would come to is shown, and it can be put back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.importing.table import TableError, TooMuchToRead
from azukari.core.vault.files import FileGone
from azukari.features.members.desk.door import brings_in
from azukari.features.members.desk.listing import counted
from azukari.features.members.history.plan import Plan, plan_of
from azukari.features.members.history.reading import (
    Chosen,
    TellsNothing,
    choose,
    chosen_of,
    drop,
    keep_refused,
    outside_of,
    take_in,
)
from azukari.features.members.history.words import DONE, STATES, WHY
from azukari.features.members.history.work import begin, undo
from azukari.features.members.models import History, HistoryState, MemberClass
from azukari.features.members.registers import classes_of
from azukari.lib.conflict import InvalidTransition
from azukari.shells.staff.fields import Day, One, Questions, Upload
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only

REFRESH = 4
SHOWN, MOST_ROWS, EXAMPLES = 20, 50, 8
NOTHING = _(
    "No column tells a member number, a class, a day or a payment, or none has the email address by which a row finds "
    "its person. A list without addresses has to be the very file that was imported."
)


class ListForm(forms.Form):
    """The list."""

    list = Upload(
        _("The list"),
        accept=".csv,.tsv,.txt,.xlsx,text/csv",
        help_text=_(
            "CSV or an Excel workbook (.xlsx), up to 20 MB, with the column names in the first row. The list itself "
            "is not kept. Numbers, days and amounts are kept encrypted until they are imported, for a day at most."
        ),
        error_messages=dict.fromkeys(("required", "empty"), _("Choose a CSV file or an Excel workbook (.xlsx).")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@brings_in
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Lists that were read, and a list to begin with."""
    form = ListForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        made = _read(form, form.cleaned_data["list"], desk)
        if made is not None:
            return _back(desk, made)
    rows = History.objects.filter(form=desk.form.slug).order_by("-made_at", "-id")[:SHOWN]
    context = {
        "form": desk.form,
        "list_form": form,
        "classes": bool(classes_of(desk.form.slug)),
        "rows": [(each, STATES[each.state]) for each in rows],
        **counted(desk),
    }
    return render(request, "members/history/begin.html", context, status=422 if form.errors else 200)


def _read(form: ListForm, upload: "UploadedFile[Any]", desk: FormDesk) -> History | None:
    try:
        return take_in(
            list(upload.chunks()), form=desk.form.slug, answers_for=UUID(desk.who.actor.reference), now=desk.now
        )
    except TellsNothing:
        form.add_error("list", NOTHING)
    except TooMuchToRead:
        form.add_error("list", _("This takes more time or memory to read than a list of people does. Split it."))
    except TableError:
        form.add_error(
            "list", _("This cannot be read as a list. Save it as “CSV UTF-8” or as an Excel workbook (.xlsx).")
        )
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@brings_in
def show_one(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """What taking it over would come to; on POST, what was said about it."""
    here = _of(desk, id)
    try:
        if here.state == HistoryState.LOOKED:
            return _looked(request, desk, here)
        outside = outside_of(here)
    except FileGone:
        outside = []
        if here.state == HistoryState.LOOKED:
            drop(here)
            return _back(desk, here, "gone")
    response = _render(request, desk, here, {"outside": _lines(outside), "left_out": len(outside)})
    if here.state in (HistoryState.RUNNING, HistoryState.UNDOING):
        response.headers["Refresh"] = str(REFRESH)
    return response


def _looked(request: HttpRequest, desk: FormDesk, here: History) -> HttpResponse:
    plan, before = plan_of(here, today=desk.today), chosen_of(here)
    words = sorted(plan.unknown, key=str.casefold)
    form = _questions(desk, words, plan, before, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        said = {word: form.cleaned_data[f"class-{at}"] for at, word in enumerate(words)}
        choose(here, Chosen({word: id for word, id in said.items() if id}, form.cleaned_data.get("until")))
        return _back(desk, here, "chosen")
    context = {
        "plan": plan,
        "choosing": form,
        "over": plan.over(desk.today),
        "examples": plan.taken[:EXAMPLES],
        "outside": _lines(plan.refused),
        "left_out": len(plan.refused),
        "not_again": _lines(plan.not_again),
        "not_again_count": len(plan.not_again),
    }
    return _render(request, desk, here, context, status=422 if form.errors else 200)


def _questions(desk: FormDesk, words: list[str], plan: Plan, before: Chosen, *posted: Any) -> Questions:
    """Which class each word means, and until when those are paid who have no term."""
    own = classes_of(desk.form.slug)
    classes: list[tuple[str, Promise | str]] = [("", _("Leave these rows outside"))]
    classes += [(f"{each.id}", each.name[desk.lang]) for each in own]
    fields: dict[str, forms.Field] = {}
    for at, word in enumerate(words):
        label = _("“%(word)s” (rows: %(count)d)") % {"word": word or "–", "count": plan.unknown[word]}
        usual = before.classes.get(word) or _likely(word, own)
        fields[f"class-{at}"] = One(label, classes, shown="list", usual=usual, required=False)
    if before.until or any(code == "no-term" for _row, code in plan.refused):
        fields["until"] = Day(
            _("Until when are those paid of whom the list tells no term?"), required=False, initial=before.until
        )
    return Questions(fields, *posted)


def _likely(word: str, classes: Sequence[MemberClass]) -> str:
    """The only class whose name has the word in it, or is in it; ``""`` for none."""
    plain = word.casefold()
    names = [(f"{each.id}", name.casefold()) for each in classes for name in (each.name_ja, each.name_en)]
    fits = {id for id, name in names if plain and (plain in name or name in plain)}
    return fits.pop() if len(fits) == 1 else ""


@post_only("console-members-history-one", "slug", "id")
@brings_in
def take(request: HttpRequest, desk: FormDesk, id: UUID, step: str) -> HttpResponse:  # noqa: ARG001 - one button each
    """Take it over, put it back, or let it be."""
    act = _STEPS.get(step)
    if act is None:
        raise Http404
    here = _of(desk, id)
    try:
        act(desk, here)
    except InvalidTransition:
        return _back(desk, here, "moved")
    except FileGone:
        return _back(desk, here, "gone")
    return _back(desk, here)


def _begin(desk: FormDesk, here: History) -> None:
    if here.state != HistoryState.LOOKED:
        raise InvalidTransition("history.not-in-that-state")
    plan = plan_of(here, today=desk.today)
    keep_refused(here, plan.refused)
    begin(here, refused=len(plan.refused), now=desk.now)


_STEPS: Mapping[str, Callable[[FormDesk, History], None]] = {
    "begin": _begin,
    "undo": lambda _desk, here: undo(here),
    "drop": lambda _desk, here: drop(here),
}


def _lines(outside: list[tuple[int, str]]) -> list[tuple[int, Promise | str]]:
    return [(row, WHY.get(code, code)) for row, code in outside[:MOST_ROWS]]


def _render(
    request: HttpRequest, desk: FormDesk, here: History, more: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {
        "form": desk.form,
        "here": here,
        "state": STATES[here.state],
        "done": DONE.get(outcome_of(request)),
        **more,
        **counted(desk),
    }
    return render(request, "members/history/one.html", context, status=status)


def _of(desk: FormDesk, id: UUID) -> History:
    return get_object_or_404(History, id=id, form=desk.form.slug)


def _back(desk: FormDesk, here: History, done: str = "") -> HttpResponse:
    return desk.to("console-members-history-one", here.id, done=done)
