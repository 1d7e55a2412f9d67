"""Correction in place: the field as its form asks it, with what is held, judged by the same rules (P40)."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from azukari.core.forms.answers import read_one
from azukari.core.forms.asked_anew import AskedAnew
from azukari.core.forms.kinds import of
from azukari.core.forms.present import field_views
from azukari.core.forms.problem import Problem
from azukari.core.forms.read_again import read_again
from azukari.core.forms.shown_state import Weighed, problem_of, token_of, weigh
from azukari.core.vault.correct import NoSuchValue, correct
from azukari.lib.conflict import StaleVersion
from azukari.lib.three_way_merge import normal
from azukari.policy.terms import Form
from azukari.shells.self_service import address
from azukari.shells.self_service.guard import Visit, own_page, sentence
from azukari.shells.self_service.holdings import HeldValue


@own_page("GET", "HEAD", "POST")
def value(visit: Visit, value: UUID) -> HttpResponse:
    """Show one value with its field, or correct it; of one that is decided on, say how it is changed."""
    found = visit.own_data().value(value)
    if found is None:
        return _gone(visit)
    registration, held = found
    if held.settled:
        return sentence(visit.request, 409, _("This is not corrected here"), str(held.settled))
    form = visit.charters.at(registration.submission.charter_id).policy.forms[registration.submission.form]
    field, posted = form.field(held.field), visit.request.POST
    typed = {name: tuple(values) for name, values in posted.lists()} if visit.request.method == "POST" else None
    anew = of(form.kind).ask_anew(form, field, held.raw, typed, visit.lang) if field else None
    if anew:
        return _answered_anew(visit, form, held, anew)
    if visit.request.method != "POST":
        return _page(visit, form, held, _lines(held), ())
    if visit.is_switched:
        return _page(visit, form, held, visit.request.POST.getlist(held.field), ())
    return _correct(visit, form, held)


def _correct(visit: Visit, form: Form, held: HeldValue) -> HttpResponse:
    field = form.field(held.field)
    typed = visit.request.POST.getlist(held.field)
    if field is None:
        return _gone(visit)
    said = {held.field: normal(_lines(held))}
    found = weigh(visit.request.POST, mine={held.field: normal(typed)}, stored=said, words={held.field: held.raw})
    typed = _lines(held) if held.field in found.taken else typed
    if found.beside:
        return _page(visit, form, held, typed, (problem_of(found, held.field),), found)
    text = read_one(field, typed, lang=visit.lang)
    if isinstance(text, Problem):
        return _page(visit, form, held, typed, (text,))
    return _replace(visit, form, held, typed, text)


def _lines(held: HeldValue) -> list[str]:
    return held.raw.split("\n") if held.choices else [held.raw]


def _answered_anew(visit: Visit, form: Form, held: HeldValue, anew: AskedAnew) -> HttpResponse:
    field = form.field(held.field)
    text = read_one(field, anew.text, lang=visit.lang) if field and anew.text else ""
    if isinstance(text, Problem):
        anew, text = replace(anew, problems=(text,)), ""
    if text:
        return _replace(visit, form, held, [text], text)
    context = {**anew.shows, "anew": anew.template, "held": held, "form": form, "errors": anew.problems}
    return visit.render("own/correct.html", context, status=422 if anew.problems else 200)


def _replace(visit: Visit, form: Form, held: HeldValue, typed: list[str], text: str) -> HttpResponse:
    if text == held.raw:
        return visit.back()
    try:
        if held.proves and text:
            address.ask(held.id, text, person=visit.person, lang=visit.lang, now=visit.now)
            return visit.back(done="address")
        if held.proves:
            message = _(
                "This address opens your own page, so it cannot be left blank. To remove it, erase what it is used for."
            )
            return _page(visit, form, held, [""], (Problem(held.field, "proves", message),))
        correct(held.id, text, person=visit.person, actor=visit.actor, now=visit.now, seen=held.raw.__eq__)
    except NoSuchValue:
        return _gone(visit)
    except StaleVersion:
        return read_again(visit.request) or _page(visit, form, held, typed, (problem_of(Weighed(), held.field),))
    except address.TooMany:
        message = _("You have given several new addresses today. Please try again tomorrow.")
        return _page(visit, form, held, typed, (Problem(held.field, "too_many", message),))
    return visit.back(done="corrected" if text else "blanked")


def _page(
    visit: Visit,
    form: Form,
    held: HeldValue,
    typed: list[str],
    problems: tuple[Problem, ...],
    found: Weighed | None = None,
) -> HttpResponse:
    fields = [f for f in field_views(form, visit.lang, {held.field: typed}, problems) if f.id == held.field]
    if found:
        fields = [replace(field, beside=found.beside.get(field.id)) for field in fields]
    token = token_of({held.field: normal(_lines(held))})
    context = {"held": held, "form": form, "fields": fields, "errors": problems, "as_shown": token}
    return visit.render("own/correct.html", context, status=409 if found else 422 if problems else 200)


def _gone(visit: Visit) -> HttpResponse:
    text = _("We no longer hold it, so there is nothing to correct.")
    return sentence(visit.request, 404, _("There is no such entry"), text)
