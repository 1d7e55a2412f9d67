"""The worker ends rotations: it seals anew what a stopped one left, and removes keys whose time is over."""

from datetime import datetime

from azukari.core.accounts import django_secret, secret_rotation
from azukari.core.ledger import key_rotation


def end(now: datetime) -> int:
    """Remove what nothing needs any more; returns how many files went."""
    django_secret.follow(now=now)
    secret_rotation.seal_anew()
    return len(key_rotation.retire(now)) + len(secret_rotation.retire(now))
