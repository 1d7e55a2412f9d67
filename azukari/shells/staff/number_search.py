"""Search by number: what a number that somebody names on the phone stands for. Slices bring the numbers that they know.

A number is no personal data, so no purpose is needed to look for it. What it leads to is a page of its own, which
decides who sees it; whoever's duties do not serve its form learns nothing.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise

from azukari.policy.terms import Actor, Policy
from azukari.shells.staff.scope import Scope

MOST = 8
"""Hits of one kind."""
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―ー－−"), "-")


@dataclass(frozen=True, slots=True)
class NumberAsked:
    """What was typed, and by whom.

    Args:
        text: in plain width, upper case, with ``-`` for every hyphen.
        scope: how far the duties of the reader reach.
    """

    text: str
    actor: Actor
    policy: Policy
    scope: Scope


@dataclass(frozen=True, slots=True)
class NumberHit:
    """What a number stands for.

    Args:
        words: what it is, in the reader's language: "Invoice 1234-5674".
        person: whose record it leads to; None where ``url`` is given.
        url: the page that it leads to.
    """

    words: str
    person: UUID | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A kind of number.

    Args:
        name: short and stable.
        title: "Member number"; lazy, so that it comes in the reader's language.
        find: what the number stands for, `MOST` at most; nothing where the text cannot be one. One query, or two.
        is_for: whether the reader has to do with such numbers.
    """

    name: str
    title: Promise | str
    find: Callable[[NumberAsked], Sequence[NumberHit]]
    is_for: Callable[[NumberAsked], bool]


_kinds: dict[str, NumberKind] = {}


def register(kind: NumberKind) -> None:
    """Add a kind of number; called with each manifest.

    Raises:
        ValueError: there is one of that name.
    """
    if kind.name in _kinds:
        raise ValueError("There is a kind of number of that name already.")
    _kinds[kind.name] = kind


def asked(typed: str, *, actor: Actor, policy: Policy, scope: Scope) -> NumberAsked:
    """What was typed, in the one form in which the kinds read it."""
    plain = unicodedata.normalize("NFKC", typed).translate(_HYPHENS)
    return NumberAsked("".join(plain.split()).upper(), actor, policy, scope)


def find(wanted: NumberAsked) -> list[NumberHit]:
    """Everything that the number stands for, kind by kind."""
    return [hit for kind in _kinds.values() if kind.is_for(wanted) for hit in kind.find(wanted)]


def known(wanted: NumberAsked) -> list[str]:
    """The kinds of number that the reader can search by, in words."""
    return [str(kind.title) for kind in _kinds.values() if kind.is_for(wanted)]


def with_tail(rows: QuerySet, tail: str, column: str = "id") -> QuerySet:  # type: ignore[type-arg]  # of any model
    """The rows whose identifier ends with the eight digits by which pages call them."""
    return rows.filter(**{f"{column}__endswith": tail.lower()})[:MOST]
