"""The way through a questionnaire: what is asked, in which order, and what earlier answers put into its words. Pure.

The order is drawn from a seed that comes with the page and belongs to nobody; the same seed gives the same order in
every language and on every page. What keeps its place ("none of these", "other") is not moved.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from azukari.features.questionnaires.followed import followed
from azukari.features.questionnaires.logic.evaluate import holds
from azukari.features.questionnaires.logic.parse import parse
from azukari.features.questionnaires.shape import (
    Answers,
    Option,
    Question,
    Questionnaire,
    QuestionPage,
    QuestionType,
    Text,
    other_key,
)
from azukari.lib.joining import comma

parsed = lru_cache(maxsize=2000)(parse)
"""The tree of a condition. Read once."""

_CONDITION, _RANDOM = attrgetter("show_if"), attrgetter("random")


def applies(condition: str, answers: Answers) -> bool:
    """Whether a condition holds; an empty one always does."""
    return not condition or holds(parsed(condition), answers)


def in_order(questionnaire: Questionnaire, seed: str) -> tuple[QuestionPage, ...]:
    """The pages, with their questions and options, in the order that ``seed`` gives. The first and last page stay."""
    pages = tuple(_page(page, seed) for page in questionnaire.pages)
    if questionnaire.random and len(pages) > 3:
        pages = (pages[0], *_shuffled(pages[1:-1], f"{seed}:pages"), pages[-1])
    return pages


def _page(page: QuestionPage, seed: str) -> QuestionPage:
    if not page.random and not any(map(_RANDOM, page.questions)):
        return page
    questions = tuple(_question(question, seed) for question in page.questions)
    return replace(page, questions=_shuffled(questions, f"{seed}:{page.slug}") if page.random else questions)


def _question(question: Question, seed: str) -> Question:
    if not question.random:
        return question
    name = f"{seed}:{question.id}"
    if question.type is QuestionType.MATRIX:
        return replace(question, rows=_with_places(question.rows, name))
    return replace(question, options=_with_places(question.options, name))


def _with_places(options: tuple[Option, ...], name: str) -> tuple[Option, ...]:
    moved = iter(_shuffled(tuple(option for option in options if not option.keeps_place), name))
    return tuple(option if option.keeps_place else next(moved) for option in options)


def _shuffled[T](things: Sequence[T], name: str) -> tuple[T, ...]:
    order = list(things)
    random.Random(name).shuffle(order)  # noqa: S311 - a fair order, not a secret
    return tuple(order)


def offered(question: Question, answers: Answers) -> Question:
    """The question with the options that are offered after these answers."""
    if not any(map(_CONDITION, (*question.options, *question.rows))):
        return question
    options = tuple(option for option in question.options if applies(option.show_if, answers))
    return replace(question, options=options, rows=tuple(row for row in question.rows if applies(row.show_if, answers)))


@dataclass(frozen=True, slots=True)
class Piped:
    """Words in which ``{question}`` stands for what was answered there."""

    questionnaire: Questionnaire
    answers: Answers
    lang: str

    def __call__(self, text: Text | None) -> str:
        words = (text or {}).get(self.lang, "")
        if "{" not in words:
            return words
        for question in self.questionnaire.questions:
            mark = "{" + question.id + "}"
            if mark in words:
                words = words.replace(mark, in_words(question, self.answers, self.lang) or "…")
        return words


def in_words(question: Question, answers: Answers, lang: str) -> str:
    """What was answered, in words; ``""`` for nothing."""
    answer = answers.get(question.id)
    if answer is None:
        return ""
    labels = {option.value: option.label[lang] for option in question.options}
    other = answers.get(other_key(question.id))
    if isinstance(other, str):
        labels["other"] = other
    if isinstance(answer, tuple):
        return comma(lang).join(labels.get(value, value) for value in answer)
    if isinstance(answer, str):
        return labels.get(answer, answer)
    if isinstance(answer, int | float):
        return str(answer)
    rows = {row.value: row.label[lang] for row in question.rows}
    return "\n".join(followed(rows.get(row, row), labels.get(value, value), lang) for row, value in answer.items())
