"""Conditional questions in the browser: what a page tells its script, so that questions come and go as those before
them are answered: conditions that read an answer of the same page, as trees, and the earlier answers that they read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azukari.features.questionnaires.give import plain
from azukari.features.questionnaires.logic.tree import names
from azukari.features.questionnaires.logic.written import written
from azukari.features.questionnaires.route import parsed
from azukari.features.questionnaires.shape import Option, Question, QuestionPage, QuestionType, other_key
from azukari.features.questionnaires.walk import Stop, Walk


def depending(page: QuestionPage) -> Mapping[str, str]:
    """The conditions of a page that read an answer of the same page, each with its tree as JSON."""
    here = {question.id for question in page.questions}
    things = [(question, (*question.options, *question.rows)) for question in page.questions]
    sources = [source for one, parts in things for source in (one.show_if, *(part.show_if for part in parts))]
    found = {source: parsed(source) for source in sources if source}
    return {
        source: json.dumps(written(tree), ensure_ascii=False)
        for source, tree in found.items()
        if any(name.id in here for name in names(tree))
    }


def at_once(walk: Walk, stop: Stop) -> str:
    """What the script on a page reads, as JSON; ``""`` where nothing depends on an answer of the page."""
    conditions = depending(stop.page)
    if not conditions:
        return ""
    read = {name.id for source in conditions for name in names(parsed(source))}
    before = walk.stops[: walk.number(stop) - 1]
    asked = {question.id for each in before for question in each.questions} & read
    keys = {key for id in asked for key in (id, other_key(id))}
    known = plain({key: value for key, value in walk.answers.items() if key in keys})
    shown = {question.id for question in stop.questions}
    questions = [
        _about(question, conditions)
        for question in stop.page.questions
        if question.id in shown or question.show_if in conditions
    ]
    return json.dumps({"known": known, "questions": questions}, ensure_ascii=False)


def _about(question: Question, conditions: Mapping[str, str]) -> dict[str, Any]:
    """What it takes to read its answer in the browser."""
    about: dict[str, Any] = {"id": question.id, "type": question.type.value, "required": question.required}
    about |= {"least": question.least, "most": question.most, "whole": question.whole, "longest": question.longest}
    about["exclusive"] = [option.value for option in question.options if option.exclusive]
    rows = question.rows if question.type is QuestionType.MATRIX else question.options
    about["rows"] = [row.value for row in rows]
    if question.show_if in conditions:
        about["if"] = json.loads(conditions[question.show_if])
    return about


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as it is offered now, with all that it may offer once more is answered on the page."""

    now: Question
    whole: Question
    conditions: Mapping[str, str]

    def options(self) -> Iterator[tuple[int, Option, str, bool]]:
        """Each option with its number, its condition and whether it comes later; those of now are numbered first."""
        return self._each(self.now.options, self.whole.options)

    def rows(self) -> Iterator[tuple[int, Option, str, bool]]:
        return self._each(self.now.rows, self.whole.rows)

    def _each(self, now: Sequence[Option], whole: Sequence[Option]) -> Iterator[tuple[int, Option, str, bool]]:
        offered, later = [option.value for option in now], len(now)
        for option in whole:
            only_if = self.conditions.get(option.show_if, "")
            if option.value in offered:
                yield offered.index(option.value), option, only_if, False
            elif only_if:
                yield later, option, only_if, True
                later += 1
