"""The door of the pages of one list: a duty that serves it; a form of another kind has no such pages."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from azukari.features.magazine.lists import MailingList, list_of
from azukari.features.magazine.models import Issue
from azukari.features.magazine.ways import ISSUES
from azukari.shells.staff.form_desk import FormDesk, serves_form_that

serves_list = serves_form_that(lambda form, policy: list_of(form, policy) is not None, way=ISSUES)
"""A decorator: as `serves_form`, for lists of the magazine; 404 for any other form."""


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
    return get_object_or_404(Issue.objects.prefetch_related("texts"), id=id, form=desk.form.slug)
