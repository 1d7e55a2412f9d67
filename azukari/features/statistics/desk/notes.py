"""Notes and goals: what was changed on a day, and what a site is for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from azukari.features.statistics.desk.asked import Asked, read
from azukari.features.statistics.desk.words import TITLES
from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.goals import KINDS, MOST
from azukari.features.statistics.models import Annotation, Goal
from azukari.features.statistics.referrer import domain_of, host_of
from azukari.features.statistics.scrub import looks_personal, path
from azukari.shells.staff.count_page import AtCounts
from azukari.shells.staff.fields import Day, One, Text


class NoteForm(forms.Form):
    """What was changed, where, and when."""

    day = Day(_("Day"))
    text = Text(
        _("What was changed"),
        help_text=_("In a few words, and nobody’s name."),
        check=lambda said: "" if _tells_nobody(said) else str(_("Please leave out addresses and numbers.")),
    )
    page = Text(_("Page"), max_length=120, required=False, help_text=_("Leave empty if it was the whole site."))

    def clean_page(self) -> str:
        """As pages are counted."""
        said = str(self.cleaned_data["page"])
        return path(said) if said else ""


def _tells_nobody(said: str) -> bool:
    """Whether it holds no mail address and no number of anybody."""
    return not any(looks_personal(word) for word in said.split() if "/" not in word)


class GoalForm(forms.Form):
    """What should be reached."""

    title = Text(_("What it is called"), max_length=120)
    dimension = One(_("What is reached"), [(kind.value, TITLES[kind]) for kind in KINDS])
    value = Text(
        _("Path or site"),
        max_length=120,
        help_text=_("Such as /ja/forms/membership, /files/report.pdf or example.org."),
    )

    def clean(self) -> dict[str, Any]:
        """As it is counted."""
        answers = dict(self.cleaned_data)
        said = str(answers.get("value", ""))
        if answers.get("dimension") == Dimension.OUTBOUND:
            answers["value"] = domain_of(host_of(said) or said.lower())
            if not answers["value"]:
                self.add_error("value", _("This is not the address of a website."))
        elif said:
            answers["value"] = path(said)
        return answers


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """The notes of a site, and a form for one more."""
    asked = read(request, at)
    rows, called = Annotation.objects.filter(site=asked.site), asked.called(at.lang)

    def add(said: Mapping[str, Any]) -> None:
        Annotation.objects.create(site=asked.site, **said)

    def shown() -> Sequence[Any]:
        return [(row, called(row.page) if row.page else "") for row in rows.order_by("-day")[:100]]

    form = NoteForm(request.POST if _adds(request) else None, initial={"day": asked.today, "page": asked.page})
    return _answer(request, asked, "notes", rows, form=form, add=add, shown=shown)


@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """The goals of a site, and a form for one more."""
    asked = read(request, at)
    rows, called = Goal.objects.filter(site=asked.site), asked.called(at.lang)

    def add(said: Mapping[str, Any]) -> None:
        if rows.count() < MOST:
            Goal.objects.create(site=asked.site, **said)

    def shown() -> Sequence[Any]:
        found = rows.order_by("title")[:MOST]
        return [(goal, TITLES[Dimension(goal.dimension)], _reached(goal, called)) for goal in found]

    form = GoalForm(request.POST if _adds(request) else None)
    return _answer(request, asked, "goals", rows, form=form, add=add, shown=shown)


def _reached(goal: Goal, called: Callable[[str], str]) -> str:
    """What it is that should be reached, by its name."""
    return called(goal.value) if goal.dimension == Dimension.PAGE else goal.value


def _adds(request: HttpRequest) -> bool:
    return request.method == "POST" and "remove" not in request.POST


def _answer(
    request: HttpRequest,
    asked: Asked,
    page: str,
    rows: Any,
    *,
    form: forms.Form,
    add: Callable[[Mapping[str, Any]], object],
    shown: Callable[[], Sequence[Any]],
) -> HttpResponse:
    """Add one or take one away and show the page anew; else the page, with what is wrong with the form."""
    number = request.POST.get("remove", "")
    if number.isdecimal():
        rows.filter(pk=int(number[:18])).delete()
    elif form.is_valid():
        add(form.cleaned_data)
    else:
        context = {"asked": asked, "form": form, "rows": shown()}
        return render(request, f"statistics/desk/{page}.html", context, status=422 if form.errors else 200)
    return redirect(reverse(f"console-statistics-{page}") + asked.query())
