"""Canonical addresses: one spelling for all that one mailbox answers to, by the published rule of its provider.

Where no rule is known (`lib.provider_rules`), an address is its own canonical one: two people are never taken for one
because their provider might.
"""

from functools import cache
from pathlib import Path

from azukari.lib.characters import MalformedError
from azukari.lib.email import mailbox
from azukari.lib.provider_rules import fold

KNOWN = (
    "gmail.com", "yahoo.co.jp", "icloud.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp",
    "i.softbank.jp", "outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp", "live.jp", "nifty.com",
    "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp", "proton.me", "yahoo.com", "me.com", "rakuten.jp", "excite.co.jp",
)  # fmt: skip
"""Providers so large that their name says nothing about who writes from there."""

_SECOND_LEVEL = frozenset({"ac", "ad", "co", "com", "ed", "edu", "go", "gov", "gr", "lg", "ne", "net", "or", "org"})


def canonical(address: str) -> str:
    """The canonical spelling of an address. Never raises."""
    try:
        local, _at, domain = mailbox(address).rpartition("@")
    except MalformedError:
        return address.strip().casefold()
    return "@".join(fold(local, domain))


def site_of(address: str) -> str:
    """The domain that somebody registered, of which the address's host may be a part: subdomains cost nothing."""
    labels = canonical(address).rpartition("@")[2].split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-size:])


@cache
def _disposable() -> frozenset[str]:
    lines = Path(__file__).with_name("disposable_domains.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def is_disposable(site: str) -> bool:
    """Whether the domain gives out mailboxes for a few minutes that anybody may read."""
    return site in _disposable()
