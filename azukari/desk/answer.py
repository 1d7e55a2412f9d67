"""Small things that every view of the editor answers with."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.accounts.who import names

_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the summary of errors."""

    field_id: str
    message: str


def moved_on(request: HttpRequest) -> HttpResponse:
    """The draft is not what this person saw; nothing was done."""
    return render(request, "console/policy/moved_on.html", status=409)


def number(text: str | None) -> int:
    """A version as a page carries it; -1, which no draft has, for anything else."""
    return int(text) if text and text.isdecimal() and len(text) <= _DIGITS else -1


def uuid(text: str) -> UUID | None:
    """An id as a page carries it; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def staff_name(reference: str) -> str:
    """The name of a member of staff by the reference that a row keeps; empty for the program itself."""
    return names([reference]).get(reference, "")
