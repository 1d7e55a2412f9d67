"""A form of staff that was sent after the session had ended: it waits on a page, and comes back after the sign-in."""

from dataclasses import replace
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from azukari.core.accounts.models import User
from azukari.core.forms import unsaved
from azukari.core.forms.typed_text import typed_texts
from azukari.lib.unsaved_form import UnsavedForm
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.inside import inside, page_before
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import user_of

_TOKENS = frozenset({"csrfmiddlewaretoken"})
_WAITS, _CONFLICT, _GONE = 403, 409, 410


def owner_of(user: User) -> str:
    """As whose a form of staff is kept."""
    return f"staff:{user.reference}"


def waits(request: HttpRequest) -> HttpResponse | None:
    """The page that keeps what was sent until its sender has signed in; None where there is nothing to keep."""
    unsaved.without_files(request)
    kept = request.POST.get(unsaved.KEPT, "")
    if not kept:
        form = unsaved.sent(request, page=_stood_on(request), without=_TOKENS)
        kept = unsaved.seal(form, now=timezone.now()) if form else ""
    if not kept:
        return None
    return render(request, "console/unsaved_waits.html", {"kept": kept, "name": unsaved.KEPT}, status=_WAITS)


def locked(request: HttpRequest) -> HttpResponse:
    """The page that keeps what was sent until its sender has a selected purpose again."""
    typed = {name: values for name, values in request.POST.lists() if name not in _TOKENS}
    pairs = [(name, str(value)) for name, values in typed.items() for value in values]
    files = unsaved.files(request)
    return _keep(request, UnsavedForm("", request.get_full_path(), _stood_on(request), pairs, files))


def keep_begun(request: HttpRequest) -> HttpResponse | None:
    """The same for a form that somebody was writing when their page locked, as its script sends it along; None where
    there was none.
    """
    typed = parse_qsl(request.POST.get("begun", ""), keep_blank_values=True)
    dropped = {*_TOKENS, unsaved.WHOSE}
    to, page = inside(request.POST.get("begun-to", "")), inside(request.POST.get("begun-at", ""))
    pairs = [(name, value) for name, value in typed if name not in dropped and "password" not in name]
    return _keep(request, UnsavedForm("", to, page, pairs)) if pairs and to else None


def _keep(request: HttpRequest, form: UnsavedForm) -> HttpResponse:
    kept = unsaved.seal(replace(form, owner=unsaved.code_of(owner_of(user_of(request)))), now=timezone.now())
    context = {"kept": kept, "name": unsaved.KEPT, "page": form.page}
    return render(request, "console/unsaved_locked.html", context, status=_CONFLICT)


def not_taken(request: HttpRequest) -> HttpResponse | None:
    """The form again, where it was sent with a token of an earlier session of the same person; None for any other."""
    user = request.user
    if not isinstance(user, User) or not unsaved.is_from(request, owner_of(user)):
        return None
    form = unsaved.sent(request, page=_stood_on(request), without=_TOKENS)
    return _again(request, form) if form else None


@csrf_exempt  # it shows what its sender had typed, and does nothing; the seal says whose it is
@opens_to(Opens.EVERYBODY)
@post_only("console")
def show(request: HttpRequest) -> HttpResponse:
    """The form again, once its sender has signed in."""
    form = unsaved.unseal(request.POST.get(unsaved.KEPT, ""), owner_of(user_of(request)), now=timezone.now())
    return _again(request, form) if form else render(request, "console/unsaved.html", {}, status=_GONE)


def _again(request: HttpRequest, form: UnsavedForm) -> HttpResponse:
    found = unsaved.again(request, form, [inside(form.page), inside(form.to)], fixed=_TOKENS)
    context = {"form": form, "typed": typed_texts(form.typed), "to": inside(form.to)}
    return found or render(request, "console/unsaved.html", context)


def _stood_on(request: HttpRequest) -> str:
    before = page_before(request)
    return "" if before == reverse("console-unsaved") else before
