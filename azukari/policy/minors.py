"""Minors: below the age that the policy names, a registration waits for the agreement of a parent or guardian.

Nobody is asked for a date of birth. People say in a yes or no whether they are old enough; if not, they give the
address of a guardian, who is asked after they have confirmed their own. Both questions are fields like any other, put
into the form where it is filled in; their names have a hyphen, so no field of a policy can be called so.
"""

from dataclasses import replace

from azukari.policy.finding import both
from azukari.policy.terms import Category, Choice, Condition, Field, FieldType, Form, Minors, Policy

OF_AGE = "of-age"
"""The declaration: ``yes`` or ``no``."""

GUARDIAN = "guardian-email"
"""The address of the parent or guardian, asked only after a ``no``."""

QUESTIONS = frozenset({OF_AGE, GUARDIAN})
_YES, NO = "yes", "no"


def with_questions(policy: Policy, form: Form) -> Form:
    """The form as it is filled in: where minors may use it, with the two questions after the email address."""
    if not form.minors or policy.minors is None or form.field(OF_AGE):
        return form
    at = next((n for n, field in enumerate(form.fields, 1) if field.category is Category.EMAIL), len(form.fields))
    section = form.fields[at - 1].section if form.fields else None
    questions = (_of_age(policy.minors, form, section), _guardian(form, section))
    return replace(form, fields=(*form.fields[:at], *questions, *form.fields[at:]))


def _of_age(minors: Minors, form: Form, section: str | None) -> Field:
    age = minors.age
    return Field(
        id=OF_AGE,
        category=Category.ANSWER,
        type=FieldType.CHOICE,
        label=both(f"{age}歳以上ですか", f"Are you {age} or older?"),
        purposes=form.purposes,
        reason=both(
            f"{age}歳未満の方のお申し込みには、保護者の方の同意が要るため",
            f"Below {age}, a parent or guardian has to agree",
        ),
        required=True,
        hint=minors.text,
        choices=(Choice(_YES, both("はい", "Yes")), Choice(NO, both("いいえ", "No"))),
        section=section,
    )


def _guardian(form: Form, section: str | None) -> Field:
    return Field(
        id=GUARDIAN,
        category=Category.EMAIL,
        type=FieldType.EMAIL,
        label=both("保護者の方のメールアドレス", "Email address of your parent or guardian"),
        purposes=form.purposes,
        reason=both(
            "同意をいただけるか、一度だけお尋ねするため。お返事があれば消します",
            "We ask them once whether they agree, and erase it when they have answered",
        ),
        required=True,
        hint=both(
            "ご自身の確認がすんでから、この宛先にお尋ねします。",
            "We write there after you have confirmed your own address.",
        ),
        max_length=254,
        section=section,
        show_if=Condition(OF_AGE, (NO,)),
    )
