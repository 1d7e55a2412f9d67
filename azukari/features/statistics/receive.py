"""Receiving what pages tell: a view, an end, a link. It is judged, taken apart, counted in memory, and forgotten.

Used in the same way by the view behind ``/s``, by the server's shortcut to it, and for our own pages by a middleware.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qs

import msgspec
from django.conf import settings
from iptocc import country_code

from azukari.features.statistics import audience, page_counts
from azukari.features.statistics.agent import agent_of
from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.hit import (
    VIEW,
    Beacon,
    Hit,
    Visitor,
    counted,
    is_from_spam,
    language_of,
    of_beacon,
    seen_from,
)
from azukari.features.statistics.sites import OWN, Sites, sites
from azukari.lib.gpc import HEADER as GPC
from azukari.lib.header_url import header_url
from azukari.lib.network import network
from azukari.lib.rate import RateLimit

MOST_BYTES = 2048
SPAM = "referrer spam"
_PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b"
)  # a GIF of one clear pixel
_TOO_OFTEN = (
    "Too much was reported from this network within an hour. Nothing was counted.\n"
    "同じネットワークからの報告が多いため、集計していません。\n"
).encode()
_PER_POST = 10
"""Reports of a network for each thing that it may send to a page: who reads ten pages sends one form."""
_reports = RateLimit(timedelta(hours=1), "statistics.receive.reports")
_decoder = msgspec.json.Decoder(Beacon)


def _most() -> int:
    """Reports of one network within an hour; 0 for any number."""
    return settings.AZUKARI.limits.posts_per_network * _PER_POST


class Headers(Protocol):
    """Of a request; a name may be asked for in lower case."""

    def get(self, key: str, default: str, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


_known: list[Sites | None] = []


def refresh() -> Sites | None:
    """Ask anew which sites are counted; the thread that writes does it every few seconds."""
    _known[:] = [sites()]
    return _known[0]


def named() -> Sites | None:
    """Which sites are counted, as was last known."""
    return _known[0] if _known else refresh()


def is_unknown() -> bool:
    """Whether nobody has asked yet which sites are counted; `named` would ask the database."""
    return not _known


def forget() -> None:
    """Ask anew at the next hit."""
    _known.clear()


def objects(headers: Headers) -> bool:
    """Whether somebody does not want to be counted (Global Privacy Control, Do Not Track). It is not kept that they
    do not.
    """
    return headers.get(GPC.lower(), "") == "1" or headers.get("dnt", "") == "1"


def answer(method: str, headers: Headers, query: str, body: bytes, address: str) -> Reply:
    """What ``/s`` answers: to the script by POST, to the pixel by GET.

    Args:
        address: of the visitor; it is told apart, looked up in the table of countries, and forgotten.
    """
    match method:
        case "POST":
            return _script(headers, body, address)
        case "GET" | "HEAD":
            return _pixel(headers, query, address, counts=method == "GET")
        case "OPTIONS":
            allowed = _allowed(headers.get("origin", ""))
            more = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type"}
            return Reply(HTTPStatus.NO_CONTENT, {**allowed, **more} if allowed else _PLAIN)
    return Reply(HTTPStatus.METHOD_NOT_ALLOWED, {**_PLAIN, "Allow": "GET, HEAD, OPTIONS, POST"})


_PLAIN = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "cross-origin", "Vary": "Origin"}


def _allowed(origin: str) -> dict[str, str]:
    known = named()
    return {**_PLAIN, "Access-Control-Allow-Origin": origin} if known and origin in known.by_origin else {}


def _script(headers: Headers, body: bytes, address: str) -> Reply:
    origin = headers.get("origin", "")
    allowed, known = _allowed(origin), named()
    if wait := _reports.take(network(address), limit=_most(), now=datetime.now(UTC)):
        head = {**(allowed or _PLAIN), "Content-Type": "text/plain; charset=utf-8", "Retry-After": str(wait)}
        return Reply(HTTPStatus.TOO_MANY_REQUESTS, head, _TOO_OFTEN)
    if not allowed or known is None:
        words = b"This site is not one that the privacy policy names. Nothing was counted.\n"
        return Reply(HTTPStatus.FORBIDDEN, {**_PLAIN, "Content-Type": "text/plain; charset=utf-8"}, words)
    try:
        beacon = _decoder.decode(body[: MOST_BYTES + 1])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Reply(HTTPStatus.BAD_REQUEST, allowed)
    if len(body) <= MOST_BYTES and not objects(headers):
        host = origin.partition("://")[2]
        count(of_beacon(beacon, host=host), headers, address, site=known.by_origin[origin], known=known)
    return Reply(HTTPStatus.NO_CONTENT, allowed)


def _pixel(headers: Headers, query: str, address: str, *, counts: bool) -> Reply:
    asked, known = parse_qs(query[:MOST_BYTES], max_num_fields=8) if query else {}, named()
    origin, led = asked.get("o", [""])[0], headers.get("referer", "")
    page = header_url(led)
    honest = not led or f"{page.scheme}://{page.netloc}" == origin
    if counts and honest and known and origin in known.by_origin and not objects(headers):
        count(Hit(VIEW, asked.get("p", ["/"])[0]), headers, address, site=known.by_origin[origin], known=known)
    return Reply(HTTPStatus.OK, {**_PLAIN, "Content-Type": "image/gif"}, _PIXEL)


def count(
    hit: Hit, headers: Headers, address: str, *, known: Sites, site: str = OWN, now: datetime | None = None
) -> None:
    """Count a hit, or that it was left out and by which rule."""
    day = (now or datetime.now(known.zone)).astimezone(known.zone).date()
    words = headers.get("user-agent", "")
    agent = agent_of(words)
    hit = seen_from(hit, known.hosts)
    rule = agent.robot or (SPAM if is_from_spam(hit) else "")
    if rule:
        if hit.kind == VIEW:
            page_counts.note(site, day, [(Dimension.LEFT_OUT, "", str(rule), 1)])
        return
    if hit.kind == VIEW:
        audience.saw(site, day, address, words)
        country = country_code(address) if address else None
        visitor = Visitor(agent, language_of(headers.get("accept-language", "")), str(country or ""))
    else:
        visitor = Visitor(agent)
    page_counts.note(site, day, counted(hit, visitor))
