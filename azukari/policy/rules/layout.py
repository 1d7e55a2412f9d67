"""Sections, and what is asked only of some: each condition points back, to a choice that can be made."""

from collections.abc import Iterator

from azukari.policy.asking import CHOOSING, conditions, in_order
from azukari.policy.finding import Finding, Severity, both
from azukari.policy.rules.forms import CONFIRMED_KINDS
from azukari.policy.terms import Category, Condition, Field, FieldType, Form, Policy


def sections(policy: Policy) -> Iterator[Finding]:
    """Each section has its own name and a field; each field names a section that is there."""
    for slug, form in policy.forms.items():
        names = [section.slug for section in form.sections]
        for name in dict.fromkeys(names):
            clause = f"forms.{slug}.sections.{name}"
            if names.count(name) > 1:
                sentence = both(f"「{name}」という区切りが二つあります。", f"Two sections are called “{name}”.")
                remedy = both("別の名前にしてください。", "Give one of them another name.")
                yield Finding("section.twice", f"{clause}.slug", sentence, remedy)
            if not any(field.section == name for field in form.fields):
                sentence = both("欄が一つもない区切りなので、出ません。", "No field stands in it, so it is not shown.")
                remedy = both("欄を入れるか、区切りを取り除いてください。", "Put a field into it, or remove it.")
                yield Finding("section.without-fields", clause, sentence, remedy, Severity.WARNING)
        for field in form.fields:
            if field.section is not None and field.section not in names:
                sentence = both(
                    f"「{field.section}」という区切りはありません。", f"There is no section “{field.section}”."
                )
                remedy = both("sections に書くか、名前を直してください。", "Write it in sections, or correct the name.")
                yield Finding("name.dangling", f"forms.{slug}.fields.{field.id}.section", sentence, remedy)


def pointing(policy: Policy) -> Iterator[Finding]:
    """A condition points to an earlier choice, and names answers that it offers; all of it can hold at once."""
    for slug, form in policy.forms.items():
        order = [field.id for field in in_order(form)]
        for section in form.sections:
            inside = [order.index(field.id) for field in form.fields if field.section == section.slug]
            if section.show_if and inside:
                clause = f"forms.{slug}.sections.{section.slug}.show_if"
                yield from _points(form, section.show_if, order[: min(inside)], clause)
        for field in form.fields:
            if field.show_if:
                clause = f"forms.{slug}.fields.{field.id}.show_if"
                yield from _points(form, field.show_if, order[: order.index(field.id)], clause)
            yield from _can_hold(form, field, f"forms.{slug}.fields.{field.id}.show_if")


def always_asked(policy: Policy) -> Iterator[Finding]:
    """Where a registration is confirmed by email, everybody is asked for the address (P08)."""
    for slug, form in policy.forms.items():
        for field in form.fields:
            kept = field.category is Category.EMAIL and field.required
            if kept and form.kind in CONFIRMED_KINDS and conditions(form, field):
                sentence = both(
                    "確認のメールを送る先なのに、尋ねない場合があります。",
                    "The confirmation goes there, but not everybody is asked for it.",
                )
                remedy = both(
                    "この欄と区切りから show_if を取り除いてください。",
                    "Take show_if off this field and its section.",
                )
                yield Finding("condition.email", f"forms.{slug}.fields.{field.id}", sentence, remedy)


def _points(form: Form, condition: Condition, earlier: list[str], clause: str) -> Iterator[Finding]:
    target = form.field(condition.field)
    if target is None:
        sentence = both(f"「{condition.field}」という欄はありません。", f"There is no field “{condition.field}”.")
        remedy = both("前にある選択の欄を指してください。", "Point to a choice that comes before.")
        yield Finding("condition.dangling", f"{clause}.field", sentence, remedy)
    elif target.id not in earlier:
        sentence = both(
            f"「{condition.field}」は後に尋ねるので、条件にできません。",
            f"“{condition.field}” is asked later, so nothing can depend on it here.",
        )
        remedy = both("順番を変えるか、前にある欄を指してください。", "Change the order, or point to an earlier field.")
        yield Finding("condition.later", f"{clause}.field", sentence, remedy)
    elif target.type not in CHOOSING:
        sentence = both(
            f"「{condition.field}」は選ぶ欄ではないので、条件にできません。",
            f"“{condition.field}” is not a choice, so nothing can depend on it.",
        )
        remedy = both("choice か choices の欄を指してください。", "Point to a field of type choice or choices.")
        yield Finding("condition.not-a-choice", f"{clause}.field", sentence, remedy)
    else:
        yield from _values(target, condition, f"{clause}.values")


def _values(target: Field, condition: Condition, clause: str) -> Iterator[Finding]:
    offered = {choice.value for choice in target.choices}
    for value in condition.values:
        if value not in offered:
            sentence = both(
                f"「{value}」は「{target.id}」の選択肢にありません。", f"“{target.id}” does not offer “{value}”."
            )
            remedy = both("選択肢にある値を書いてください。", "Write a value that it offers.")
            yield Finding("condition.unknown-value", f"{clause}.{value}", sentence, remedy)
    if not condition.values:
        sentence = both("どの答えのときに尋ねるのかがありません。", "It does not say after which answers it is asked.")
        remedy = both("values に答えを一つ以上書いてください。", "Write at least one answer in values.")
        yield Finding("condition.without-values", clause, sentence, remedy)
    elif target.required and offered and offered <= {*condition.values}:
        sentence = both(
            "どの答えでも尋ねるので、条件の意味がありません。", "Every answer leads to it, so it is no condition."
        )
        remedy = both("values を減らすか、show_if を取り除いてください。", "Leave out some values, or remove show_if.")
        yield Finding("condition.always", clause, sentence, remedy, Severity.WARNING)


def _can_hold(form: Form, field: Field, clause: str) -> Iterator[Finding]:
    """The conditions on the way to a field do not exclude each other."""
    allowed: dict[str, set[str]] = {}
    for condition in _all_the_way(form, field, frozenset()):
        target = form.field(condition.field)
        if target is None or target.type is not FieldType.CHOICE or not condition.values:
            continue
        allowed[target.id] = allowed.get(target.id, {*condition.values}) & {*condition.values}
        if not allowed[target.id]:
            sentence = both(
                f"「{target.id}」の二つの条件は同時に満たせないので、この欄は決して出ません。",
                f"Two conditions on “{target.id}” exclude each other, so this is never asked.",
            )
            remedy = both("条件のどちらかを直してください。", "Change one of the conditions.")
            yield Finding("condition.never", clause, sentence, remedy)
            return


def _all_the_way(form: Form, field: Field, seen: frozenset[str]) -> Iterator[Condition]:
    """The field's conditions, and those of the questions they point to."""
    for condition in conditions(form, field) if field.id not in seen else ():
        yield condition
        target = form.field(condition.field)
        if target is not None:
            yield from _all_the_way(form, target, seen | {field.id})
