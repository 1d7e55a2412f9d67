"""Reachability: a search for answers that lead to a place, over as many values of each question as can matter. Pure.

Only questions on which the place depends are tried, in their order, each with the values that its conditions can tell
apart. A branch ends as soon as the place cannot be reached any more, whatever is answered later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from azukari.features.questionnaires.logic.evaluate import may_hold
from azukari.features.questionnaires.logic.parse import parse
from azukari.features.questionnaires.logic.tree import Literal, Node, names
from azukari.features.questionnaires.possible import Given, Mentioned, mentioned, possible
from azukari.features.questionnaires.route import applies, offered
from azukari.features.questionnaires.shape import Answer, Question, Questionnaire, QuestionPage

MOST_STEPS = 20_000
"""Answers that are tried for one place."""


class TooWide(Exception):
    """There are more ways than are tried."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A place, and what it depends on.

    Args:
        kind: ``page``, ``question``, ``option`` or ``quota``.
        place: where a fault is shown: a question's id, a slug.
        source: the condition itself; may be empty.
        earlier: the questions that it may read.
    """

    kind: str
    place: str
    name: str
    source: str
    earlier: tuple[Question, ...]
    page: QuestionPage | None
    question: Question | None = None


@dataclass(slots=True)
class Reach:
    """The ways through one questionnaire, whose conditions make sense."""

    questionnaire: Questionnaire
    conditions: list[Condition]
    _page_of: dict[str, QuestionPage] = field(default_factory=dict)
    _mentioned: Mapping[str, Mentioned] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._page_of = {q.id: page for page in self.questionnaire.pages for q in page.questions}
        self._mentioned = mentioned(parse(each.source) for each in self.conditions if each.source)

    def witness(self, condition: Condition) -> dict[str, Answer] | None:
        """Answers that lead to the place; None where there are none.

        Raises:
            TooWide: not found within `MOST_STEPS`.
        """
        why = self.why_not(condition)
        target = parse(why) if why else Literal(True)
        relevant, steps = self._relevant(target), 0

        def search(number: int, answers: dict[str, Answer]) -> dict[str, Answer] | None:
            nonlocal steps
            steps += 1
            if steps > MOST_STEPS:
                raise TooWide
            decided = may_hold(target, answers, [question.id for question in relevant[number:]])
            if decided is False:
                return None
            if number == len(relevant):
                return answers
            for given in self.values(relevant[number], answers):
                found = search(number + 1, {**answers, **given})
                if found is not None:
                    return found
            return None

        return search(0, {})

    def why_not(self, condition: Condition) -> str:
        """The condition that nothing meets, as it is written."""
        sources = [condition.source]
        if condition.question and condition.kind == "option":
            sources.append(condition.question.show_if)
        if condition.page and condition.kind != "page":
            sources.append(condition.page.show_if)
        return " && ".join(f"({source})" for source in sources if source)

    def _relevant(self, target: Node) -> list[Question]:
        """The questions on which it depends, and those on which these depend, in the document's order."""
        wanted, waiting = set[str](), [name.id for name in names(target)]
        while waiting:
            id = waiting.pop()
            question = self.questionnaire.question(id)
            if id in wanted or question is None:
                continue
            wanted.add(id)
            sources = [question.show_if, self._page_of[id].show_if]
            sources += [option.show_if for option in (*question.options, *question.rows)]
            waiting += [name.id for source in sources if source for name in names(parse(source))]
        return [question for question in self.questionnaire.questions if question.id in wanted]

    def values(self, question: Question, answers: Mapping[str, Answer]) -> Iterator[Given]:
        """What may be answered to a question after these answers."""
        page = self._page_of[question.id]
        if not (applies(page.show_if, answers) and applies(question.show_if, answers)):
            yield {}
            return
        shown = offered(question, answers)
        if not question.required or (question.options and not shown.options):
            yield {}
            shown = replace(shown, required=True)
        yield from possible(shown, self._mentioned.get(question.id, Mentioned()))
