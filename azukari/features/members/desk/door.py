"""The doors of the pages of one membership form: a duty that serves it; and one with the act of taking lists out."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse

from azukari.features.members.ways import REGISTER
from azukari.policy.terms import Act, FormKind
from azukari.shells.staff import form_uploads
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.form_desk import FormDesk, View, serves_form_that
from azukari.shells.staff.form_uploads import see_that_they_may
from azukari.shells.staff.reauthentication import ask_again

serves_members = serves_form_that(lambda form, _policy: form.kind is FormKind.MEMBERSHIP, way=REGISTER)
"""A decorator: as `serves_form`, for forms by which people become members; 404 for any other."""


def takes_out[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator: likewise, for pages by which names leave the screen on paper or in a file. The duty needs the act,
    and whoever signed in a while ago says once more who they are.
    """

    @wraps(view)
    def taking(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        see_that_they_may(Act.EXPORT, desk)
        return ask_again(request) or view(request, desk, *args, **kwargs)

    return opens_to(Opens.BOTH, Act.EXPORT)(serves_members(taking))


def brings_in[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator: likewise, for pages by which a list comes in. The duty needs the act."""
    return form_uploads.brings_in(serves_members, view)


def takes_a_file[**P](view: View[P]) -> Any:
    """A decorator: `serves_members` for a view to which a file is posted, which stays in memory."""
    return form_uploads.takes_a_file(serves_members, view)
