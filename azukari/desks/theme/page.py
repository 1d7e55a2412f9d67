"""The look of the public pages: type, see it in light and in dark, then save; and go back as easily."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.accounts.who import names
from azukari.appearance import palette, words
from azukari.appearance.models import Theme
from azukari.appearance.theme import change, current, go_back
from azukari.desk.acts import Doer, needs_act, page_behind
from azukari.desk.answer import Problem, number
from azukari.desk.post_only import post_only
from azukari.desk.uploads import takes_files
from azukari.desks.theme import form
from azukari.desks.theme.form import Typed
from azukari.lib.colour import NotAColour, colour
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Act

_SHOWN = 10  # earlier versions


@dataclass(frozen=True, slots=True)
class WordingPlace:
    """One place for own words: its name, what it is called, and a text for each language."""

    name: str
    title: str
    hint: str
    texts: tuple[dict[str, str], ...]


@takes_files(Act.APPEARANCE)
def edit(request: HttpRequest, who: Doer) -> HttpResponse:
    """The page."""
    languages = who.policy.languages
    if request.method != "POST":
        return _page(request, who, form.of(current(), languages), saved=request.GET.get("done") == "saved")
    typed = form.read(request.POST, request.FILES, languages)
    if typed.wanted is None:
        return _page(request, who, typed, status=422)
    if request.POST.get("act") != "save":
        return _page(request, who, typed, preview=True)
    try:
        change(typed.wanted, based_on=typed.based_on, actor=who.actor, now=who.now)
    except StaleVersion:
        return _overtaken(request, who, typed)
    return _saved()


@post_only("console-theme")
@needs_act(Act.APPEARANCE)
def back(request: HttpRequest, who: Doer) -> HttpResponse:
    """Let an earlier version rule again."""
    try:
        go_back(
            number(request.POST.get("number")),
            based_on=number(request.POST.get("based_on")),
            actor=who.actor,
            now=who.now,
        )
    except (StaleVersion, Theme.DoesNotExist):
        return _overtaken(request, who, form.of(current(), who.policy.languages))
    return _saved()


@page_behind(Act.APPEARANCE)
def sample(request: HttpRequest, who: Doer) -> HttpResponse:  # noqa: ARG001 - the decorator hands it
    """The style sheet of the two samples, for colours that are not saved yet."""
    try:
        light = palette.shade(colour(request.GET.get("light", "")), dark=False)
        dark = palette.shade(colour(request.GET.get("dark", "")), dark=True)
    except (NotAColour, palette.HardToRead):
        return HttpResponse("", content_type="text/css; charset=utf-8", status=422)
    return HttpResponse(palette.preview(light, dark), content_type="text/css; charset=utf-8")


def _saved() -> HttpResponse:
    return HttpResponseRedirect(reverse("console-theme", query={"done": "saved"}))


def _overtaken(request: HttpRequest, who: Doer, typed: Typed) -> HttpResponse:
    """What was typed stays; the next try builds on what rules now, knowingly."""
    sentence = _("Somebody changed the look a moment ago. Compare with what rules now, then save once more.")
    problem = Problem("", sentence)
    again = Typed(current().number, typed.accent, typed.accent_dark, typed.texts, typed.logo, typed.wanted, (problem,))
    return _page(request, who, again, status=409)


def _page(
    request: HttpRequest, who: Doer, typed: Typed, *, preview: bool = False, saved: bool = False, status: int = 200
) -> HttpResponse:
    shown = typed.wanted or current()
    context: dict[str, Any] = {
        "typed": typed,
        "shown": shown,
        "places": _places(typed, who.policy.languages),
        "errors": list(typed.problems),
        "wrong": {problem.field_id: problem.message for problem in typed.problems},
        "instead": typed.instead,
        "preview": preview,
        "saved": saved,
        "ratios": (f"{shown.light.ratio:.1f}", f"{shown.dark.ratio:.1f}"),
        "versions": _versions(),
        "organisation": who.policy.organisation.name[who.lang],
        "own": {place: typed.texts.get((place, who.lang), "") for place in words.PLACES},
        "our_accent": palette.ACCENT,
    }
    return render(request, "console/theme.html", context, status=status)


def _places(typed: Typed, languages: tuple[str, ...]) -> list[WordingPlace]:
    wrong = {problem.field_id: problem.message for problem in typed.problems}
    titles = {
        "greeting": (_("Greeting"), _("On the first page, above the forms.")),
        "done": (_("After sending"), _("On the page that a person sees when a form has been sent.")),
        "footer": (_("Foot of the page"), _("At the foot of each page and each mail.")),
    }
    return [
        WordingPlace(
            name,
            titles[name][0],
            titles[name][1],
            tuple(
                {"lang": lang, "text": typed.texts.get((name, lang), ""), "error": wrong.get(f"{name}.{lang}", "")}
                for lang in languages
            ),
        )
        for name in words.PLACES
    ]


def _versions() -> list[tuple[Theme, str]]:
    """Earlier looks, each with the name of whoever chose it. Two queries."""
    rows = list(Theme.objects.order_by("-number").defer("logo")[1 : _SHOWN + 1])
    known = names({row.changed_by for row in rows})
    return [(row, known.get(row.changed_by, "")) for row in rows]
