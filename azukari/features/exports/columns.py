"""The columns of a list that is taken out: fields that its purpose may see, and no others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from azukari.core.forms.kinds import Settled, chosen_in_words
from azukari.core.vault.release import Opened
from azukari.policy.terms import Category, Field, Form, Policy, Purpose
from azukari.shells.staff.people_forms import ON_A_LIST
from azukari.shells.staff.scope import Scope


@dataclass(frozen=True, slots=True)
class Column:
    """A field that may be chosen.

    Args:
        needed: the purpose cannot be served without its category, so that it is chosen to begin with.
    """

    field: Field
    needed: bool

    @property
    def category(self) -> Category:
        return self.field.category


def of_people(purpose: Purpose, policy: Policy, scope: Scope) -> list[Column]:
    """What a list of people may hold: each field once, in the words of the reader's own forms first. Answers and
    messages are taken out form by form.
    """
    forms = sorted(policy.forms.values(), key=lambda form: form.slug not in scope.forms)
    fields = (field for form in forms for field in form.fields if field.category in ON_A_LIST)
    return _columns(fields, purpose)


def of_form(form: Form, purpose: Purpose) -> list[Column]:
    """What a list of a form's submissions may hold."""
    return _columns(form.fields, purpose)


def _columns(fields: Iterable[Field], purpose: Purpose) -> list[Column]:
    found: dict[str, Field] = {}
    for field in fields:
        if purpose.slug in field.purposes and field.category in purpose.categories:
            found.setdefault(field.id, field)
    return [Column(field, field.category in purpose.needs) for field in found.values()]


def categories(columns: Sequence[Column]) -> frozenset[Category]:
    """What has to be opened for these columns."""
    return frozenset(column.category for column in columns)


def cells(
    opened: Sequence[Opened],
    columns: Sequence[Column],
    known: Mapping[str, Field],
    settled: Mapping[UUID, Settled],
    lang: str,
) -> list[str]:
    """What was opened of one person, column by column; several values of one field stand side by side, newest first.

    Args:
        columns: those that were chosen.
        known: all fields of today's forms by name. A field that there is no more has no column; what was written into
            it goes to the first chosen one of its category.
        settled: by registration, what was decided in the place of values (`forms.settled`).
    """
    spare: dict[Category, str] = {}
    for column in columns:
        spare.setdefault(column.category, column.field.id)
    texts: dict[str, list[str]] = {}
    for value in sorted(opened, key=lambda value: value.created_at, reverse=True):
        field = known.get(value.field)
        name = value.field if field else spare.get(value.category, "")
        text = value.text
        if decided := settled.get(value.submission, {}).get(value.field):
            text = decided[lang]
        elif field and field.choices:
            text = "; ".join(chosen_in_words(field, text, lang).splitlines())
        texts.setdefault(name, []).append(text)
    return [" / ".join(dict.fromkeys(texts.get(column.field.id, ()))) for column in columns]
