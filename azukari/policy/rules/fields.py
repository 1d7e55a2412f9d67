"""Fields: each has a reason and a purpose that uses it, and is required only where a purpose needs it (P13-P16)."""

import re
from collections.abc import Callable, Iterator

from azukari.policy.asking import CHOOSING
from azukari.policy.finding import Finding, both, no_such_purpose
from azukari.policy.terms import Category, Field, FieldType, Form, Policy, Text

type Rule = Callable[[Policy], Iterator[Finding]]

_C, _T = Category, FieldType
_FITTING: dict[FieldType, frozenset[Category]] = {
    _T.TEXT: frozenset({_C.NAME, _C.ADDRESS, _C.OCCUPATION, _C.MESSAGE, _C.ANSWER}),
    _T.KANA: frozenset({_C.NAME, _C.ADDRESS}),
    _T.EMAIL: frozenset({_C.EMAIL}),
    _T.POSTCODE: frozenset({_C.ADDRESS}),
    _T.ADDRESS: frozenset({_C.ADDRESS}),
    _T.PHONE: frozenset({_C.PHONE, _C.FAX}),
    _T.LONG_TEXT: frozenset({_C.MESSAGE, _C.ANSWER}),
    _T.CHOICE: frozenset({_C.OCCUPATION, _C.ANSWER}),
    _T.CHOICES: frozenset({_C.OCCUPATION, _C.ANSWER}),
}
_RESERVED_IDS = frozenset(
    {"notice", "lang", "consents", "altcha", "act", "again", "draft", "stamp", "step", "challenge"}
)
_LONGEST = 20_000
# What lies outside the scope even when it is asked as an "answer" (P15; APPI 2(3) for the sensitive kinds).
_OUTSIDE = re.compile(
    r"birth.?(date|day)|date.of.birth|\bdob\b|gender|\bsex\b|nationality|religion|blood.?type|my.?number|passport"
    r"|disabilit|medical|criminal|bank.?account|credit.?card|salary"
    r"|生年月日|誕生日|性別|国籍|宗教|信仰|血液型|マイナンバー|個人番号|旅券|障害|病歴|犯罪歴|口座番号|カード番号|年収|本籍",
    re.IGNORECASE,
)


def _each(rule: Callable[[Policy, Form, Field, str], Iterator[Finding]]) -> Rule:
    def over(policy: Policy) -> Iterator[Finding]:
        for slug, form in policy.forms.items():
            for field in form.fields:
                yield from rule(policy, form, field, f"forms.{slug}.fields.{field.id}")

    over.__name__, over.__doc__ = rule.__name__, rule.__doc__
    return over


@_each
def purposes(policy: Policy, form: Form, field: Field, clause: str) -> Iterator[Finding]:
    """A field serves purposes of its own form that use its category (P13, P14)."""
    if not field.purposes:
        yield Finding(
            "field.without-purpose",
            f"{clause}.purposes",
            both("目的のない欄です。", "The field has no purpose."),
            both("purposes に目的を書くか、欄を取り除いてください。", "Name its purposes, or remove the field."),
        )
    for purpose in field.purposes:
        at, known = f"{clause}.purposes.{purpose}", policy.purposes.get(purpose)
        if known is None:
            yield no_such_purpose(at, purpose)
        elif purpose not in form.leads_to:
            yield Finding(
                "field.purpose-of-another-form",
                at,
                both(
                    f"このフォームは目的「{purpose}」のものではありません。", f"This form does not serve “{purpose}”."
                ),
                both(
                    "フォームの purposes に加えるか、欄から外してください。",
                    "Add it to the form's purposes, or take it off the field.",
                ),
            )
        elif field.category not in known.categories:
            yield Finding(
                "field.category-unused",
                at,
                both(
                    f"目的「{purpose}」は「{field.category}」を使いません。",
                    f"“{purpose}” does not use “{field.category}”.",
                ),
                both(
                    "目的の needs か may_use に加えるか、欄から外してください。",
                    "Add it to the purpose's needs or may_use, or take it off.",
                ),
            )


