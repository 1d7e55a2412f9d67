"""Sentences that a control says: kept and printed in English, and found again so that a page can say them in Japanese.

A finding is stored as the English text that it was when it was seen. Each such text was made by a `Sentence`, which is
registered when its module is loaded; so the page that shows a stored text finds the sentence and what was put into it.
"""

import re
from collections.abc import Callable
from functools import lru_cache

type Part = tuple["Sentence", dict[str, str]]
"""A sentence that stands in a text, and what was put into it."""

_GAP = re.compile(r"%\((\w+)\)([sd])")
_ANY, _NUMBER = ".*?", r"-?\d+"
_sentences: dict[str, "Sentence"] = {}


class Sentence:
    """A whole sentence of a control, or several, with named gaps: ``Sentence("%(count)d rows ...")(count=3)``.

    Args:
        english: the text; also the message that catalogues translate.
        japanese: its translation, where it does not stand in a catalogue.
    """

    def __init__(self, english: str, japanese: str = "") -> None:
        self.english, self.japanese = english, japanese
        self._pattern = re.compile(_pattern_of(english), re.DOTALL)
        self.weight = len(_GAP.sub("", english))
        _sentences[english] = self
        _parts.cache_clear()

    def __call__(self, **values: object) -> str:
        """The English text."""
        return self.english % values

    def counted(self, count: int) -> tuple[str, ...]:
        """The English text with how many there are, its ``%(count)d``; nothing where there are none."""
        return (self(count=count),) if count else ()

    def whole(self, text: str) -> dict[str, str] | None:
        """What was put into it, if ``text`` is this sentence and nothing else."""
        found = self._pattern.fullmatch(text)
        return found.groupdict() if found else None

    def first(self, text: str) -> tuple[dict[str, str], str] | None:
        """What was put into it, and what follows, if ``text`` begins with this sentence."""
        found = self._pattern.match(text)
        if not found or not text[found.end() :].startswith(" "):
            return None
        return found.groupdict(), text[found.end() + 1 :]


def _pattern_of(english: str) -> str:
    pattern, end, seen = "", 0, set[str]()
    for gap in _GAP.finditer(english):
        name = gap[1]
        pattern += re.escape(english[end : gap.start()].replace("%%", "%"))
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>{_NUMBER if gap[2] == 'd' else _ANY})"
        seen.add(name)
        end = gap.end()
    return pattern + re.escape(english[end:].replace("%%", "%"))


def sentences() -> tuple[Sentence, ...]:
    """All sentences that are registered."""
    return tuple(_sentences.values())


def translated(text: str, *, say: Callable[[Sentence], str], name: Callable[[str], str]) -> str:
    """A stored text in another language, that puts no space between sentences; what no sentence fits stays as it is.

    Args:
        say: a sentence's translation, with the same gaps.
        name: the translation of a name that stands in a sentence whose Japanese is in no catalogue.
    """

    def put(value: str, sentence: Sentence) -> str:
        told = "; ".join(again(part) for part in value.split("; "))
        return name(value) if told == value and sentence.japanese else told

    def again(part: str) -> str:
        found, rest = _parts(part)
        told = [
            _GAP.sub(r"%(\1)s", say(sentence)) % {gap: put(value, sentence) for gap, value in values.items()}
            for sentence, values in found
        ]
        return "".join(told) + rest

    return again(text)


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[tuple[Part, ...], str]:
    """The sentences of a text, and what is left of it: as little as can be, with most of it written out in them."""
    ways: list[tuple[tuple[Part, ...], str]] = [((), text)]
    for sentence in sentences():
        values = sentence.whole(text)
        if values is not None:
            ways.append((((sentence, values),), ""))
    for sentence in sentences():
        found = sentence.first(text)
        if found is not None:
            more, left = _parts(found[1])
            ways.append((((sentence, found[0]), *more), left))
    return max(ways, key=lambda way: (-len(way[1]), sum(sentence.weight for sentence, _values in way[0])))
