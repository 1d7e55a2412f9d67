"""One step: a page with a few questions and one button; and what any button of a page answers when it cannot be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.core.accounts.staff_refusals import StaffError
from azukari.core.forms.read_again import read_again
from azukari.core.forms.shown_state import AS_SHOWN
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.shells.staff.answer import number
from azukari.shells.staff.fields import Answers, Fields, Questions
from azukari.shells.staff.overtaken import LastChange, compared, marked, overtaken, version_of

type Do = Callable[[Answers, int], HttpResponse | str | None]
"""Carries a step out: the answers, and the version that the page showed; may return where to go on, or a page."""
type Page = Callable[[Questions, int], HttpResponse]
"""Shows a page with what is wrong with its form, and a status."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    Args:
        lead: one or two sentences that say what will happen.
        points: what belongs to it, one a line.
        stop: whether it cannot be done now; the lead says why, and there is no button.
        button: a verb.
        above: the pages above it, each an address and its name; the last is the one to return to.
        version: of the row as the page shows it.
        do: carries it out with the answers and the version that was sent.
        danger: whether the button takes something away.
        last: for a step that changes what its fields show: who saved it last. Where somebody else saved meanwhile, the
            page comes again with both (`desk.overtaken`). The verb compares the version that ``do`` gets.
    """

    title: str
    lead: str
    button: str
    above: Sequence[tuple[str, str]]
    fields: Fields
    do: Do
    version: int = 0
    icon: str = "check"
    danger: bool = False
    points: Sequence[str] = ()
    stop: bool = False
    last: LastChange | None = None

    @property
    def back(self) -> str:
        return self.above[-1][0]


def answer(request: HttpRequest, step: Step) -> HttpResponse:
    """Show the step, or carry it out; its ``do`` may say where to go on."""

    def page(form: Questions, status: int) -> HttpResponse:
        context = {"step": step, "form": form, "here": request.get_full_path()}
        return render(request, "console/step.html", context, status=status)

    def do(answers: Answers) -> HttpResponse:
        version = number(request.POST.get("version")) if step.last is None else version_of(request, step.version)
        onward = step.do(answers, version)
        return onward if isinstance(onward, HttpResponse) else redirect(onward or step.back)

    return ask(request, step.fields, do, page, last=step.last)


def ask(
    request: HttpRequest,
    fields: Fields,
    do: Callable[[Answers], HttpResponse],
    page: Page,
    *,
    last: LastChange | None = None,
) -> HttpResponse:
    """Show a page with a form, or carry out what was sent.

    Args:
        last: as of a `Step`; ``do`` then passes the verb `overtaken.version_of`. Where somebody saved between the
            reading of this page and its saving, its view reads everything anew.
    """
    if request.method != "POST":
        return page(Questions(fields) if last is None else marked(Questions(fields)), 200)
    if last is not None:
        return judge(request, lambda *sent: Questions(fields, *sent), partial(_at_one_moment, request, do), page, last)
    return carry_out(request, do, page, Questions(fields, request.POST, request.FILES))


def _at_one_moment(request: HttpRequest, do: Callable[[Answers], HttpResponse], answers: Answers) -> HttpResponse:
    try:
        return do(answers)
    except StaleVersion:
        again = read_again(request) if AS_SHOWN in request.POST else None
        if again is None:
            raise
        return again


def judge(
    request: HttpRequest,
    make: Callable[..., Any],
    do: Callable[[Answers], HttpResponse],
    page: Callable[[Any, int], HttpResponse],
    last: LastChange,
) -> HttpResponse:
    """Carry out what was sent to a form that changes what its fields show, unless that was changed meanwhile.

    Args:
        make: the form of what is held now; called with what was sent, or with nothing.
    """
    found = compared(request, make())
    form = marked(make(found.data, request.FILES))
    if found.beside:
        return page(overtaken(request, form, found, last), 409)

    def carry(answers: Answers) -> HttpResponse:
        return do({name: value for name, value in answers.items() if name != AS_SHOWN})

    return carry_out(request, carry, page, form)


def carry_out(
    request: HttpRequest, do: Callable[[Answers], HttpResponse], page: Page, form: Any = None
) -> HttpResponse:
    """Do what was posted; where that cannot be, the page says why.

    Args:
        do: gets the answers; may find more that is wrong with them, as a ``ValidationError``.
        page: shown with the form and 422 where an answer is wrong, 409 where things do not stand so any more.
        form: what was asked; None for a button that asks nothing.
    """
    form, lang = Questions({}, request.POST) if form is None else form, get_language() or "ja"
    if not form.is_valid():
        return page(form, 422)
    try:
        return do(form.cleaned_data)
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return page(form, 422)
    except StaleVersion:
        form.add_error(None, _("Someone has changed this in the meantime. Check it again, then decide."))
    except InvalidTransition as trouble:
        form.add_error(None, trouble.sentence[lang])
    except StaffError as trouble:
        form.add_error(trouble.field if trouble.field in form.fields else None, trouble.sentence[lang])
    return page(form, 409)
