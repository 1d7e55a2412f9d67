"""Conditions at the desk: chosen as a sentence about an earlier answer, or written as an expression (CEL)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from azukari.features.questionnaires.logic.in_words import condition_in_words
from azukari.features.questionnaires.logic.parse import LONGEST, ConditionError, parse
from azukari.features.questionnaires.logic.written import Written, written
from azukari.features.questionnaires.shape import Question, Questionnaire, QuestionType
from azukari.shells.staff.fields import Answers, Fields, One, Text, Words

_NONE, _WRITTEN = "none", "written"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that is edited: a list of sentences, and a line for what none of them says.

    Args:
        name: of the line; that of the list ends in ``_choice``.
        label: of the list.
        held: the expression as it stands; blank for none.
        none: what the list calls none.
        earlier: the questions that it may read.
    """

    name: str
    label: Words
    held: str
    none: Words
    earlier: Sequence[Question]
    questionnaire: Questionnaire
    lang: str

    @property
    def _chosen(self) -> str:
        """What of the list stands for the expression as it is held."""
        if not self.held:
            return _NONE
        tree = _tree(self.held)
        return next((source for source in _suggested(self.earlier) if tree and _tree(source) == tree), _WRITTEN)

    def fields(self) -> Fields:
        """The list and the line."""
        sentences = [(s, condition_in_words(s, self.questionnaire, self.lang)) for s in _suggested(self.earlier)]
        choices = [(_NONE, self.none), *sentences, (_WRITTEN, _("as the expression below says"))]
        return {
            f"{self.name}_choice": One(self.label, choices, shown="list", usual=self._chosen, required=False),
            self.name: Text(
                _("%(label)s, as an expression") % {"label": self.label},
                initial=self._line,
                required=False,
                max_length=LONGEST,
                attrs={"spellcheck": "false", "autocapitalize": "none"},
                help_text=_('Only for what the list does not offer. For example: "fishing" in uses && age >= 18'),
            ),
        }

    @property
    def _line(self) -> str:
        return self.held if self._chosen == _WRITTEN else ""

    def said(self, answers: Answers) -> str:
        """The expression that was meant. Whoever typed one and left the list alone means what they typed."""
        chosen, line = str(answers[f"{self.name}_choice"]), str(answers[self.name]).strip()
        if line and line != self._line and chosen == self._chosen:
            return line
        return {_NONE: "", _WRITTEN: line}.get(chosen, chosen)


def _suggested(earlier: Sequence[Question]) -> Iterator[str]:
    """Expressions about one answer of one earlier question."""
    for question in earlier:
        values = [option.value for option in question.options]
        if question.type is QuestionType.SINGLE:
            yield from (f'{question.id} == "{value}"' for value in values)
            yield from (f'{question.id} != "{value}"' for value in values)
        elif question.type is QuestionType.MULTIPLE:
            yield from (f'"{value}" in {question.id}' for value in values)
            yield from (f'!("{value}" in {question.id})' for value in values)


def _tree(source: str) -> Written | None:
    try:
        return written(parse(source))
    except ConditionError:
        return None
