"""Sites that are counted: our own pages, and the other sites of the organisation that the policy names."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from azukari.core.policy_versions.current import ruling_policy
from azukari.policy.terms import Policy

OWN = "own"
"""The name of our own pages, wherever they are served."""


@dataclass(frozen=True, slots=True)
class Sites:
    """
    Args:
        by_origin: the name under which a site is counted, by its origin.
        zone: in which its days begin.
        least: below which values are told as one.
        hosts: of all of them, without ports.
    """

    by_origin: dict[str, str]
    zone: ZoneInfo
    least: int
    hosts: frozenset[str] = frozenset()


def sites() -> Sites | None:
    """By the policy that rules; None before the first. One query."""
    if (policy := ruling_policy()) is None:
        return None
    own = urlsplit(settings.AZUKARI.base_url)
    others = {origin: host_of_origin(origin) for origin in policy.statistics.sites}
    return Sites(
        {**others, f"{own.scheme}://{own.netloc}": OWN},
        policy.organisation.zone,
        policy.statistics.fold_below,
        hosts_of(policy),
    )


def hosts_of(policy: Policy) -> frozenset[str]:
    """The hosts of the sites that are counted: who comes from one of them has not just entered."""
    named = (settings.AZUKARI.base_url, *policy.statistics.sites)
    return frozenset(host for origin in named if (host := urlsplit(origin).hostname))


def names_of(policy: Policy) -> list[str]:
    """The names under which the sites of a policy are counted."""
    return [OWN, *map(host_of_origin, policy.statistics.sites)]


def host_of_origin(origin: str) -> str:
    """``https://example.org:8443`` is ``example.org:8443``."""
    return origin.partition("://")[2][:100]