@_each
def reason(_policy: Policy, _form: Form, field: Field, clause: str) -> Iterator[Finding]:
    """Why we ask is said (P13)."""
    if not any(words.strip() for words in field.reason.values()):
        sentence = both("尋ねる理由がありません。", "It does not say why we ask.")
        remedy = both("reason に理由を書くか、欄を取り除いてください。", "Write the reason, or remove the field.")
        yield Finding("field.without-reason", f"{clause}.reason", sentence, remedy)


@_each
def required(policy: Policy, form: Form, field: Field, clause: str) -> Iterator[Finding]:
    """Required only where a purpose of the form, not a mere consent, needs the category (P16)."""
    serving = (policy.purposes[p] for p in field.purposes if p in form.purposes and p in policy.purposes)
    if field.required and not any(field.category in purpose.needs for purpose in serving):
        yield Finding(
            "field.required-without-need",
            f"{clause}.required",
            both(
                "必須の欄ですが、これを必要とする目的がありません。", "The field is required, but no purpose needs it."
            ),
            both(
                "required を取り除くか、目的の needs に加えてください。",
                "Remove required, or add the category to a purpose's needs.",
            ),
        )


@_each
def fitting_type(_policy: Policy, _form: Form, field: Field, clause: str) -> Iterator[Finding]:
    if field.category not in _FITTING[field.type]:
        yield Finding(
            "field.type-unfit",
            f"{clause}.type",
            both(
                f"「{field.category}」を {field.type} の欄では尋ねられません。",
                f"“{field.category}” cannot be asked as {field.type}.",
            ),
            both("type か category を直してください。", "Correct the type or the category."),
        )


@_each
def choices(_policy: Policy, _form: Form, field: Field, clause: str) -> Iterator[Finding]:
    """Choices where there is something to choose, and nowhere else."""
    choosing = field.type in CHOOSING
    values = [choice.value for choice in field.choices]
    fault: tuple[str, Text, Text] | None = None
    if choosing and not values:
        fault = (
            "field.choices-missing",
            both("選択肢がありません。", "There is nothing to choose."),
            both("choices を書いてください。", "Write choices."),
        )
    elif values and not choosing:
        fault = (
            "field.choices-unexpected",
            both("この欄は選択式ではありません。", "This field is not for choosing."),
            both("choices を取り除いてください。", "Remove choices."),
        )
    elif len(set(values)) < len(values):
        fault = (
            "field.choice-twice",
            both("同じ値の選択肢があります。", "Two choices have the same value."),
            both("値を変えてください。", "Give each its own value."),
        )
    if fault:
        yield Finding(fault[0], f"{clause}.choices", fault[1], fault[2])


@_each
def within_scope(_policy: Policy, _form: Form, field: Field, clause: str) -> Iterator[Finding]:
    """What is asked as an answer may not be a way around the scope (P15)."""
    spoken = next((m for m in map(_OUTSIDE.search, (field.id.replace("_", " "), *field.label.values())) if m), None)
    if spoken:
        yield Finding(
            "field.outside-scope",
            clause,
            both(
                f"「{spoken.group()}」は、集める情報の範囲の外です。",
                f"“{spoken.group()}” lies outside the scope of what may be asked.",
            ),
            both("欄を取り除いてください。", "Remove the field."),
        )


@_each
def named(_policy: Policy, form: Form, field: Field, clause: str) -> Iterator[Finding]:
    """A field's name is its own, and none that the page itself uses."""
    if field.id in _RESERVED_IDS:
        sentence = both(
            f"「{field.id}」はプログラムが使う名前です。", f"“{field.id}” is a name that the page itself uses."
        )
        yield Finding(
            "field.reserved", f"{clause}.id", sentence, both("別の名前にしてください。", "Choose another id.")
        )
    if form.field(field.id) is not field:
        sentence = both(f"「{field.id}」という欄が二つあります。", f"Two fields are called “{field.id}”.")
        yield Finding("field.twice", f"{clause}.id", sentence, both("別の名前にしてください。", "Choose another id."))


@_each
def length(_policy: Policy, _form: Form, field: Field, clause: str) -> Iterator[Finding]:
    if not 1 <= field.max_length <= _LONGEST:
        sentence = both(f"長さは1から{_LONGEST}までです。", f"The length goes from 1 to {_LONGEST}.")
        yield Finding(
            "field.length",
            f"{clause}.max_length",
            sentence,
            both("max_length を直してください。", "Correct max_length."),
        )
