"""The door of the pages of one list: a duty that serves it; a form of another kind has no such pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from azukari.desk.doors import Opens, opens_to
from azukari.desk.form_desk import FormDesk, View, serves_form
from azukari.magazine.lists import MailingList, list_of
from azukari.magazine.models import Issue


def serves_list[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator: as `serves_form`, for lists of the magazine; 404 for any other form."""

    @wraps(view)
    def of_list(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if list_of(desk.form, desk.policy) is None:
            raise Http404
        return view(request, desk, *args, **kwargs)

    return opens_to(Opens.BOTH)(serves_form(of_list))


def list_at(desk: FormDesk) -> MailingList:
    """The list of the desk, which `serves_list` has found."""
    found = list_of(desk.form, desk.policy)
    if found is None:
        raise Http404
    return found


def issue_at(desk: FormDesk, id: UUID) -> Issue:
    """An issue of this very list.

    Raises:
        Http404: there is none.
    """
    found = Issue.objects.filter(id=id, form=desk.form.slug).prefetch_related("texts").first()
    if found is None:
        raise Http404
    return found
