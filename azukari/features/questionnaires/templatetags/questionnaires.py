"""What templates of questionnaires say besides: a condition as a sentence, the heading of a table."""

from collections.abc import Collection

from django import template
from django.utils.translation import get_language, ngettext

from azukari.features.questionnaires.followed import followed
from azukari.features.questionnaires.learning.asked import Asked
from azukari.features.questionnaires.logic.in_words import condition_in_words
from azukari.features.questionnaires.shape import Questionnaire
from azukari.lib.country import country
from azukari.lib.joining import comma

register = template.Library()


@register.simple_tag
def condition(source: str, questionnaire: Questionnaire) -> str:
    """What a condition says, in the reader's language."""
    return condition_in_words(source, questionnaire, get_language() or "ja")


@register.filter
def row(question: str, of_matrix: str) -> str:
    """The heading of one row of a matrix; of a question that has none, the question."""
    return followed(question, of_matrix, get_language() or "ja") if of_matrix else question


@register.filter
def heading(asked: Asked) -> str:
    """What a table is about: its question; of a matrix, with the row."""
    lang = get_language() or "ja"
    return row(asked.label[lang], asked.about[lang] if asked.about else "")


@register.filter
def countries(codes: Collection[str]) -> str:
    """The names of countries, in a row."""
    lang = get_language() or "ja"
    return comma(lang).join(country(code, lang) for code in codes)


@register.filter
def minus(number: int) -> str:
    """A whole number, below zero with the sign of the field and not a hyphen: −4."""
    return str(number).replace("-", "−")


@register.filter
def answers(number: int | None) -> str:
    """How many answered a question, in words; a dash where that is hidden."""
    return "–" if number is None else ngettext("%(number)s answer", "%(number)s answers", number) % {"number": number}
