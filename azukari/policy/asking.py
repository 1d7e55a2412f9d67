"""What a form asks of somebody: its pages and sections, and which fields remain, given what was answered so far.

Pure. Page, API, import and preview all ask here, so that what is shown, what is accepted and what is stored are one.
A field is asked while its section's condition and its own hold; a condition holds only while the question that it
points to is itself asked, so nothing that is hidden can make anything else appear.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from azukari.policy.terms import Condition, Field, FieldType, Form, Section

CHOOSING = frozenset({FieldType.CHOICE, FieldType.CHOICES})

type Chosen = Mapping[str, Collection[str]]
"""Field id to what was chosen there."""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that stand together: those of one section, or those before the first."""

    section: Section | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of a form. ``number`` counts from 1."""

    number: int
    parts: tuple[FieldGroup, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for part in self.parts for field in part.fields)


def pages(form: Form) -> tuple[FormPage, ...]:
    """The form page by page. Sections without a field are left out; there is at least one page."""
    found: list[list[FieldGroup]] = [[]]
    for part in _parts(form):
        if not part.fields:
            continue
        if part.section is not None and part.section.page and found[-1]:
            found.append([])
        found[-1].append(part)
    return tuple(FormPage(number, tuple(parts)) for number, parts in enumerate(found, 1))


def in_order(form: Form) -> tuple[Field, ...]:
    """The fields as people meet them."""
    return tuple(field for part in _parts(form) for field in part.fields) if form.sections else form.fields


def is_conditional(form: Form) -> bool:
    """Whether anything depends on an answer."""
    return any(field.show_if for field in form.fields) or any(section.show_if for section in form.sections)


def conditions(form: Form, field: Field) -> tuple[Condition, ...]:
    """All that must hold for the field to be asked: its section's condition and its own."""
    section = next((each for each in form.sections if each.slug == field.section), None)
    both = (section.show_if if section else None, field.show_if)
    return tuple(condition for condition in both if condition is not None)


def asked(form: Form, chosen: Chosen, *, undecided: Collection[str] = ()) -> frozenset[str]:
    """The ids of the fields that are asked.

    Args:
        chosen: what was answered; of interest are the choices alone.
        undecided: ids of questions still to come; what depends on them may yet be asked, and counts as asked.
    """
    found: set[str] = set()
    for field in in_order(form):
        if all(
            condition.field in found
            and (condition.field in undecided or not set(condition.values).isdisjoint(chosen.get(condition.field, ())))
            for condition in conditions(form, field)
        ):
            found.add(field.id)
    return frozenset(found)


def _parts(form: Form) -> list[FieldGroup]:
    known = {section.slug for section in form.sections}
    loose = tuple(field for field in form.fields if field.section not in known)
    return [
        FieldGroup(None, loose),
        *(FieldGroup(s, tuple(field for field in form.fields if field.section == s.slug)) for s in form.sections),
    ]
