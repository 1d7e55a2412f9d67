"""Fallback for missing translations: a text of a document that may still have gaps, read without a `KeyError`.

A draft is a policy as soon as it parses, and its texts are written one language after the other. Whoever reads one
(`text["ja"]`) gets the words in another language where these are missing, or a mark where there are none at all. What
is missing stays missing (`get`, `in`, the document that is written back), so that `check` names each gap, and no policy
with a gap is published.
"""

from collections.abc import Callable, Iterator, Mapping

_UNWRITTEN: Mapping[str, str] = {"ja": "(未記入)", "en": "(not written yet)"}


class Wording(dict[str, str]):
    """A text by language, as `azukari.policy.reading.Words` reads it out of a document."""

    def __missing__(self, lang: str) -> str:
        """The words in another language, else a mark.

        Raises:
            KeyError: ``lang`` is no language of ours.
        """
        return next((words for words in self.values() if words), _UNWRITTEN[lang])


class LazyText(Mapping[str, str]):
    """A text by language that is put together when somebody reads it: of what is allowed, hardly anybody does.

    Args:
        make: puts it together; asked once.
    """

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[str, str]]) -> None:
        self._make = make
        self._made: Mapping[str, str] | None = None

    def _text(self) -> Mapping[str, str]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, lang: str) -> str:
        return self._text()[lang]

    def __iter__(self) -> Iterator[str]:
        return iter(self._text())

    def __len__(self) -> int:
        return len(self._text())
