"""Cells: where one response counts in the tallies. Free text never does."""

from collections import Counter
from collections.abc import Iterator, Mapping

from azukari.questionnaires.learning.asked import FIRST
from azukari.questionnaires.models import Version
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.shape import WRITING, Answer, Answers

type Cell = tuple[str, str]


def _cells(answers: Answers) -> Iterator[Cell]:
    """Where one response counts: once at all, once for each question, once for each option."""
    yield "", ""
    for key, answer in answers.items():
        yield key, ""
        yield from _of_answer(key, answer)


def _of_answer(key: str, answer: Answer) -> Iterator[Cell]:
    if isinstance(answer, str):
        if _is_code(answer):
            yield key, answer
    elif isinstance(answer, Mapping):
        yield from ((f"{key}.{row}", value) for row, value in answer.items())
    elif isinstance(answer, tuple):
        yield from ((key, value) for value in answer)
        yield f"{key}{FIRST}", ""
        yield from ((f"{key}{FIRST}", value) for value in answer[:1])
    else:
        yield key, str(answer)


def _is_code(text: str) -> bool:
    """Whether it may be the value of an option; free text never counts as one, whatever it says."""
    return 0 < len(text) <= 40 and text.isascii() and " " not in text


def cells_of(version: Version, answers: Answers) -> Counter[Cell]:
    """How often it counts in each."""
    return Counter(_cells(_countable(version, answers)))


def _countable(version: Version, answers: Answers) -> Answers:
    """Answers without free text."""
    free = {question.id for question in questionnaire_of(version).questions if question.type in WRITING}
    return {key: "" if key in free or key.endswith(".other") else value for key, value in answers.items()}
