"""One step: a page with a few questions and one button; and what any button of a page answers when it cannot be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.accounts.staff_refusals import StaffError
from azukari.desk.answer import number
from azukari.desk.fields import Answers, Fields, Questions
from azukari.lib.conflict import InvalidTransition, StaleVersion

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

    @property
    def back(self) -> str:
        return self.above[-1][0]


def answer(request: HttpRequest, step: Step) -> HttpResponse:
    """Show the step, or carry it out; its ``do`` may say where to go on."""

    def page(form: Questions, status: int) -> HttpResponse:
        context = {"step": step, "form": form, "here": request.get_full_path()}
        return render(request, "console/step.html", context, status=status)

    def do(answers: Answers) -> HttpResponse:
        onward = step.do(answers, number(request.POST.get("version")))
        return onward if isinstance(onward, HttpResponse) else redirect(onward or step.back)

    return ask(request, step.fields, do, page)


def ask(request: HttpRequest, fields: Fields, do: Callable[[Answers], HttpResponse], page: Page) -> HttpResponse:
    """Show a page with a form, or carry out what was sent."""
    if request.method != "POST":
        return page(Questions(fields), 200)
    return carry_out(request, do, page, Questions(fields, request.POST, request.FILES))


def carry_out(
    request: HttpRequest, do: Callable[[Answers], HttpResponse], page: Page, form: Questions | None = None
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
        form.add_error(None, _("Somebody changed this meanwhile. Look at it again, then decide."))
    except InvalidTransition as trouble:
        form.add_error(None, trouble.sentence[lang])
    except StaffError as trouble:
        form.add_error(trouble.field if trouble.field in form.fields else None, trouble.sentence[lang])
    return page(form, 409)
