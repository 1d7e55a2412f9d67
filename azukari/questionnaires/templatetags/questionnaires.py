"""What templates of questionnaires say besides: a condition as a sentence."""

from django import template
from django.utils.translation import get_language

from azukari.questionnaires.logic.in_words import condition_in_words
from azukari.questionnaires.shape import Questionnaire

register = template.Library()


@register.simple_tag
def condition(source: str, questionnaire: Questionnaire) -> str:
    """What a condition says, in the reader's language."""
    return condition_in_words(source, questionnaire, get_language() or "ja")
