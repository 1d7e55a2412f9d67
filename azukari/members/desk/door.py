"""The door of the pages of one membership form: a duty that serves it; a form of another kind has no such pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse

from azukari.desk.doors import Opens, opens_to
from azukari.desk.form_desk import FormDesk, View, serves_form
from azukari.policy.terms import FormKind


def serves_members[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator: as `serves_form`, for forms by which people become members; 404 for any other."""

    @wraps(view)
    def of_members(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if desk.form.kind is not FormKind.MEMBERSHIP:
            raise Http404
        return view(request, desk, *args, **kwargs)

    return opens_to(Opens.BOTH)(serves_form(of_members))
