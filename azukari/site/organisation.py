"""Who speaks on these pages: the organisation of the published charter, or nobody yet."""

from datetime import tzinfo
from importlib.util import find_spec
from importlib import import_module
from zoneinfo import ZoneInfo

from django.db import DatabaseError

from azukari.policy.terms import Policy

_BEFORE = ZoneInfo("Asia/Tokyo")


def published() -> Policy | None:
    """The policy that rules now; None before the first one is published, or while the database is not ready."""
    if find_spec("azukari.charter.charters") is None:
        return None
    try:
        charter = import_module("azukari.charter").current()
    except (AttributeError, DatabaseError):
        return None
    return charter.policy if charter else None  # type: ignore[no-any-return]


def home_zone() -> tzinfo:
    """The organisation's time zone; Japan's before a policy is published."""
    policy = published()
    return ZoneInfo(policy.organisation.timezone) if policy else _BEFORE
