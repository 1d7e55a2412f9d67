"""A form of the own page that was sent after the visit had ended: it comes back once its sender has come in again."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.core.forms import unsaved
from azukari.core.forms.typed_text import typed_texts
from azukari.lib.unsaved_form import UnsavedForm

TOKEN = "token"  # noqa: S105 - the name of an input
_TOKENS = frozenset({TOKEN})
_WAITS = 403


def owner_of(person: UUID) -> str:
    """As whose a form of the own page is kept."""
    return f"person:{person}"


def waits(request: HttpRequest, lang: str, *, now: datetime) -> HttpResponse | None:
    """The page that keeps what was sent until its sender has come in again; None where there is nothing to keep."""
    kept = request.POST.get(unsaved.KEPT, "")
    if not kept:
        form = unsaved.sent(request, page="", without=_TOKENS)
        kept = unsaved.seal(form, now=now) if form else ""
    context = {"kept": kept, "name": unsaved.KEPT, "lang": lang}
    return render(request, "own/unsaved_waits.html", context, status=_WAITS) if kept else None


def not_taken(request: HttpRequest, lang: str, person: UUID) -> HttpResponse | None:
    """The form again, where it was sent from a page of an earlier visit of the same person; None for any other."""
    form = unsaved.sent(request, page="", without=_TOKENS) if unsaved.is_from(request, owner_of(person)) else None
    return again(request, lang, form) if form else None


def again(request: HttpRequest, lang: str, form: UnsavedForm) -> HttpResponse:
    """The page with the form, or all that was typed, to be copied."""
    own = f"/{lang}/me"
    to = form.to if form.to.startswith(f"{own}/") else ""
    found = unsaved.again(request, form, [to, own], fixed=_TOKENS)
    return found or render(request, "own/unsaved.html", {"form": form, "typed": typed_texts(form.typed)})
