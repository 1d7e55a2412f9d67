"""The charter that rules now.

One small query; the parsed policy of each number is kept in memory, since a charter never changes.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from azukari.charter.models import Charter
from azukari.policy.parse import parse
from azukari.policy.terms import Policy


class NoCharter(Exception):
    """No policy has been published yet, so nothing may be asked, opened or sent."""


@dataclass(frozen=True, slots=True)
class Current:
    """A published policy with its number."""

    number: int
    policy: Policy


def current() -> Current:
    """The newest charter.

    Raises:
        NoCharter: nothing has been published.
    """
    with connection.cursor() as cursor:  # on the path of every request
        cursor.execute("SELECT max(number) FROM charter_charter")
        number = cursor.fetchone()[0]
    if number is None:
        raise NoCharter("No policy has been published yet. Run: azukari policy publish")
    return at(number)


@lru_cache(maxsize=64)
def at(number: int) -> Current:
    """The charter of that number.

    Raises:
        Charter.DoesNotExist: there is none.
    """
    return Current(number, parse(Charter.objects.get(number=number).document))
