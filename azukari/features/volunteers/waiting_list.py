"""Waiting list of a shift: who gets a place when one is free, first come, first served.

A group needs all its places at once. While there are too few for it, whoever waits behind it and fits goes before, and
the group keeps its turn. A place whose holder asks for cover passes on as soon as somebody who waits fits into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Party:
    """A sign-up, alone or as a group of ``size``."""

    id: UUID
    size: int


@dataclass(frozen=True, slots=True)
class Moves:
    """Who moves up from the waiting list, and who is relieved of their place."""

    up: Sequence[UUID]
    relieved: Sequence[UUID]


def settle(free: int, waiting: Sequence[Party], seeking: Sequence[Party]) -> Moves:
    """Who moves.

    Args:
        free: places that nobody has; below 0 where more have signed up than there is room for.
        waiting: in the order in which they came.
        seeking: those who have a place and ask for cover, in the order in which they asked.
    """
    line, up, relieved = list(waiting), list[UUID](), list[UUID]()

    def advance() -> None:
        nonlocal free
        for party in list(line):
            if party.size <= free:
                line.remove(party)
                up.append(party.id)
                free -= party.size

    advance()
    for holder in seeking:
        if any(party.size <= free + holder.size for party in line):
            relieved.append(holder.id)
            free += holder.size
            advance()
    return Moves(up, relieved)
