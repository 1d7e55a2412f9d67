"""What the languages of a policy are called: each by itself, where one is chosen, and in the reader's words."""

from django.utils.translation import get_language

from azukari.lib.two_languages import language_name

LANGUAGES = {lang: language_name(lang, lang) for lang in ("ja", "en")}
"""Each by its own name for itself, for those who choose one."""


def named(lang: str) -> str:
    """What a language is called in the reader's, as in the label of a text that is written in both."""
    return language_name(lang, get_language() or "ja")
