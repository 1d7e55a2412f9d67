"""Multi-pattern search: thousands of needles looked for in one text at once, however many they are.

Needles lie in tables by what they say, and those that begin with the same two signs are asked for together. So each
place of a text costs one look-up, and a few more where something begins like a needle; asking for every needle in turn
would take a text as long as there are needles.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from azukari.lib.mention import Text
from azukari.lib.pii_pattern import PiiPattern

_HEAD = 2  # signs; no needle is shorter (`pii_pattern.pii_patterns`)


class PatternSet[Key: Hashable]:
    """Needles, each somebody's. What several have in common is the first one's."""

    def __init__(self, sought: Iterable[tuple[Key, Iterable[PiiPattern]]]) -> None:
        self._of: dict[str, dict[str, tuple[Key, PiiPattern]]] = defaultdict(dict)
        for key, needles in sought:
            for needle in needles:
                self._of[needle.kind].setdefault(needle.folded, (key, needle))
        self._lengths = {kind: _by_head(known) for kind, known in self._of.items()}

    def found_in(self, text: Text) -> dict[Key, list[PiiPattern]]:
        """Whose needles may be in the text, and which."""
        found: dict[Key, dict[PiiPattern, None]] = {}
        for kind, known in self._of.items():
            for folded in _pieces(text.folded(kind), self._lengths[kind]):
                if folded in known:
                    key, needle = known[folded]
                    found.setdefault(key, {})[needle] = None
        return {key: list(needles) for key, needles in found.items()}


def _by_head(known: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """How long those are that begin with the same signs."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for folded in known:
        lengths[folded[:_HEAD]].add(len(folded))
    return {head: tuple(sorted(of_head)) for head, of_head in lengths.items()}


def _pieces(folded: str, lengths: dict[str, tuple[int, ...]]) -> Iterator[str]:
    """The pieces of a text that begin like something, and are as long as that is."""
    for at in range(len(folded) - 1):
        for length in lengths.get(folded[at : at + _HEAD], ()):
            yield folded[at : at + length]
