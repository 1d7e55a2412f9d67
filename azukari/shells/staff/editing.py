"""Editing under a lock: a form of staff that changes a row which has no version of its own (`desk.overtaken`)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from azukari.shells.staff.fields import Answers
from azukari.shells.staff.overtaken import LastChange, marked
from azukari.shells.staff.step import judge

type Make[F] = Callable[..., F]
"""Makes the form from what is held now; called with what was sent, or with nothing."""


def edit[F: forms.Form](
    request: HttpRequest,
    make: Make[F],
    do: Callable[[Answers], HttpResponse],
    page: Callable[[F, int], HttpResponse],
    *,
    held: Callable[[], LastChange | None],
) -> HttpResponse:
    """Show a form that changes what is held; or carry out what was sent, unless others saved something else meanwhile.

    Args:
        make: reads what is held each time that it is called.
        do: carries it out; may raise what `step.carry_out` puts into words.
        page: shows the form, with a status; reads by itself what else it shows of the row.
        held: locks the row in the transaction in which ``do`` runs, and may say who changed it last.
    """
    if request.method != "POST":
        return page(marked(make()), 200)
    shown: list[tuple[Any, int]] = []  # a page is made after the transaction: what it opens is recorded for good

    def later(form: Any, status: int) -> HttpResponse:
        shown.append((form, status))
        return HttpResponse(status=status)

    with transaction.atomic():
        last = held() or LastChange()
        answer = judge(request, make, do, later, last)
        if shown:
            transaction.set_rollback(True)
    return page(*shown[0]) if shown else answer
