"""What a questionnaire's answers are counted by: its closed questions as tables, each about one thing.

A matrix gives a table for each of its rows, a ranking one of what stood first. Numbers fall into classes between the
bounds that the question has; without bounds, and for dates and texts, there is no table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azukari.features.questionnaires.shape import Question, Questionnaire, QuestionType, Text

_CLASSES = 10

FIRST = "#1"
"""After the id of a ranking: what stood first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One table to be.

    Args:
        id: the question's; for a row of a matrix, with the row's value behind a full stop.
        label: the question, in each language.
        about: the row of a matrix.
        options: the table's rows: each value with its words.
        several: whether a person may be in more than one row.
        step: the width of a class of numbers.
        scored: whether the values are numbers whose mean says something.
        may_be_silent: whether one can go on without an answer, or may never have been asked.
    """

    id: str
    question: str
    type: QuestionType
    label: Text
    options: tuple[tuple[str, Text], ...]
    about: Text | None = None
    several: bool = False
    step: int = 0
    scored: bool = False
    may_be_silent: bool = True

    @property
    def ranked(self) -> bool:
        """Whether its rows count who put them first."""
        return self.type is QuestionType.RANKING

    @property
    def cell(self) -> str:
        """By what name its answers are counted."""
        return f"{self.id}{FIRST}" if self.ranked else self.id

    @property
    def wording(self) -> tuple[object, ...]:
        """What is the same where the same was asked: its kind, and its words in every language; options may differ."""
        return self.type, self.several, self.step, self.label, self.about

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for value, _ in self.options)


def tables_of(questionnaire: Questionnaire) -> tuple[Asked, ...]:
    """All tables, in the order of the questions."""
    pages = [(page, question) for page in questionnaire.pages for question in page.questions]
    return tuple(
        table
        for page, question in pages
        for table in _tables(question, silent=not question.required or bool(question.show_if or page.show_if))
    )


def _tables(question: Question, *, silent: bool) -> list[Asked]:
    def asked(options: Sequence[tuple[str, Text]], **more: Any) -> Asked:
        told = {"id": question.id, "may_be_silent": silent, **more}
        return Asked(question=question.id, type=question.type, label=question.label, options=tuple(options), **told)

    options = [(option.value, option.label) for option in question.options]
    match question.type:
        case QuestionType.SINGLE | QuestionType.RANKING:
            return [asked(options)]
        case QuestionType.MULTIPLE:
            return [asked(options, several=True)]
        case QuestionType.SCALE | QuestionType.NPS:
            first, last = question.ends
            return [asked([_number(n, question) for n in range(first, last + 1)], scored=True)]
        case QuestionType.MATRIX:
            return [asked(options, id=f"{question.id}.{row.value}", about=row.label) for row in question.rows]
        case QuestionType.NUMBER if question.least is not None and question.most is not None:
            step = max(1, -(-(question.most - question.least + 1) // _CLASSES))
            classes = [(n, min(n + step - 1, question.most)) for n in range(question.least, question.most + 1, step)]
            said = [(str(low), f"{low}" if low == high else f"{low}–{high}") for low, high in classes]
            return [asked([(low, {"ja": words, "en": words}) for low, words in said], step=step)]
    return []


def _number(number: int, question: Question) -> tuple[str, Text]:
    """A mark of a scale; the two ends with their words."""
    ends = dict(zip(question.ends, (question.low, question.high), strict=True))
    words = ends.get(number) or {}
    return str(number), {lang: f"{number} {words.get(lang, '')}".strip() for lang in question.label}


def given(asked: Asked, answers: Mapping[str, Any]) -> tuple[str, ...] | None:
    """In which rows of a table somebody is by their answers, as they are kept; None if they gave none."""
    answer = answers.get(asked.question)
    if answer is None:
        return None
    match asked.type:
        case QuestionType.MULTIPLE:
            return tuple(answer)
        case QuestionType.RANKING:
            return (answer[0],) if answer else None
        case QuestionType.MATRIX:
            found = answer.get(asked.id.partition(".")[2])
            return None if found is None else (found,)
        case QuestionType.NUMBER:
            return (_class_of(asked, answer),)
    return (str(answer),)


def _class_of(asked: Asked, number: float) -> str:
    first = int(asked.values[0])
    return str(first + int(number - first) // asked.step * asked.step)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many gave each value of a table, and how many gave any."""

    counts: Mapping[str, int]
    answered: int


type Cells = Mapping[tuple[str, str], int]
"""People by question (of a matrix, with its row) and value; by question and ``""`` those who gave any answer to it."""


def counted(asked: Asked, cells: Cells) -> Counted:
    """A table, out of the counts of everything that was answered."""
    counts = dict.fromkeys(asked.values, 0)
    for (question, value), number in cells.items():
        if question == asked.cell and value:
            row = _class_of(asked, float(value)) if asked.step else value
            counts[row] = counts.get(row, 0) + number
    answered = cells.get((asked.cell, ""), 0)
    return Counted(counts, sum(counts.values()) if asked.about else answered)


def cells_of(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where one person's answers count, free text left out by the caller: once at all, by question, by value."""
    yield "", ""
    for key, answer in answers.items():
        yield key, ""
        if isinstance(answer, Mapping):
            yield from ((f"{key}.{row}", value) for row, value in answer.items())
        elif isinstance(answer, list | tuple):
            yield from ((key, value) for value in answer)
            yield f"{key}{FIRST}", ""
            yield from ((f"{key}{FIRST}", value) for value in answer[:1])
        elif answer != "":
            yield key, str(answer)
