"""Possible answers to a question, as many as its conditions can tell apart. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, product

from azukari.features.questionnaires.logic.tree import Call, Comparison, Items, Literal, Name, Node, parts
from azukari.features.questionnaires.shape import OTHER, RATING, Answer, Question, QuestionType, day_of, other_key

type Given = Mapping[str, Answer]
"""An answer by its key, with that of "other" beside it; empty for none."""

_MOST_APART = 8


@dataclass(slots=True)
class Mentioned:
    """With what conditions compare a question: its values, its parts' values, its sizes, its rows."""

    values: set[str | int | float] = field(default_factory=set)
    sizes: set[int] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)


def mentioned(conditions: Iterable[Node]) -> Mapping[str, Mentioned]:
    """What the conditions mention of each question."""
    found: dict[str, Mentioned] = defaultdict(Mentioned)
    for part in (part for node in conditions for part in parts(node)):
        if isinstance(part, Name) and part.part:
            found[part.id].parts.add(part.part)
        elif isinstance(part, Comparison):
            _compare(part.left, part.right, found)
            _compare(part.right, part.left, found)
    return found


def _compare(one: Node, other: Node, found: dict[str, Mentioned]) -> None:
    literals = other.items if isinstance(other, Items) else (other,)
    values = [each.value for each in literals if isinstance(each, Literal) and each.value is not None]
    if isinstance(one, Name):
        found[one.id].values |= {value for value in values if not isinstance(value, bool)}
    elif isinstance(one, Call) and isinstance(one.inner, Name):
        found[one.inner.id].sizes |= {int(value) for value in values if isinstance(value, int | float)}


def possible(question: Question, of: Mentioned) -> Iterator[Given]:
    """What may be answered, those answers first that a condition names."""
    if question.type in RATING:
        low, high = question.ends
        yield from ({question.id: value} for value in range(low, high + 1))
        return
    match question.type:
        case QuestionType.SINGLE:
            yield from (given for option in question.options for given in _with_other(question, option.value, of))
        case QuestionType.MULTIPLE | QuestionType.RANKING:
            yield from _several(question, of)
        case QuestionType.MATRIX:
            yield from _rows(question, of)
        case QuestionType.NUMBER:
            yield from ({question.id: number} for number in _numbers(question, of))
        case QuestionType.DATE:
            yield from ({question.id: day} for day in _days(of))
        case QuestionType.SHORT_TEXT | QuestionType.LONG_TEXT:
            yield from ({question.id: text} for text in _texts(of, question.longest))
        case _:
            yield {}


def _with_other(question: Question, answer: Answer, of: Mentioned) -> Iterator[Given]:
    yield {question.id: answer}
    if OTHER in of.parts and (answer == OTHER or (isinstance(answer, tuple) and OTHER in answer)):
        yield from ({question.id: answer, other_key(question.id): text} for text in _texts(of, 200))


def _several(question: Question, of: Mentioned) -> Iterator[Given]:
    """Each set of the options that conditions name, filled up with others to each size that matters."""
    named = [option.value for option in question.options if not option.exclusive and option.value in of.values]
    rest = [option.value for option in question.options if not option.exclusive and option.value not in of.values]
    apart = named if len(named) <= _MOST_APART else named[:_MOST_APART]
    least, most = question.least or 1, question.most or len(question.options)
    for size in range(len(apart) + 1):
        fillings = [more for more in range(len(rest) + 1) if max(least, 1) <= size + more <= most]
        for chosen in combinations(apart, size):
            for more in fillings:
                values = {*chosen, *rest[:more]}
                answer = tuple(option.value for option in question.options if option.value in values)
                yield from _with_other(question, answer, of)
    for option in question.options:
        if option.exclusive:
            yield {question.id: (option.value,)}


def _rows(question: Question, of: Mentioned) -> Iterator[Given]:
    values: Sequence[str] = [option.value for option in question.options]
    if not values:
        return
    named = [row.value for row in question.rows if row.value in of.parts]
    others = {row.value: values[0] for row in question.rows if row.value not in of.parts}
    for chosen in product(values, repeat=min(len(named), 4)):
        yield {question.id: {**others, **dict.fromkeys(named, values[0]), **dict(zip(named, chosen, strict=False))}}


def _numbers(question: Question, of: Mentioned) -> list[int | float]:
    ends = [end for end in (question.least, question.most) if end is not None]
    step = 1 if question.whole else 0.5
    around = {
        value + more for value in (*of.values, *ends, 0) if not isinstance(value, str) for more in (-step, 0, step)
    }
    low = question.least if question.least is not None else -(10**12)
    high = question.most if question.most is not None else 10**12
    return sorted(value for value in around if low <= value <= high)


def _days(of: Mentioned) -> list[str]:
    named = [day_of(value) for value in of.values if isinstance(value, str)] or [date(2026, 1, 1)]
    near = [day for day in named if day and 2 < day.year < 9998]
    return sorted({(day + timedelta(days=more)).isoformat() for day in near for more in (-1, 0, 1)})


def _texts(of: Mentioned, longest: int) -> list[str]:
    sizes = {size + more for size in (*of.sizes, 1) for more in (-1, 0, 1)}
    long = {"x" * size for size in sizes if 0 < size <= longest}
    return [*sorted(value for value in of.values if isinstance(value, str)), *sorted(long)]
