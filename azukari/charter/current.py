"""The charter that rules now. One tiny query; a parsed document stays in memory, since a charter never changes."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from azukari.charter.models import Charter
from azukari.policy.parse import parse
from azukari.policy.terms import Policy

_NEWEST = "SELECT number, digest FROM charter_charter ORDER BY number DESC LIMIT 1"
_NUMBERED = "SELECT number, digest FROM charter_charter WHERE number = %s"


class NoCharter(Exception):
    """No policy has been published yet, so nothing may be asked, opened or sent."""


@dataclass(frozen=True, slots=True)
class Current:
    """A published policy with its number, and the digest of its document."""

    number: int
    policy: Policy
    digest: str


def current() -> Current:
    """The newest charter.

    Raises:
        NoCharter: nothing has been published.
    """
    found = _look_up(_NEWEST)
    if found is None:
        raise NoCharter("No policy has been published yet. Run: azukari policy publish")
    return found


def at(number: int) -> Current:
    """The charter of that number.

    Raises:
        Charter.DoesNotExist: there is none.
    """
    found = _look_up(_NUMBERED, number)
    if found is None:
        raise Charter.DoesNotExist(f"There is no charter {number}.")
    return found


def _look_up(sql: str, *parameters: int) -> Current | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
    return Current(row[0], _policy(row[1]), row[1]) if row else None


@lru_cache(maxsize=64)
def _policy(digest: str) -> Policy:
    """By its digest and not its number: what is remembered stays true even if another database is put in place."""
    return parse(Charter.objects.filter(digest=digest).values_list("document", flat=True)[:1][0], file="charter")
