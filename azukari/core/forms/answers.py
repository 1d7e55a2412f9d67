"""What a person answered, and whether it may be taken in.

Pure: a form of the policy and the submitted names and values go in; either `Answers` come out, or every `Problem` at
once. Page, API, import and phone all pass through here, so all of them accept exactly the fields of the form (P15).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from azukari.core.forms.problem import Problem, problem
from azukari.lib.characters import MalformedError, line, paragraphs
from azukari.lib.email import LONGEST, email
from azukari.lib.kana import reading
from azukari.lib.person_name import short_text
from azukari.lib.phone import phone
from azukari.lib.postcode import postcode
from azukari.lib.street_address import street_address
from azukari.policy.asking import CHOOSING, asked, is_conditional
from azukari.policy.minors import GUARDIAN, OF_AGE
from azukari.policy.terms import Category, Field, FieldType, Form, Policy

CONSENT = "consent."
"""The input ``consent.<purpose>`` is the unticked box of one purpose beyond the form's own."""

HONEYPOT = "homepage-url"
"""An input that nobody sees; only programs fill it in."""

PROTOCOL = frozenset({"notice", "lang", "stamp", "altcha", HONEYPOT})
"""Names that belong to the exchange, not to the form."""

_YES = frozenset({"on", "yes", "true", "1"})
_NO = frozenset({"", "off", "no", "false", "0"})
_LONGEST_NAME = 60

_NORMALISERS: Mapping[FieldType, Callable[[str], str]] = {
    FieldType.TEXT: short_text,
    FieldType.KANA: reading,
    FieldType.EMAIL: email,
    FieldType.POSTCODE: postcode,
    FieldType.ADDRESS: street_address,
    FieldType.PHONE: phone,
    FieldType.LONG_TEXT: paragraphs,
}


@dataclass(frozen=True, slots=True)
class AnswerValue:
    """One answer, normalised. Several choices are one text, a line each."""

    field_id: str
    category: Category
    text: str


@dataclass(frozen=True, slots=True)
class Answers:
    """All that a submission says.

    Args:
        values: the answers that are not blank, in the form's order.
        consents: slugs of the purposes that the person agreed to besides the form's own.
        judged_by: what this process remembers, where its kind judged them by that (`forms.kinds.Kind.recall`).
    """

    values: tuple[AnswerValue, ...]
    consents: frozenset[str] = frozenset()
    judged_by: object = None

    @property
    def guardian(self) -> str:
        """The address of the parent or guardian who has to agree first; ``""`` where nobody has to."""
        return self.text(GUARDIAN)

    def text(self, field_id: str) -> str:
        """The answer to one field, ``""`` where it was left blank."""
        return next((v.text for v in self.values if v.field_id == field_id), "")


class _WrongTypeError(Exception):
    """The value is no text, or no list of texts where several may be given."""


def _texts(raw: object) -> list[str]:
    """The submitted texts, blank ones dropped: an optional field may come as ``""``, ``null`` or not at all (P16)."""
    if raw is None:
        return []
    if isinstance(raw, str):
        raw = [raw]
    if not isinstance(raw, list | tuple):
        raise _WrongTypeError
    texts = []
    for item in raw:
        if not isinstance(item, str):
            raise _WrongTypeError
        if item and not item.isspace():
            texts.append(item)
    return texts


def read_one(field: Field, raw: object, *, lang: str) -> str | Problem:
    """One field's answer, normalised, ``""`` if blank; or what is wrong with it."""
    try:
        texts = _texts(raw)
    except _WrongTypeError:
        return problem("type", field, lang)
    if not texts:
        return problem("missing", field, lang) if field.required else ""
    if len(texts) > 1 and field.type is not FieldType.CHOICES:
        return problem("type", field, lang)
    if field.type in {FieldType.CHOICE, FieldType.CHOICES}:
        wanted = set(texts)
        values = [choice.value for choice in field.choices if choice.value in wanted]  # in the form's order
        return "\n".join(values) if len(values) == len(wanted) else problem("not_a_choice", field, lang)
    longest = max(field.max_length, LONGEST) if field.type is FieldType.EMAIL else field.max_length
    if len(texts[0]) > 2 * longest + 100:  # not worth normalising
        return problem("too_long", field, lang)
    try:
        text = _NORMALISERS[field.type](texts[0])
    except MalformedError as error:
        return problem(error.code, field, lang)
    if len(text) > longest:
        return problem("too_long", field, lang)
    if not text and field.required:
        return problem("missing", field, lang)
    return text


