"""Access rule of each staff page, as its view carries it: who may come. Guards of the test suite read it there."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from azukari.policy.terms import Act


class Opens(StrEnum):
    """To whom a page opens, once they have signed in with a second factor."""

    ACT = "act"  # whoever holds a duty with one of the acts
    PURPOSE = "purpose"  # whoever holds a duty that serves the form or the person
    BOTH = "both"  # whoever holds such a duty, which has the act besides
    EVERYBODY = "everybody"  # it shows each reader what is theirs
    OWNER = "owner"  # whose it is; to others it is not there


@dataclass(frozen=True, slots=True)
class Door:
    """The rule of one page."""

    opens: Opens
    acts: frozenset[Act] = frozenset()


def opens_to[View: Callable[..., Any]](opens: Opens, *acts: Act) -> Callable[[View], View]:
    """A decorator that says who may come, for a view that sees to it itself; the others' decorators say it for them."""

    def mark(view: View) -> View:
        view.__dict__["door"] = Door(opens, frozenset(acts))
        return view

    return mark


def door_of(view: Callable[..., Any]) -> Door | None:
    """Who may come, as the view says; None if it says nothing."""
    found: Door | None = getattr(view, "door", None)
    return found
