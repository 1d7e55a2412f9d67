"""Conflicts: what was asked does not fit what is there (HTTP 409). Whoever raises one has done nothing."""

from collections.abc import Mapping
from types import MappingProxyType

_UNSAID: Mapping[str, str] = MappingProxyType({})


class StaleVersion(Exception):
    """Optimistic locking: it has changed since it was shown, or since it was decided by."""


class InvalidTransition(Exception):
    """State machine: no such step leads on from where things stand.

    Args:
        code: stable, dotted, lower case: ``case.closed``.
        sentence: why, and what to do, in each language of the policy; empty where the page shows by itself how it is.
    """

    def __init__(self, code: str, sentence: Mapping[str, str] = _UNSAID) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(sentence.get("en", code))