def _read_consent(name: str, raw: object, lang: str) -> bool | Problem:
    """Whether the box is ticked. Only a clear yes is a yes."""
    if isinstance(raw, list | tuple) and len(raw) == 1:
        raw = raw[0]
    if isinstance(raw, bool):
        return raw
    if raw is None:
        return False
    word = raw.strip().lower() if isinstance(raw, str) else None
    if word in _YES:
        return True
    return False if word in _NO else problem("consent", name, lang)


def chosen(form: Form, data: Mapping[str, object]) -> dict[str, list[str]]:
    """What was chosen in each of the form's choices, as far as it can be read; on it depends what else is asked."""
    found: dict[str, list[str]] = {}
    for field in form.fields:
        if field.type in CHOOSING:
            try:
                found[field.id] = _texts(data.get(field.id))
            except _WrongTypeError:
                found[field.id] = []
    return found


def is_given(raw: object) -> bool:
    """Whether there is more than nothing in it."""
    try:
        return bool(_texts(raw))
    except _WrongTypeError:
        return True


def _shown_name(name: str) -> str:
    """An unknown input's name, fit to be given back to whoever sent it."""
    try:
        clean = line(re.sub(r"[^\w.\-\[\] ]", "?", name))
    except MalformedError:
        clean = "?"
    return clean[:_LONGEST_NAME] or "?"


def _own_address(form: Form, values: Sequence[AnswerValue], lang: str) -> list[Problem]:
    """A young person's own address, given as that of the parent or guardian whom we would ask for them."""
    given = {value.field_id: value.text.casefold() for value in values if value.category is Category.EMAIL}
    guardian, asked = given.pop(GUARDIAN, ""), form.field(GUARDIAN)
    return [problem("own_address", asked, lang)] if asked and guardian in given.values() else []


def read(form: Form, policy: Policy, data: Mapping[str, object], *, lang: str) -> Answers | tuple[Problem, ...]:
    """Take exactly the form's fields out of ``data``, normalised, or say everything that is wrong with it.

    Args:
        form: as it is filled in (`Current.form`).
        policy: the one that rules now; its languages are those that ``lang`` may name.
        data: name to text, or to a list of texts, as posted by a page or a JSON body. Names of the exchange itself
            (`PROTOCOL`) are passed over.
        lang: the language of the problems' messages.
    """
    if form.minors and policy.minors and form.field(OF_AGE) is None:
        raise ValueError("A form is read as it is filled in: Current.form.")
    known = {field.id for field in form.fields} | PROTOCOL | {CONSENT + purpose for purpose in form.consents}
    problems = [problem("unknown", _shown_name(name), lang) for name in data if name not in known]
    values: list[AnswerValue] = []
    here = asked(form, chosen(form, data)) if is_conditional(form) else None
    for field in form.fields:
        raw = data.get(field.id)
        outcome: str | Problem
        if here is None or field.id in here:
            outcome = read_one(field, raw, lang=lang)
        else:  # nobody asked: an answer is refused, however right it may be
            outcome = problem("not_asked", field, lang) if is_given(raw) else ""
        if isinstance(outcome, Problem):
            problems.append(outcome)
        elif outcome:
            values.append(AnswerValue(field.id, field.category, outcome))
    agreed: set[str] = set()
    for purpose in form.consents:
        answer = _read_consent(CONSENT + purpose, data.get(CONSENT + purpose), lang)
        if isinstance(answer, Problem):
            problems.append(answer)
        elif answer and purpose in policy.purposes:
            agreed.add(purpose)
    problems += _own_address(form, values, lang)
    return tuple(problems) if problems else Answers(tuple(values), frozenset(agreed))
