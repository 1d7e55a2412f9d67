"""Words that stand for a person's data and can be told from everything else, and a quick search for them in any dress.

Each mark knows whose it is, what kind of data, and for which purposes it was given, so that whoever finds one in an
output can ask whether it may stand there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from azukari.policy.terms import Category
from tests.proofs.scanner import dresses

STEM = "Qzxvkwjy"
"""No word of any language, and no part of an identifier; letters alone, which a name, a reading and a text all take."""

EXCHANGE = "7193"
"""The middle of every telephone number in town."""


@dataclass(frozen=True, slots=True)
class Mark:
    """
    Args:
        text: as it was typed, and is kept.
        purposes: what the field serves, by the policy under which it was asked.
    """

    text: str
    person: UUID
    field: str
    category: Category
    purposes: frozenset[str]


def _forms(text: str) -> frozenset[bytes]:
    """Every way in which a text may stand in an output; what has capitals also in small letters."""
    found = {*dresses(text).values(), *dresses(text.lower()).values(), *dresses(text.upper()).values()}
    if text[0] == "0" and text[1].isdigit():
        found |= {*dresses(f"+81{text[1:].replace('-', '')}").values(), text[1:].replace("-", "").encode()}
    return frozenset(found)


_STEMS = _forms(STEM)
_EXCHANGES = frozenset({EXCHANGE.encode(), EXCHANGE.encode().hex().encode(), EXCHANGE.encode("utf-16-le")})


@dataclass
class Marks:
    """All marks of a town."""

    known: list[Mark]

    @cached_property
    def _dressed(self) -> list[tuple[Mark, frozenset[bytes]]]:
        return [(mark, _forms(mark.text)) for mark in self.known]

    def within(self, output: bytes | str) -> list[Mark]:
        """The marks that stand in an output."""
        found = output.encode() if isinstance(output, str) else output
        if not any(stem in found for stem in _STEMS | _EXCHANGES):
            return []
        return [mark for mark, forms in self._dressed if any(form in found for form in forms)]

    def strays(self, output: bytes | str) -> list[str]:
        """What stands in an output that must hold nobody's words: which field of whose, or something else that was
        typed in town, which is told by its stem.
        """
        if known := self.within(output):
            return [f"{mark.field} of {mark.person}" for mark in known]
        found = output.encode() if isinstance(output, str) else output
        return ["what somebody typed"] if any(stem in found for stem in _STEMS) else []

    def nowhere(self, outputs: Iterable[tuple[str, bytes | str]]) -> list[str]:
        """Where words stand in what must hold none: a name of the output, and which field of whose."""
        return [f"{name}: {stray}" for name, output in outputs for stray in self.strays(output)]
