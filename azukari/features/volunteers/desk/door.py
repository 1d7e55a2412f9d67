"""The door of the pages of one volunteers' form: a duty that serves it; a form of another kind has no such pages."""

from collections.abc import Callable
from typing import Concatenate
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from azukari.features.volunteers.models import Opening, Shift
from azukari.features.volunteers.ways import SHIFTS
from azukari.policy.terms import FormKind
from azukari.shells.staff import form_uploads
from azukari.shells.staff.form_desk import FormDesk, View, serves_form_that

serves_volunteers = serves_form_that(lambda form, _policy: form.kind is FormKind.VOLUNTEERS, way=SHIFTS)
"""A decorator: as `serves_form`, for forms by which people become volunteers; 404 for any other."""


def brings_in[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator: likewise, for pages by which a list comes in. The duty needs the act."""
    return form_uploads.brings_in(serves_volunteers, view)


def opening_of(desk: FormDesk, id: UUID) -> Opening:
    """An opening of this form.

    Raises:
        Http404: there is none.
    """
    return get_object_or_404(Opening, id=id, form=desk.form.slug)


def shift_of(desk: FormDesk, id: UUID) -> Shift:
    """A shift of this form, with its opening.

    Raises:
        Http404: there is none.
    """
    return get_object_or_404(Shift.objects.select_related("opening"), id=id, opening__form=desk.form.slug)
