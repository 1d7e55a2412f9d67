"""Every address there is, taken from the program itself, with something to put into each of its places."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from tests.leaks.town import Town

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")

NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Address:
    """A route with its places still open."""

    name: str
    route: str
    places: tuple[str, ...]

    def filled(self, filling: Mapping[str, Sequence[object]]) -> Iterator[str]:
        """The address with everything that may stand in its places; nobody, where nothing is said of one."""
        for chosen in product(*(filling.get(place, [NOBODY]) for place in self.places)):
            path = self.route
            for place, value in zip(self.places, chosen, strict=True):
                path = path.replace(f"<{place}>", str(value))
            yield path


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str, places: tuple[str, ...]) -> Iterator[Address]:
    for entry in patterns:
        pattern = entry.pattern
        route = str(pattern) if isinstance(pattern, RoutePattern) else ""
        here = places + tuple(pattern.converters)
        route = _PLACE.sub(r"<\1>", route)
        if isinstance(pattern, RegexPattern):
            continue  # the reset of a password, by a key that nobody here has
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, before + route, here)
        else:
            yield Address(entry.name or route, f"/{before}{route}", here)


def every() -> list[Address]:
    """All addresses of the program, in its own order."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def filling(town: Town, *, citizens: Sequence[str], langs: Sequence[str] = ("en",)) -> dict[str, Sequence[object]]:
    """What to put into each place: of these citizens, and of nobody."""
    chosen = [town.citizens[name] for name in citizens]
    people, submissions = [c.person for c in chosen], [c.submission for c in chosen]
    return {
        "lang": langs,
        "slug": list(dict.fromkeys(c.form for c in chosen)),
        "id": submissions,
        "person_id": people,
        "submission": submissions,
        "case_id": [case.id for case in town.cases],
        "case": [case.id for case in town.cases],
        "token": ["no-token"],
        "link": ["no-link"],
        "key": ["no-key"],
        "recipient": ["kotori-mail"],
        "purpose": ["magazine"],
        "outcome": ["asked"],
        "act": ["open"],
        "clause": ["requests"],
        "charter": [1],
        "number": [1],
        "pk": [1],
        "index": [0],
    }
