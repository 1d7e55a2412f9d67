"""Whom a case is about, by the numbers that the console shows.

A page calls a person and a registration by the tail of the identifier (`submission_rows.number`). Two may have the same
tail: then nobody is taken for the other, and the whole identifier says which; it stands in the address of the page.
"""

import re
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import CharField, F
from django.db.models.functions import Cast, Lower, Right
from django.utils.translation import gettext as _

from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.shells.staff.submission_rows import number

_SHORT = re.compile(r"[0-9a-f]{8}")
_LONG = re.compile(r"[0-9a-f]{32}")


def people_called(text: str) -> list[UUID]:
    """The people of ``text``, each once, one number a line: of a person or of a registration, short or whole; those
    whom a line names alone, if there is a `fault`.
    """
    found = _people(text)
    return list(dict.fromkeys(person for people in found.values() if len(people) == 1 for person in people))


def fault(text: str) -> str:
    """What is wrong with the lines of ``text``, or nothing. It says which lines and what to do, and quotes none."""
    found = _people(text)
    if unknown := [at for at, people in found.items() if not people]:
        return _("Line %(lines)s matches nobody here. Write the eight-character number from their page.") % {
            "lines": _at(unknown)
        }
    if shared := [at for at, people in found.items() if len(people) > 1]:
        return _(
            "The number in line %(lines)s belongs to more than one person. Write the long number from the address of"
            " the right page instead."
        ) % {"lines": _at(shared)}
    return ""


def _people(text: str) -> dict[int, frozenset[UUID]]:
    """Whom each line names, by its number; blank ones are passed over."""
    lines = [line.strip().lower().replace("-", "") for line in text.splitlines()]
    ids = [UUID(line) for line in lines if _LONG.fullmatch(line)]
    registered = Submission.objects.filter(id__in=ids).values_list("id", "person_id")
    whole = {**dict(registered), **{person: person for person in Person.objects.in_bulk(ids)}}
    found = {id.hex: frozenset({person}) for id, person in whole.items()}
    found |= _short(set(filter(_SHORT.fullmatch, lines)))
    return {at: found.get(line, frozenset()) for at, line in enumerate(lines, 1) if line}


def called(people: Collection[UUID]) -> list[str]:
    """How to write each of ``people`` so that `people_called` finds exactly them."""
    short = _short({number(person) for person in people})
    return [tail if len(short[tail := number(person)]) == 1 else str(person) for person in people]


def _short(tails: Collection[str]) -> dict[str, frozenset[UUID]]:
    """One look over each table: a tail is chance, so that no index knows it."""
    found: dict[str, frozenset[UUID]] = {}
    tail = Lower(Right(Cast("id", CharField()), 8))
    for rows in (
        Person.objects.annotate(tail=tail, of=F("id")),
        Submission.objects.annotate(tail=tail, of=F("person_id")),
    ):
        for text, person in rows.filter(tail__in=tails).values_list("tail", "of") if tails else ():
            found[text] = found.get(text, frozenset()) | {person}
    return found


def _at(places: Sequence[int]) -> str:
    return ", ".join(map(str, places))
