"""The door of the desk's pages about one campaign: a duty that serves its form, or 403 and a record."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.desk.form_desk import FormDesk, serves_form
from azukari.policy.terms import FormKind

type View[**P] = Callable[Concatenate[HttpRequest, FormDesk, P], HttpResponse]


def serves_campaign[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator, as `serves_form`; of a form that is no campaign the page says so."""

    @wraps(view)
    def guarded(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if desk.form.kind is not FormKind.CAMPAIGN:
            status = 404 if request.method in ("GET", "HEAD") else 422
            return render(request, "campaigns/desk/none.html", {"form": desk.form}, status=status)
        return view(request, desk, *args, **kwargs)

    return serves_form(guarded)
