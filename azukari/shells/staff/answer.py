"""Small things that every view of the editor answers with."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date

from azukari.core.accounts.who import names

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


def day_typed(text: str) -> date | None:
    """A day as a field of a page sends it; None for what is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def to_person(person: UUID, done: str = "") -> HttpResponse:
    """Back to the page of a person, which says what was done."""
    there = reverse("console-person", args=[person])
    return HttpResponseRedirect(f"{there}?done={done}#done" if done else there)


def staff_name(reference: str) -> str:
    """The name of a member of staff by the reference that a row keeps; empty for the program itself."""
    return names([reference]).get(reference, "")
