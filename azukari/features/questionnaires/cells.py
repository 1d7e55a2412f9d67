"""Cells: where one response counts in the tallies. Free text never does."""

from collections import Counter

from azukari.features.questionnaires.learning import asked
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.shape import Answer, Answers

type Cell = tuple[str, str]


def cells_of(version: Version, answers: Answers) -> Counter[Cell]:
    """How often a response counts in each; free text, and a text that can be the value of no option, as any answer."""
    free = questionnaire_of(version).free_keys

    def counts(key: str, value: Answer) -> bool:
        if not isinstance(value, str):
            return True
        return key not in free and len(value) <= 40 and value.isascii() and " " not in value

    return Counter(asked.cells_of({key: value if counts(key, value) else "" for key, value in answers.items()}))
