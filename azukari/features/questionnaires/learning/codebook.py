"""Codebook: the columns of an exported data set, one for each thing that was asked, with their labels.

A multiple response is a column for each option, a matrix one for each row, a ranking one for each option.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from azukari.features.questionnaires.followed import followed
from azukari.features.questionnaires.shape import OTHER, WRITING, Question, Questionnaire, QuestionType, other_key

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_]")
_TEXT = frozenset({*WRITING, QuestionType.DATE})


@dataclass(frozen=True, slots=True)
class Variable:
    """A column.

    Args:
        name: short, of letters, digits and underscores, and nobody else's.
        label: the question, and what of it.
        question, part: where the answer lies.
        codes: for each number of a closed answer, the option's value and its words; none for a number or a text.
        is_text: whether the column holds words.
    """

    name: str
    label: str
    question: str
    part: str
    type: QuestionType
    codes: tuple[tuple[int, str, str], ...] = ()
    is_text: bool = False

    def value(self, answers: Mapping[str, Any]) -> str | float | None:
        """Somebody's answer: a number, a code, or words; None for no answer."""
        answer = answers.get(self.question)
        if answer is None:
            return None
        match self.type:
            case QuestionType.MULTIPLE:
                return float(self.part in answer)
            case QuestionType.RANKING:
                return float(answer.index(self.part) + 1) if self.part in answer else None
            case QuestionType.MATRIX:
                answer = answer.get(self.part)
        if self.is_text:
            return str(answer)
        return self._code(answer) if self.codes else float(answer)

    def _code(self, answer: object) -> float | None:
        return next((float(code) for code, value, _label in self.codes if value == str(answer)), None)

    def words(self, answers: Mapping[str, Any]) -> str:
        """Somebody's answer for a table of text: the option's value, the number, the words; blank for no answer."""
        found = self.value(answers)
        if found is None or isinstance(found, str):
            return found or ""
        value = next((value for code, value, _label in self.codes if code == found), "")
        return value or f"{found:g}"


def codebook(questionnaire: Questionnaire, lang: str, *, texts: bool) -> tuple[Variable, ...]:
    """All columns, in the order of the questions, with words in one language.

    Args:
        texts: whether what people wrote belongs to it.
    """
    found = [
        variable
        for question in questionnaire.questions
        for variable in _variables_of(question, lang)
        if texts or variable.question not in question.free_keys
    ]
    return _named(found)


def _variables_of(question: Question, lang: str) -> list[Variable]:
    label, id = question.label[lang], question.id
    codes = tuple((n, option.value, option.label[lang]) for n, option in enumerate(question.options, 1))

    def variable(part: str = "", about: str = "", **more: Any) -> Variable:
        words = followed(label, about, lang) if about else label
        name = f"{id}_{part}" if part else id
        return Variable(**{"name": name, "label": words, "question": id, "part": part, "type": question.type, **more})

    yes = {"ja": ("いいえ", "はい"), "en": ("No", "Yes")}.get(lang, ("No", "Yes"))
    match question.type:
        case QuestionType.TEXT:
            return []
        case QuestionType.SINGLE:
            found = [variable(codes=codes)]
        case QuestionType.MULTIPLE:
            ticked = ((0, "0", yes[0]), (1, "1", yes[1]))
            found = [variable(option.value, option.label[lang], codes=ticked) for option in question.options]
        case QuestionType.RANKING:
            found = [variable(option.value, option.label[lang]) for option in question.options]
        case QuestionType.MATRIX:
            found = [variable(row.value, row.label[lang], codes=codes) for row in question.rows]
        case _:
            found = [variable(is_text=question.type in _TEXT)]
    if question.has_other:
        more = {"question": other_key(id), "type": QuestionType.SHORT_TEXT, "is_text": True}
        called = next(option.label[lang] for option in question.options if option.value == OTHER)
        found.append(variable("other_text", called, **more))
    return found


def _named(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """With names that every program takes, each once."""
    taken: set[str] = set()
    found = []
    for variable in variables:
        name = _NOT_IN_A_NAME.sub("_", variable.name)[:56]
        name = name if name[:1].isalpha() else f"q_{name}"
        once, number = name, 2
        while once.lower() in taken:
            once, number = f"{name}_{number}", number + 1
        taken.add(once.lower())
        found.append(replace(variable, name=once))
    return tuple(found)
