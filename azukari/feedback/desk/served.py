"""The door of the desk's pages about one form of this kind: a duty that serves it, or 403 and a record."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse

from azukari.desk.form_desk import FormDesk, serves_form
from azukari.policy.terms import FormKind

type View[**P] = Callable[Concatenate[HttpRequest, FormDesk, P], HttpResponse]


def serves_feedback[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator, as `serves_form`; of a form of another kind there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if desk.form.kind is not FormKind.FEEDBACK:
            raise Http404
        return view(request, desk, *args, **kwargs)

    return serves_form(guarded)
