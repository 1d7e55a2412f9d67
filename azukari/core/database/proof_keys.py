"""Keys of proofs, one for each version of the instance's secret: they prove rows that stand for years, and seal second
factors.

Of a secret that was removed the key stays, as `second-factor-N`, for what was proven under it and for what an older
backup of the data brings back.
"""

import hashlib
from collections.abc import Mapping

from django.conf import settings

from azukari.lib import instance_secret

HALF = "second-factor"


def key_of(secret: bytes) -> bytes:
    """The key that is made of a secret."""
    return hashlib.sha256(b"azukari second factor " + secret).digest()


def keys() -> Mapping[int, bytes]:
    """Every key by the version of its secret, the newest first."""
    ours = {one.version: key_of(one.raw) for one in instance_secret.versions(settings.AZUKARI)}
    kept = {version: settings.AZUKARI.key(HALF, version) for version in reversed(settings.AZUKARI.versions(HALF))}
    return ours | {version: key for version, key in kept.items() if version not in ours}


def newest() -> tuple[int, bytes]:
    """The key that seals and proves, with its version."""
    secret = instance_secret.versions(settings.AZUKARI)[0]
    return secret.version, key_of(secret.raw)


def key_under(version: int) -> bytes | None:
    """The key of one version; None where it is not here."""
    for one in instance_secret.versions(settings.AZUKARI):
        if one.version == version:
            return key_of(one.raw)
    return settings.AZUKARI.key(HALF, version) if version in settings.AZUKARI.versions(HALF) else None
