"""Fallback for missing translations: a text of a document that may still have gaps, read without a `KeyError`.

A draft is a policy as soon as it parses, and its texts are written one language after the other. Whoever reads one
(`text["ja"]`) gets the words in another language where these are missing, or a mark where there are none at all. What
is missing stays missing (`get`, `in`, the document that is written back), so that `check` names each gap, and no policy
with a gap is published.
"""

from collections.abc import Mapping

_UNWRITTEN: Mapping[str, str] = {"ja": "(未記入)", "en": "(not written yet)"}


class Wording(dict[str, str]):
    """A text by language, as `azukari.policy.reading.Words` reads it out of a document."""

    def __missing__(self, lang: str) -> str:
        """The words in another language, else a mark.

        Raises:
            KeyError: ``lang`` is no language of ours.
        """
        return next((words for words in self.values() if words), _UNWRITTEN[lang])
