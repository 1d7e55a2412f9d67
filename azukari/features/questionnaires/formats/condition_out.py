"""Conditions written as other programs read them: XPath of XLSForm, expressions of LimeSurvey; and as CEL again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from azukari.features.questionnaires.formats.loss import Losses
from azukari.features.questionnaires.logic.parse import parse
from azukari.features.questionnaires.logic.tree import Call, Comparison, Items, Junction, Literal, Name, Node, Not
from azukari.features.questionnaires.shape import Question, QuestionType

type Questions = Mapping[str, Question]


class NotThereError(ValueError):
    """The other program has no such thing."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a program writes conditions.

    Args:
        name: of a question, or of a part of it.
        holds: that an option was chosen among several.
        length, count: of a text; of the options that were chosen.
        literal: a text, with the question that it answers.
    """

    equals: str
    both: str
    either: str
    name: Callable[[Name], str]
    holds: Callable[[str, str], str]
    length: Callable[[str], str]
    count: Callable[[str], str]
    literal: Callable[[str, str], str]
    negation: str


def written(node: Node, questions: Questions, dialect: Dialect) -> str:
    """A condition in the words of another program.

    Raises:
        NotThereError: see there.
    """

    def inner(each: Node) -> str:
        found = written(each, questions, dialect)
        return f"({found})" if isinstance(each, Junction) else found

    match node:
        case Literal(value=bool() as truth):
            return "1 = 1" if truth else "1 = 2"
        case Junction(is_and=is_and, left=left, right=right):
            return f"{inner(left)} {dialect.both if is_and else dialect.either} {inner(right)}"
        case Not(inner=each):
            return dialect.negation.format(written(each, questions, dialect))
        case Call(function="has", inner=Name() as name):
            return _has(name, questions, dialect)
        case Comparison():
            return _comparison(node, questions, dialect)
    raise NotThereError


def condition_written(source: str, place: str, questions: Questions, dialect: Dialect, losses: Losses) -> str:
    """As `written`; ``""`` where there is no condition, or where it cannot be written, which is a loss."""
    try:
        return written(parse(source), questions, dialect) if source else ""
    except ValueError:
        losses.add(place, f"条件「{source}」は書き出せません。", f"The condition “{source}” cannot be written there.")
        return ""


def _has(name: Name, questions: Questions, dialect: Dialect) -> str:
    question = questions.get(name.id)
    if question is not None and not name.part and question.type is QuestionType.MATRIX:
        parts = [_has(Name(name.id, row.value), questions, dialect) for row in question.rows]
        return f"({f' {dialect.either} '.join(parts)})"
    if question is not None and question.type is QuestionType.MULTIPLE and not name.part:
        return f"{dialect.count(dialect.name(name))} > 0"
    return f"{dialect.name(name)} != {dialect.literal('', '')}"


def _comparison(node: Comparison, questions: Questions, dialect: Dialect) -> str:
    left, right = node.left, node.right
    if node.operator == "in":
        if isinstance(left, Literal) and isinstance(right, Name):
            return dialect.holds(dialect.name(right), dialect.literal(str(left.value), right.id))
        if isinstance(right, Items):
            each = [_comparison(Comparison("==", left, item), questions, dialect) for item in right.items]
            return f"({f' {dialect.either} '.join(each)})" if each else "1 = 2"
        raise NotThereError
    of = left.id if isinstance(left, Name) else right.id if isinstance(right, Name) else ""
    one, other = (_value(each, of, questions, dialect) for each in (left, right))
    return f"{one} {dialect.equals if node.operator == '==' else node.operator} {other}"


def _value(node: Node, of: str, questions: Questions, dialect: Dialect) -> str:
    match node:
        case Name():
            return dialect.name(node)
        case Literal(value=None):
            return dialect.literal("", "")
        case Literal(value=str() as text):
            return dialect.literal(text, of)
        case Literal(value=int() | float() as number) if not isinstance(number, bool):
            return str(number)
        case Call(function="size", inner=Name() as name):
            question = questions.get(name.id)
            several = question is not None and question.type in {QuestionType.MULTIPLE, QuestionType.RANKING}
            return (dialect.count if several and not name.part else dialect.length)(dialect.name(name))
    raise NotThereError


def as_cel(node: Node) -> str:
    """A condition in our own words."""
    match node:
        case Literal(value=value):
            return json.dumps(value, ensure_ascii=False)
        case Name():
            return node.key
        case Items(items=items):
            return f"[{', '.join(as_cel(each) for each in items)}]"
        case Not(inner=inner):
            return f"!({as_cel(inner)})"
        case Call(function=function, inner=inner):
            return f"{function}({as_cel(inner)})"
        case Comparison(operator=operator, left=left, right=right):
            return f"{as_cel(left)} {operator} {as_cel(right)}"
        case Junction(is_and=is_and, left=left, right=right):
            sides = [f"({as_cel(each)})" if isinstance(each, Junction) else as_cel(each) for each in (left, right)]
            return f" {'&&' if is_and else '||'} ".join(sides)
