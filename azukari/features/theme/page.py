"""The look of the public pages: type, see it in light and in dark, then save; and go back as easily."""

from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.accounts.who import names
from azukari.core.appearance import palette, words
from azukari.core.appearance.models import Theme
from azukari.core.appearance.outcome import outcome_of
from azukari.core.appearance.theme import change, current, go_back
from azukari.core.forms.read_again import read_again
from azukari.core.forms.shown_state import AS_SHOWN
from azukari.features.theme.form import LookForm, of
from azukari.lib.colour import NotAColour, colour
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, needs_act, page_behind
from azukari.shells.staff.answer import number
from azukari.shells.staff.overtaken import LastChange, compared, marked, overtaken, remark
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.uploads import takes_files

_SHOWN = 10  # earlier versions


@dataclass(frozen=True, slots=True)
class WordingPlace:
    """One place for own words: what it is called, and a question for each language."""

    title: str
    hint: str
    texts: list[BoundField]


@takes_files(Act.APPEARANCE)
def edit(request: HttpRequest, who: Doer) -> HttpResponse:
    """The page."""
    if request.method != "POST":
        return _page(request, who, saved=outcome_of(request) == "saved")
    now = current()
    stored = of(now, who.policy.languages)
    found = compared(request, stored)
    form = remark(LookForm(who.policy.languages, found.data, request.FILES), stored)
    based_on = now.number if AS_SHOWN in request.POST else number(request.POST.get("based_on"))
    if found.beside:
        changed_by = Theme.objects.filter(number=now.number).values_list("changed_by", "changed_at").first()
        overtaken(request, form, found, LastChange(*(changed_by or ())))
        return _page(request, who, form, based_on=based_on, status=409)
    if not form.is_valid():
        return _page(request, who, form, based_on=based_on, status=422)
    if request.POST.get("act") != "save":
        return _page(request, who, form, based_on=based_on, preview=True)
    try:
        change(form.wanted, based_on=based_on, actor=who.actor, now=who.now)
    except StaleVersion:
        again = read_again(request) if AS_SHOWN in request.POST else None
        return again or _overtaken(request, who, form)
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
        return _overtaken(request, who)
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


def _overtaken(request: HttpRequest, who: Doer, form: LookForm | None = None) -> HttpResponse:
    """What was typed stays; the next try builds on what rules now, knowingly."""
    sentence = _("Someone has just changed the appearance. Compare with the current one, then save again.")
    return _page(request, who, form, trouble=sentence, status=409)


def _page(
    request: HttpRequest,
    who: Doer,
    form: LookForm | None = None,
    *,
    based_on: int | None = None,
    preview: bool = False,
    saved: bool = False,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page.

    Args:
        form: what was typed; None for the look that rules.
        based_on: the number of the version that its author saw; None for the one that rules.
        trouble: why it could not be saved, though nothing is wrong with the answers.
    """
    now = current()
    form = form or marked(of(now, who.policy.languages))
    shown = form.wanted if form.is_bound and form.is_valid() else now
    if form.kept:
        form["logo"].label = _("Another file")
    context: dict[str, Any] = {
        "form": form,
        "based_on": now.number if based_on is None else based_on,
        "shown": shown,
        "colours": [(form[name], form.instead(name)) for name in ("accent", "accent_dark")],
        "places": _places(form),
        "errors": [{"message": trouble}] if trouble else [],
        "preview": preview,
        "saved": saved,
        "ratios": (f"{shown.light.ratio:.1f}", f"{shown.dark.ratio:.1f}"),
        "versions": _versions(),
        "organisation": who.policy.organisation.name[who.lang],
        "own": {place: form[f"{place}.{who.lang}"].value() for place in words.PLACES},
        "our_accent": palette.ACCENT,
    }
    return render(request, "console/theme.html", context, status=status)


def _places(form: LookForm) -> list[WordingPlace]:
    titles = {
        "mission": (
            _("Mission"),
            _("One sentence at the head of the first page: what you are there for. Up to 160 characters."),
        ),
        "greeting": (_("Greeting"), _("On the first page, above the forms.")),
        "done": (_("After sending"), _("On the page that a person sees when a form has been sent.")),
        "footer": (_("Foot of the page"), _("At the foot of each page and each mail.")),
    }
    return [WordingPlace(*titles[name], [form[f"{name}.{lang}"] for lang in form.languages]) for name in words.PLACES]


def _versions() -> list[tuple[Theme, str]]:
    """Earlier looks, each with the name of whoever chose it. Two queries."""
    rows = list(Theme.objects.order_by("-number").defer("logo")[1 : _SHOWN + 1])
    known = names({row.changed_by for row in rows})
    return [(row, known.get(row.changed_by, "")) for row in rows]
