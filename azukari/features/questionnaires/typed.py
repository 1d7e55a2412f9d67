"""Answers as the inputs of a page would carry them: to show them in a form again, or to examine what a program sent."""

from collections.abc import Mapping

from azukari.features.questionnaires.read_answers import Typed
from azukari.features.questionnaires.shape import Answers, Questionnaire, QuestionType, other_key


def typed_of(questionnaire: Questionnaire, answers: Answers) -> Typed:
    """The inputs; what no question asks for is left out."""
    found: dict[str, list[str]] = {}
    for question in questionnaire.questions:
        answer = answers.get(question.id)
        if isinstance(answer, str):
            found[question.id] = [answer]
        elif isinstance(answer, Mapping):
            found |= {f"{question.id}.{row}": [str(value)] for row, value in answer.items()}
        elif isinstance(answer, tuple) and question.type is QuestionType.RANKING:
            found |= {f"{question.id}.{value}": [str(place)] for place, value in enumerate(answer, start=1)}
        elif isinstance(answer, tuple):
            found[question.id] = [str(value) for value in answer]
        elif answer is not None:
            found[question.id] = [str(answer)]
        key = other_key(question.id)
        if key in answers and isinstance(other := answers[key], str):
            found[key] = [other]
    return found
