"""The door of the pages of one volunteers' form: a duty that serves it; a form of another kind has no such pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from azukari.desk.doors import Opens, opens_to
from azukari.desk.form_desk import FormDesk, View, serves_form
from azukari.policy.terms import FormKind
from azukari.volunteers.models import Opening, Shift


def serves_volunteers[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator: as `serves_form`, for forms by which people become volunteers; 404 for any other."""

    @wraps(view)
    def of_volunteers(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if desk.form.kind is not FormKind.VOLUNTEERS:
            raise Http404
        return view(request, desk, *args, **kwargs)

    return opens_to(Opens.BOTH)(serves_form(of_volunteers))


def opening_of(desk: FormDesk, id: UUID) -> Opening:
    """An opening of this form.

    Raises:
        Http404: there is none.
    """
    found = Opening.objects.filter(id=id, form=desk.form.slug).first()
    if found is None:
        raise Http404
    return found


def shift_of(desk: FormDesk, id: UUID) -> Shift:
    """A shift of this form, with its opening.

    Raises:
        Http404: there is none.
    """
    found = Shift.objects.filter(id=id, opening__form=desk.form.slug).select_related("opening").first()
    if found is None:
        raise Http404
    return found
