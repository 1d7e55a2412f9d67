"""Reading that is unusual for an office: much in an hour, at night, of one person by many. Pure.

It accuses nobody: a mailing that is being prepared looks like this as well. It says that somebody should ask (P01).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MANY = 100  # people whom one reader opened within an hour
MANY_LISTED = 500  # people who stood on lists that one reader worked with, within an hour
AT_NIGHT = 10  # likewise in one night
READERS = 5  # colleagues who opened one person within a day
NIGHT = (22, 6)  # o'clock, where the organisation is
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Unusual(StrEnum):
    """In which way."""

    MANY = "many"
    NIGHT = "night"
    READERS = "readers"


@dataclass(frozen=True, slots=True)
class Look:
    """One reader opened something of one person.

    Args:
        listed: the person stood on a list that the reader worked with.
    """

    reader: str
    person: Hashable
    at: datetime
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What is unusual.

    Args:
        about: the reader; of ``READERS``, the person.
        count: how many people, or readers.
        at: the last of these looks.
    """

    sort: Unusual
    about: Hashable
    count: int
    at: datetime


def unusual(looks: Iterable[Look], *, timezone: str) -> list[Found]:
    """What is unusual among ``looks``, which are those of a day: of each reader and person the most there was."""
    ordered = sorted(looks, key=lambda look: look.at)
    zone = ZoneInfo(timezone)
    by_reader: dict[Hashable, _Pairs] = defaultdict(list)
    by_person: dict[Hashable, _Pairs] = defaultdict(list)
    on_lists: dict[Hashable, _Pairs] = defaultdict(list)
    for look in ordered:
        if look.listed:
            on_lists[look.reader].append((look.at, look.person))
            continue
        by_reader[look.reader].append((look.at, look.person))
        by_person[look.person].append((look.at, look.reader))
    late, early = NIGHT
    at_night = {
        reader: [pair for pair in pairs if not early <= pair[0].astimezone(zone).hour < late]
        for reader, pairs in by_reader.items()
    }
    return [
        *_most(Unusual.MANY, by_reader, within=HOUR, least=MANY),
        *_most(Unusual.MANY, on_lists, within=HOUR, least=MANY_LISTED),
        *_most(Unusual.NIGHT, at_night, within=DAY, least=AT_NIGHT),
        *_most(Unusual.READERS, by_person, within=DAY, least=READERS),
    ]


type _Pairs = list[tuple[datetime, Hashable]]


def _most(sort: Unusual, pairs: dict[Hashable, _Pairs], *, within: timedelta, least: int) -> Iterator[Found]:
    """Of each key the largest number of different others within one span, where it is ``least`` or more."""
    for about, those in pairs.items():
        best, at, begin = 0, None, 0
        held: dict[Hashable, int] = defaultdict(int)
        for end, other in those:
            held[other] += 1
            while end - those[begin][0] > within:
                gone = those[begin][1]
                held[gone] -= 1
                if not held[gone]:
                    del held[gone]
                begin += 1
            if len(held) > best:
                best, at = len(held), end
        if best >= least and at is not None:
            yield Found(sort, about, best, at)
