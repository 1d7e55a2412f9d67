"""Django's SECRET_KEY and SECRET_KEY_FALLBACKS, made of the instance's secrets; a process follows a rotation."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings

from azukari.lib import instance_secret
from azukari.lib.instance import Instance

LASTS = timedelta(days=180)
"""The longest of what Django signs for us: that a browser is known."""


def keys(instance: Instance, *, now: datetime) -> tuple[str, list[str]]:
    """SECRET_KEY and SECRET_KEY_FALLBACKS."""
    first, *earlier = (
        hashlib.sha256(b"django" + raw).hexdigest() for raw in instance_secret.accepted(instance, lasts=LASTS, now=now)
    )
    return first, earlier


def follow(*, now: datetime) -> None:
    """Have Django use the secrets as they are now."""
    newest, earlier = keys(settings.AZUKARI, now=now)
    if earlier != settings.SECRET_KEY_FALLBACKS:
        settings.SECRET_KEY_FALLBACKS = earlier
    if newest != settings.SECRET_KEY:
        settings.SECRET_KEY = newest
