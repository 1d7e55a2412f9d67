"""A form of the policy as a page shows it: fields with what was typed and what is wrong, consents, a summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from azukari.forms.answers import CONSENT, Answers
from azukari.forms.problem import Problem
from azukari.policy.terms import Category, Field, FieldType, Form, Policy

type Typed = Mapping[str, Sequence[str]]
"""What was typed, by the name of the input, as it came."""

_AUTOCOMPLETE = {
    (Category.NAME, FieldType.TEXT): "name",
    (Category.EMAIL, FieldType.EMAIL): "email",
    (Category.ADDRESS, FieldType.POSTCODE): "postal-code",
    (Category.ADDRESS, FieldType.ADDRESS): "street-address",
    (Category.PHONE, FieldType.PHONE): "tel",
    (Category.FAX, FieldType.PHONE): "fax tel",
    (Category.OCCUPATION, FieldType.TEXT): "organization-title",
}


@dataclass(frozen=True, slots=True)
class ChoiceView:
    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """A question, as `site/part/field.html` takes it. No ``max_length``: browsers cut what is pasted without a word."""

    id: str
    type: str
    label: str
    required: bool
    hint: str = ""
    reason: str = ""
    error: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[ChoiceView, ...] = ()
    autocomplete: str = ""
    max_length: int | None = None
    address_id: str = ""  # the address that this postcode can fill in

    @property
    def finds_address(self) -> bool:
        return bool(self.address_id)


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One box for one purpose; never ticked unless the person ticked it."""

    name: str
    title: str
    statement: str
    checked: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A line of "check your answers". ``field_id`` is where its change button leads."""

    field_id: str
    label: str
    value: str


def address_field(form: Form, postcode: Field) -> Field | None:
    """The address that belongs to a postcode: the next address of the form after it."""
    after = form.fields[form.fields.index(postcode) + 1 :]
    return next((field for field in after if field.type is FieldType.ADDRESS), None)


def field_views(form: Form, lang: str, typed: Typed, problems: Sequence[Problem]) -> list[FieldView]:
    """The form's fields, in order, with what was typed and the first problem of each."""
    errors = {problem.field_id: problem.message for problem in reversed(problems)}
    return [
        _field_view(form, field, lang, tuple(typed.get(field.id, ())), errors.get(field.id, ""))
        for field in form.fields
    ]


def _field_view(form: Form, field: Field, lang: str, values: tuple[str, ...], error: str) -> FieldView:
    address = address_field(form, field) if field.type is FieldType.POSTCODE else None
    return FieldView(
        id=field.id,
        type=field.type.value,
        label=field.label[lang],
        required=field.required,
        hint=field.hint[lang] if field.hint else "",
        reason=field.reason[lang],
        error=error,
        value=values[0] if values else "",
        values=values,
        choices=tuple(ChoiceView(c.value, c.label[lang], c.value in values) for c in field.choices),
        autocomplete=_AUTOCOMPLETE.get((field.category, field.type), ""),
        address_id=address.id if address else "",
    )


def consent_views(
    form: Form, policy: Policy, lang: str, typed: Typed, problems: Sequence[Problem] = ()
) -> list[ConsentView]:
    """The boxes beyond the form's own purposes."""
    errors = {problem.field_id: problem.message for problem in problems}
    return [
        ConsentView(
            name=CONSENT + slug,
            title=policy.purposes[slug].title[lang],
            statement=policy.purposes[slug].statement[lang],
            checked="on" in typed.get(CONSENT + slug, ()),
            error=errors.get(CONSENT + slug, ""),
        )
        for slug in form.consents
    ]


def summary(form: Form, lang: str, answers: Answers) -> list[SummaryRow]:
    """Every field with its answer in words, blank ones too."""
    rows = []
    for field in form.fields:
        text = answers.text(field.id)
        if field.choices:
            labels = {choice.value: choice.label[lang] for choice in field.choices}
            text = "\n".join(labels[value] for value in text.split("\n")) if text else ""
        rows.append(SummaryRow(field.id, field.label[lang], text))
    return rows


def carried(form: Form, answers: Answers) -> list[tuple[str, str]]:
    """Names and values of the hidden inputs that carry the answers from page to page; nothing is kept on the server."""
    several = {field.id for field in form.fields if field.type is FieldType.CHOICES}
    inputs = []
    for value in answers.values:
        texts = value.text.split("\n") if value.field_id in several else [value.text]
        inputs += [(value.field_id, text) for text in texts]
    return inputs + [(CONSENT + purpose, "on") for purpose in sorted(answers.consents)]
