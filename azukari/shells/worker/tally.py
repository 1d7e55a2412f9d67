"""Tallies: numbers of a year that features bring to the management review, each with its words.

A slice names its tallies in its manifest; whoever writes the review reads all of them and knows no slice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Tally:
    """
    Args:
        name: short and stable, ``training-passed``.
        words: what is counted, lazily translated.
        one: the same where it is a single one; blank where a language makes no difference.
        count: how many between two moments, the second one not included; about nobody in particular.
    """

    name: str
    words: Promise | str
    count: Callable[[datetime, datetime], int]
    one: Promise | str = ""

    def told(self, count: int) -> str:
        """The words beside that number, in the language of the moment."""
        return str(self.one if count == 1 and self.one else self.words)


def within(rows: QuerySet[Any], moment: str) -> Callable[[datetime, datetime], int]:
    """How many of the rows have their ``moment``, a field of theirs, between the two."""
    return lambda start, end: rows.filter(**{f"{moment}__gte": start, f"{moment}__lt": end}).count()


_tallies: dict[str, Tally] = {}


def register(tally: Tally) -> None:
    """Add a tally; a second one of the same name takes the first one's place."""
    _tallies[tally.name] = tally


def tallies() -> tuple[Tally, ...]:
    """All of them, in the order of their registration."""
    return tuple(_tallies.values())
