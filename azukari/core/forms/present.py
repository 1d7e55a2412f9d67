"""A form of the policy as a page shows it: fields with what was typed and what is wrong, consents, a summary."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from azukari.core.forms.answers import CONSENT, Answers, chosen
from azukari.core.forms.kinds import chosen_in_words
from azukari.core.forms.problem import Problem
from azukari.core.forms.shown_state import Beside
from azukari.policy.asking import FormPage, asked, pages
from azukari.policy.explain import name_condition
from azukari.policy.seen_by import seen_by
from azukari.policy.terms import Category, Condition, Field, FieldType, Form, Policy

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
class OnlyIf:
    """A condition that is decided on the same page: in words for everybody, and as data for the script.

    Args:
        field: the name of the deciding input; ``values`` its answers that lead here, as JSON.
    """

    field: str
    values: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A question, as `site/part/field.html` takes it. No ``max_length``: browsers cut what is pasted without a word."""

    id: str
    type: str
    label: str
    required: bool
    hint: str = ""
    reason: str = ""
    seen_by: str = ""
    error: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[ChoiceView, ...] = ()
    autocomplete: str = ""
    max_length: int | None = None
    address_id: str = ""  # the address that this postcode can fill in
    only_if: OnlyIf | None = None
    beside: Beside | None = None  # what is stored now, where it was changed meanwhile

    @property
    def finds_address(self) -> bool:
        return bool(self.address_id)


@dataclass(frozen=True, slots=True)
class PartView:
    """A section of a page: its heading, its opening words, its questions. The first may have neither."""

    slug: str
    title: str
    intro: str
    fields: tuple[FieldView, ...]
    only_if: OnlyIf | None = None


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
    """A line of "check your answers". ``field_id`` is where its change button leads, on page ``page``."""

    field_id: str
    label: str
    value: str
    page: int = 1


def address_field(form: Form, postcode: Field) -> Field | None:
    """The address that belongs to a postcode: the next address of its section after it."""
    after = [field for field in form.fields[form.fields.index(postcode) + 1 :] if field.section == postcode.section]
    return next((field for field in after if field.type is FieldType.ADDRESS), None)


def preview_views(policy: Policy, form: Form, page: FormPage, lang: str) -> list[PartView]:
    """The sections of one page with all their questions, and of whom each is asked."""
    return _part_views(policy, form, page, lang, {}, (), frozenset(field.id for field in form.fields))


def part_views(
    policy: Policy, form: Form, page: FormPage, lang: str, typed: Typed, problems: Sequence[Problem]
) -> list[PartView]:
    """The sections of one page, with the questions that are asked, or may come to be while the page is filled in, and
    for whom each opens.
    """
    return _part_views(policy, form, page, lang, typed, problems, frozenset(field.id for field in page.fields))


def _part_views(
    policy: Policy,
    form: Form,
    page: FormPage,
    lang: str,
    typed: Typed,
    problems: Sequence[Problem],
    on_page: frozenset[str],
) -> list[PartView]:
    here = asked(form, chosen(form, typed), undecided=on_page)
    seen = {field.id: seen_by(policy, form, field, lang) for field in form.fields}
    views = {view.id: replace(view, seen_by=seen[view.id]) for view in field_views(form, lang, typed, problems)}
    shown = []
    for part in page.parts:
        section, here_too = part.section, [field for field in part.fields if field.id in here]
        if here_too:
            view = PartView(
                slug=section.slug if section else "",
                title=section.title[lang] if section else "",
                intro=section.intro[lang] if section and section.intro else "",
                fields=tuple(
                    replace(views[field.id], only_if=_only_if(form, field.show_if, lang, on_page)) for field in here_too
                ),
                only_if=_only_if(form, section.show_if if section else None, lang, on_page),
            )
            shown.append(view)
    return shown


def _only_if(form: Form, condition: Condition | None, lang: str, on_page: frozenset[str]) -> OnlyIf | None:
    """The condition, unless an earlier page has decided it."""
    if condition is None or condition.field not in on_page:
        return None
    return OnlyIf(condition.field, json.dumps(condition.values), name_condition(form, condition)[lang])


def field_views(form: Form, lang: str, typed: Typed, problems: Sequence[Problem]) -> list[FieldView]:
    """The form's fields, in order, with what was typed and the first problem of each."""
    errors = {problem.field_id: problem.message for problem in reversed(problems)}
    views = []
    for field in form.fields:
        values = tuple(typed.get(field.id, ()))
        address = address_field(form, field) if field.type is FieldType.POSTCODE else None
        view = FieldView(
            id=field.id,
            type=field.type.value,
            label=field.label[lang],
            required=field.required,
            hint=field.hint[lang] if field.hint else "",
            reason=field.reason[lang],
            error=errors.get(field.id, ""),
            value=values[0] if values else "",
            values=values,
            choices=tuple(ChoiceView(c.value, c.label[lang], c.value in values) for c in field.choices),
            autocomplete=_AUTOCOMPLETE.get((field.category, field.type), ""),
            address_id=address.id if address else "",
        )
        views.append(view)
    return views


def dependent_views(form: Form, lang: str, typed: Typed, problems: Sequence[Problem]) -> list[FieldView]:
    """The same for a form that is filled in on one page, without its sections: with those for whom each is asked."""
    everything = frozenset(field.id for field in form.fields)
    sections = {section.slug: section.show_if for section in form.sections}
    conditions = {f.id: f.show_if or (sections[f.section] if f.section else None) for f in form.fields}
    return [
        replace(view, only_if=_only_if(form, conditions[view.id], lang, everything))
        for view in field_views(form, lang, typed, problems)
    ]


def consent_views(
    form: Form, policy: Policy, lang: str, typed: Typed, problems: Sequence[Problem] = ()
) -> list[ConsentView]:
    """The boxes beyond the form's own purposes."""
    errors = {problem.field_id: problem.message for problem in problems}
    return [
        ConsentView(
            name=CONSENT + slug,
            title=(policy.purposes[slug].agree or policy.purposes[slug].title)[lang],
            statement=policy.purposes[slug].statement[lang],
            checked="on" in typed.get(CONSENT + slug, ()),
            error=errors.get(CONSENT + slug, ""),
        )
        for slug in form.consents
    ]


def summary(form: Form, lang: str, answers: Answers) -> list[SummaryRow]:
    """Every field that was asked, with its answer in words, blank ones too."""
    rows = []
    here = asked(form, {value.field_id: value.text.split("\n") for value in answers.values})
    for number, field in ((page.number, field) for page in pages(form) for field in page.fields):
        if field.id not in here:
            continue
        text = chosen_in_words(field, answers.text(field.id), lang)
        rows.append(SummaryRow(field.id, field.label[lang], text, number))
    return rows


def carried(form: Form, answers: Answers) -> list[tuple[str, str]]:
    """Names and values of the hidden inputs that carry the answers from page to page; nothing is kept on the server."""
    several = {field.id for field in form.fields if field.type is FieldType.CHOICES}
    inputs = []
    for value in answers.values:
        texts = value.text.split("\n") if value.field_id in several else [value.text]
        inputs += [(value.field_id, text) for text in texts]
    return inputs + [(CONSENT + purpose, "on") for purpose in sorted(answers.consents)]
