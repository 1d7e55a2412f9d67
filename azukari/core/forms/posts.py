"""Limit on what is sent to public pages: every POST counts for its network before anything is done with it.

Taken or refused, to whatever address: so nobody can have costly work done by sending what is wrong. A page that carries
a solved proof of work is counted by that instead of its network, so that many people behind one address get through.
"""

from datetime import datetime, timedelta

from django.conf import settings

from azukari.core.forms.submit import TRIES_OF_WORK, solved
from azukari.lib.rate import RateLimit

_networks = RateLimit(timedelta(hours=1), "forms.posts.networks")
_works = RateLimit(timedelta(days=1), "forms.posts.works")


def count(network: str, altcha: str = "", *, now: datetime) -> int:
    """Count one more.

    Args:
        network: the client's network, used for counting and forgotten.
        altcha: the solved proof of work that came along, or ``""``.

    Returns:
        0 if it may go on, else the seconds until another try makes sense.
    """
    limit = settings.AZUKARI.limits.posts_per_network
    work = solved(altcha, now=now) if altcha and limit else None
    if work and not _works.take(work.digest.hex(), limit=TRIES_OF_WORK, now=now):
        return 0
    return _networks.take(network, limit=limit, now=now)
