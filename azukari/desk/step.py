"""One step: a page with a few questions and one button. What it does is a verb of `azukari.disclosure`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from azukari.desk.acts import Doer
from azukari.desk.answer import number
from azukari.desk.fields import Answers, Fields, Questions
from azukari.desk.refusals import refused
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.vault.refusal import Refused

type Do = Callable[[Answers, int], HttpResponse | str | None]
"""Carries a step out: the answers, and the version that the page showed; may return where to go on, or a page."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    Args:
        lead: one or two sentences that say what will happen.
        button: a verb.
        back: the address to return to; ``crumb`` is what it is called.
        version: of the row as the page shows it.
        do: carries it out with the answers and the version that was sent.
        danger: whether the button takes something away.
        home: address and name of the list to which it belongs; blank for that of recipients.
    """

    title: str
    lead: str
    button: str
    back: str
    crumb: str
    fields: Fields
    do: Do
    version: int = 0
    icon: str = "check"
    danger: bool = False
    home: tuple[str, str] = ("", "")


def answer(request: HttpRequest, who: Doer, step: Step) -> HttpResponse:
    """Show the step, or carry it out; its ``do`` may say where to go on."""
    if request.method != "POST":
        return _page(request, step, Questions(step.fields))
    form = Questions(step.fields, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, step, form, status=422)
    try:
        onward = step.do(form.cleaned_data, number(request.POST.get("version")))
    except Refused as refusal:
        return refused(request, refusal.verdict)
    except StaleVersion:
        form.add_error(None, _("Somebody changed this meanwhile. Look at it again, then decide."))
        return _page(request, step, form, status=409)
    except InvalidTransition as trouble:
        form.add_error(None, trouble.sentence[who.lang])
        return _page(request, step, form, status=409)
    return onward if isinstance(onward, HttpResponse) else redirect(onward or step.back)


def _page(request: HttpRequest, step: Step, form: Questions, *, status: int = 200) -> HttpResponse:
    context = {"step": step, "form": form, "here": request.get_full_path()}
    return render(request, "console/recipients/step.html", context, status=status)
