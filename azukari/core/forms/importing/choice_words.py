"""The words by which a list may name a choice of a form: its label, whole or up to its first bracket, in any language;
its value; or what whoever imports said that the list calls it.
"""

import re
from collections.abc import Mapping

from azukari.policy.terms import Field, FieldType

_BRACKET = re.compile(r"[(（\[［【〔]")
_BETWEEN_CHOICES = re.compile(r"[\n,;|、，；]+")
MOST_NAMED = 5


def chosen_values(field: Field, text: str, called: Mapping[str, str]) -> list[str]:
    """The values of what a cell chose; what names no choice stays as it stands there.

    Args:
        called: words of the list's own, in lower case, each with the value that it means.
    """
    known = {**_values(field), **called}
    several = field.type is FieldType.CHOICES
    whole = text.strip()
    parts = [whole] if whole.casefold() in known or not several else _BETWEEN_CHOICES.split(whole)
    return [known.get(part.strip().casefold(), part.strip()) for part in parts if part.strip()]


def accepted_words(field: Field, lang: str) -> list[str]:
    """A word for each of the first `MOST_NAMED` choices, as short as the list may write it."""
    known = _values(field)
    first = [(choice, choice.label[lang].strip()) for choice in field.choices[:MOST_NAMED]]
    return [short if known.get((short := _short(label)).casefold()) == c.value else label for c, label in first]


def _values(field: Field) -> dict[str, str]:
    """Value by word. A label up to its bracket counts only where no other choice is called that as well."""
    short: dict[str, set[str]] = {}
    whole: dict[str, str] = {}
    for choice in field.choices:
        short.setdefault(choice.value.casefold(), set()).add(choice.value)
        for label in choice.label.values():
            whole[label.strip().casefold()] = choice.value
            short.setdefault(_short(label).casefold(), set()).add(choice.value)
    return {**{word: values.pop() for word, values in short.items() if word and len(values) == 1}, **whole}


def _short(label: str) -> str:
    return _BRACKET.split(label, maxsplit=1)[0].strip()
