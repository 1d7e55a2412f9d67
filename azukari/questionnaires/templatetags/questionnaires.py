"""What templates of questionnaires say besides: a condition as a sentence."""

from django import template
from django.utils.translation import get_language

from azukari.questionnaires.followed import followed
from azukari.questionnaires.logic.in_words import condition_in_words
from azukari.questionnaires.shape import Questionnaire

register = template.Library()


@register.simple_tag
def condition(source: str, questionnaire: Questionnaire) -> str:
    """What a condition says, in the reader's language."""
    return condition_in_words(source, questionnaire, get_language() or "ja")


@register.filter
def row(question: str, of_matrix: str) -> str:
    """The heading of one row of a matrix; of a question that has none, the question."""
    return followed(question, of_matrix) if of_matrix else question
