"""What a control said, in the reader's language: it is stored in English, as `azukari doctor` prints it."""

import re

from django.utils.translation import get_language, gettext

from azukari.core.policy_versions.current import NoCharter, remembered
from azukari.lib import sentence
from azukari.lib.day import from_english, in_words
from azukari.policy.explain import joined

_AND = re.compile(r", | and ")
_JAPANESE = "ja"


def translated(text: str) -> str:
    """A finding or a doubt in the language of the moment; what no control has said stays as it was written."""
    if get_language() != _JAPANESE:
        return text
    return sentence.translated(text, say=lambda said: said.japanese or gettext(said.english), name=_name)


def _name(value: str) -> str:
    """A day, or what the policy calls a recipient, a purpose or some categories by its English name. No query."""
    day = from_english(value)
    if day:
        return in_words(day, _JAPANESE)
    try:
        policy = remembered().policy
    except NoCharter:
        return value
    texts = (
        *(recipient.name for recipient in policy.recipients.values()),
        *(purpose.title for purpose in policy.purposes.values()),
        *policy.categories.values(),
    )
    known = {text["en"]: text[_JAPANESE] for text in texts if text.get("en") and text.get(_JAPANESE)}
    parts = [value] if value in known else _AND.split(value)
    return joined([known[part] for part in parts], lang=_JAPANESE) if known.keys() >= {*parts} else value
