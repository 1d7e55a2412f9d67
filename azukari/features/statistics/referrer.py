"""Referrers: from which site a view came, as a registrable domain by the Public Suffix List; never the page there.

Referrer spam (sites that send made-up visits to be seen in statistics) is left out by Matomo's public list.
"""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from azukari.features.statistics.scrub import looks_personal

_SPAM = Path(__file__).with_name("data") / "referrer-spam.txt"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?")
_LONGEST = 60


def host_of(address: str) -> str:
    """The host that a web address names; ``""`` for what is none."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https", "android-app"):
        return ""
    return host if _HOST.fullmatch(host) else ""


def domain_of(host: str) -> str:
    """The domain that somebody registered: ``news.example.co.jp`` is ``example.co.jp``; ``""`` for an address."""
    if not host or "." not in host or host.rpartition(".")[2].isdigit():
        return ""
    domain = _suffixes().privatesuffix(host) or ""
    return domain if len(domain) <= _LONGEST and not looks_personal(domain.partition(".")[0]) else ""


def is_among(host: str, hosts: Collection[str]) -> bool:
    """Whether a host is one of these, or of a domain that one of them belongs to: ``shop.example.org`` for
    ``www.example.org``.
    """
    if not host:
        return False
    domain = domain_of(host)
    return host in hosts or (bool(domain) and any(domain == domain_of(one) for one in hosts))


def is_spam(host: str) -> bool:
    """Whether a host, or a domain that it belongs to, is on the list."""
    labels = host.split(".")
    return any(".".join(labels[place:]) in _spammers() for place in range(len(labels) - 1))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


@cache
def _spammers() -> frozenset[str]:
    return frozenset(_SPAM.read_text("utf-8").split())
