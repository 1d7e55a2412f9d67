"""A hit: one thing that happened on a page, taken apart into the dimensions under which it is counted.

Pure: what comes in is what a browser said, what goes out are keys that may be kept. Nothing else of it is.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote_plus

import msgspec

from azukari.features.statistics.agent import Agent
from azukari.features.statistics.dimension import BOUNDS, OTHER, Dimension
from azukari.features.statistics.referrer import domain_of, is_among, is_spam
from azukari.features.statistics.scrub import path, word

VIEW, MISSING, LEFT, OUTBOUND, DOWNLOAD = "v", "m", "l", "o", "d"
END: Final = 90
"""Percent of a page from which on it counts as read to the end,"""
READING: Final = 5
"""if somebody stayed for so many seconds."""
_LONGEST_STAY = 1800
_TIMES = ((10, "0-10"), (30, "10-30"), (60, "30-60"), (180, "60-180"), (600, "180-600"))
_UTM = {"utm_source": Dimension.SOURCE, "utm_medium": Dimension.MEDIUM, "utm_campaign": Dimension.CAMPAIGN}

type Counted = tuple[Dimension, str, str, int]
"""A dimension, a page or ``""``, a value, and how much more of it there is."""


class Beacon(msgspec.Struct):
    """What the script sends."""

    k: str
    p: str = "/"
    r: str | None = None  # the host that led here
    q: list[str] | None = None  # the words of a campaign
    d: float = 0  # percent of the page that was seen
    t: float = 0  # seconds on it
    u: str | None = None  # where it went


@dataclass(frozen=True, slots=True)
class Hit:
    """
    Args:
        kind: a view, a page that is not there, an end, a link to elsewhere, a file.
        page: its path, as asked.
        from_host: the host that led here; ``""`` if it is not known.
        inside: whether that was a site of the organisation.
        campaign: ``utm_source=...`` and the like.
        depth: percent of the page that was seen.
        seconds: on it.
        target: where it went: a path of this site, or a host.
    """

    kind: str
    page: str
    from_host: str = ""
    inside: bool = False
    campaign: Sequence[str] = ()
    depth: float = 0
    seconds: float = 0
    target: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is known of who looks, in classes of very many.

    Args:
        country: in which the address is registered, or ``""``.
    """

    agent: Agent
    language: str = ""
    country: str = ""


def of_beacon(beacon: Beacon, *, host: str) -> Hit:
    """What a script's message says.

    Args:
        host: of the site that it comes from.
    """
    led = (beacon.r or "").lower().partition(":")[0][:200]
    return Hit(
        kind=beacon.k,
        page=beacon.p,
        from_host=led,
        inside=bool(led) and led == host.partition(":")[0],
        campaign=beacon.q or (),
        depth=beacon.d,
        seconds=beacon.t,
        target=beacon.u or "",
    )


def language_of(accepted: str) -> str:
    """The language that a browser asks for first, without the country: ``ja``."""
    first = accepted.lstrip()[:3].partition("-")[0].partition(",")[0].partition(";")[0].strip().lower()
    return first if first.isascii() and first.isalpha() and len(first) in (2, 3) else ""


def seen_from(hit: Hit, hosts: Collection[str]) -> Hit:
    """The hit, inside if a site of the organisation led here.

    Args:
        hosts: of its sites.
    """
    return hit if hit.inside or not is_among(hit.from_host, hosts) else replace(hit, inside=True)


def is_from_spam(hit: Hit) -> bool:
    """Whether it names a site that sends made-up visits."""
    return bool(hit.from_host) and not hit.inside and is_spam(hit.from_host)


def counted(hit: Hit, visitor: Visitor) -> Iterator[Counted]:
    """All under which a hit is counted."""
    page = path(hit.page)
    match hit.kind:
        case "v":
            yield from _viewed(hit, page, visitor)
        case "m":
            yield Dimension.MISSING, "", page, 1
        case "l":
            yield from _ended(hit, page)
        case "o":
            yield from _both(Dimension.OUTBOUND, page, domain_of(hit.target.lower().partition(":")[0]) or OTHER)
        case "d":
            yield Dimension.DOWNLOAD, "", path(hit.target), 1


def _viewed(hit: Hit, page: str, visitor: Visitor) -> Iterator[Counted]:
    yield Dimension.VIEWS, "", "", 1
    yield Dimension.PAGE, "", page, 1
    if not hit.inside:
        yield Dimension.ENTRY, "", page, 1
        if hit.from_host:
            yield from _both(Dimension.REFERRER, page, domain_of(hit.from_host) or OTHER)
    for pair in hit.campaign[:6]:
        name, _equals, said = pair[:200].partition("=")
        if (dimension := _UTM.get(name)) and (value := word(unquote_plus(said))):
            yield from _both(dimension, page, value)
    agent = visitor.agent
    yield from _both(Dimension.DEVICE, page, agent.device)
    yield Dimension.BROWSER, "", agent.browser, 1
    yield Dimension.SYSTEM, "", agent.system, 1
    if visitor.language:
        yield from _both(Dimension.LANGUAGE, page, visitor.language)
    if visitor.country:
        yield from _both(Dimension.COUNTRY, page, visitor.country)


def _ended(hit: Hit, page: str) -> Iterator[Counted]:
    seconds = min(max(int(hit.seconds), 0), _LONGEST_STAY)
    depth = min(max(int(hit.depth), 0), 100)
    yield Dimension.TOLD, "", page, 1
    if depth >= END and seconds >= READING:
        yield Dimension.READ, "", page, 1
    if seconds:
        yield Dimension.SECONDS, "", page, seconds
    yield Dimension.DEPTH, "", str(depth // 25 * 25), 1
    yield Dimension.TIME, "", next((name for most, name in _TIMES if seconds < most), "600-"), 1
    if hit.target:
        yield from _both(Dimension.NEXT, page, path(hit.target))


def _both(dimension: Dimension, page: str, value: str) -> Iterator[Counted]:
    """Of the whole site and, where it is looked at page by page, of the page."""
    yield dimension, "", value, 1
    if BOUNDS[dimension].crossed:
        yield dimension, page, value, 1
