"""Walk through a questionnaire with what was typed so far: pages that are shown, answers, what is wrong. Pure.

Nothing is kept on the server between pages: all that was typed travels along in hidden inputs, and is read anew each
time, from the first page on. What is not asked any more decides nothing and is not kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from azukari.features.questionnaires.read_answers import Problem, Typed, inputs_of, place_of, read_question
from azukari.features.questionnaires.route import applies, in_order, offered
from azukari.features.questionnaires.shape import Answer, Answers, Question, Questionnaire, QuestionPage, QuestionType


@dataclass(frozen=True, slots=True)
class Stop:
    """A page as it is shown here: with the questions that are asked, as they are offered."""

    page: QuestionPage
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """All that follows from what was typed.

    Args:
        stops: the pages that are shown, in order.
        problems: by the question's id.
    """

    stops: tuple[Stop, ...]
    answers: Answers
    problems: Mapping[str, Problem]

    def at(self, slug: str) -> Stop:
        """The page of that name; where it is not shown, the first."""
        return next((stop for stop in self.stops if stop.page.slug == slug), self.stops[0])

    def number(self, stop: Stop) -> int:
        return self.stops.index(stop) + 1

    def after(self, stop: Stop) -> Stop | None:
        return next(iter(self.stops[self.number(stop) :]), None)

    def before(self, stop: Stop) -> Stop | None:
        number = self.number(stop)
        return self.stops[number - 2] if number > 1 else None

    def problems_on(self, stop: Stop) -> list[Problem]:
        """What is wrong there, in the order of the page."""
        return [self.problems[question.id] for question in stop.questions if question.id in self.problems]

    def first_in_trouble(self) -> Stop | None:
        return next((stop for stop in self.stops if self.problems_on(stop)), None)


def walk(questionnaire: Questionnaire, typed: Typed, *, seed: str) -> Walk:
    """Go through it, page by page."""
    answers: dict[str, Answer] = {}
    stops, problems = [], {}
    for page in in_order(questionnaire, seed):
        if not applies(page.show_if, answers):
            continue
        here = []
        for question in page.questions:
            if question.show_if and not applies(question.show_if, answers):
                continue
            shown = offered(question, answers)
            here.append(shown)
            found, problem = read_question(shown, typed, anonymous=not questionnaire.linked)
            answers |= _in_document_order(questionnaire, question, found)
            if problem:
                problems[question.id] = problem
        if here:
            stops.append(Stop(page, tuple(here)))
    return Walk(tuple(stops), answers, problems)


def _in_document_order(questionnaire: Questionnaire, shown: Question, found: Answers) -> Answers:
    """Several choices in the order of the document: that in which they were shown would tell the seed."""
    chosen = found.get(shown.id)
    if shown.type is not QuestionType.MULTIPLE or not isinstance(chosen, tuple):
        return found
    whole = questionnaire.question(shown.id)
    if whole is None:
        return found
    return {**found, shown.id: tuple(option.value for option in whole.options if option.value in chosen)}


def carried(questionnaire: Questionnaire, typed: Typed, besides: Sequence[Question]) -> list[tuple[str, str]]:
    """Names and values of the hidden inputs on a page that shows the questions ``besides``."""
    here = {name for question in besides for name in inputs_of(question)}
    names = [name for question in questionnaire.questions for name in inputs_of(question) if name not in here]
    return [(name, value) for name in names for value in typed.get(name, ()) if value]


def moved(questions: Iterable[Question], typed: Typed, about: str, *, up: bool) -> dict[str, list[str]]:
    """The inputs of a ranking after one option was moved up or down by a place; all get a place by that.

    Args:
        questions: those that are asked.
        about: which ranking and which option, as the name of the button says it.
    """
    id, _, value = about.partition(".")
    question = next((each for each in questions if each.id == id and each.type is QuestionType.RANKING), None)
    order = [option.value for option in ranked(question, typed)] if question else []
    if question is None or value not in order:
        return {}
    at = order.index(value)
    to = max(0, at - 1) if up else min(len(order) - 1, at + 1)
    order[at], order[to] = order[to], order[at]
    most = question.most or len(order)
    return {f"{question.id}.{each}": [str(place)] if place <= most else [] for place, each in enumerate(order, start=1)}


def ranked(question: Question, typed: Typed) -> Sequence["_Ranked"]:
    """The options of a ranking, those with a place first."""
    found = [_Ranked(option.value, place_of(question, option, typed) or 0) for option in question.options]
    return sorted(found, key=lambda each: each.place or len(found) + 1)


@dataclass(frozen=True, slots=True)
class _Ranked:
    value: str
    place: int
