"""Rotation of the instance's secret: second factors are sealed again under the newest one, in batches, while the
instance serves. An earlier secret goes once nothing that it signed can be good any more.

Of each secret that goes the key stays that had sealed second factors, `second-factor-N`: it signs nothing, and opens
those that an older backup of the data brings back.
"""

import base64
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from azukari.core.accounts.models import User
from azukari.core.accounts.proof import is_good, is_under_newest, prove
from azukari.core.database.proof_keys import HALF, key_of, keys, newest
from azukari.core.ledger.events import KEY_ROTATED, Event
from azukari.core.ledger.record import record
from azukari.lib import instance_secret
from azukari.lib.instance import remove_beside_keys, write_key

BATCH = 100
_NONCE = 12
_SEALED = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
_WORDS = ("secret", "seed", "migrated_codes")


def seal(text: str) -> str:
    """Seal a second factor under the newest secret."""
    nonce, (_version, key) = os.urandom(_NONCE), newest()
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), b"second factor")).decode()


def opened(sealed: str) -> str:
    """What `seal` sealed, under whichever secret.

    Raises:
        InvalidTag: it was changed, or its secret is gone.
    """
    raw = base64.b64decode(sealed)
    *earlier, last = keys().values()
    for key in earlier:
        try:
            return _open(raw, key)
        except InvalidTag:
            continue
    return _open(raw, last)


def outdated() -> list[int]:
    """The authenticators that only an earlier secret opens."""
    return [id for id, sealed in _sealed() if not _opens(sealed, [newest()[1]]) and _opens(sealed, [*keys().values()])]


def lost() -> list[int]:
    """The authenticators that no secret opens which is here."""
    return [id for id, sealed in _sealed() if not _opens(sealed, [*keys().values()])]


def _sealed() -> Iterator[tuple[int, list[str]]]:
    for id, data in Authenticator.objects.filter(type__in=_SEALED).values_list("id", "data"):
        found = [data[name] for name in _WORDS if data.get(name)]
        yield id, [word for one in found for word in (one if isinstance(one, list) else [one])]


def seal_anew(progress: Callable[[int], object] | None = None) -> int:
    """Seal every second factor under the newest secret, a batch at a time; safe to stop and to start again.

    Args:
        progress: told after each batch how many are done.

    Returns:
        how many were sealed anew.
    """
    prove_anew()
    left, done = outdated(), 0
    while left:
        batch, left = left[:BATCH], left[BATCH:]
        with transaction.atomic(durable=True):
            for row in Authenticator.objects.select_for_update().filter(id__in=batch).order_by("id"):
                was_good = is_good(row.user_id)
                Authenticator.objects.filter(id=row.id).update(data=_again(row.data))
                if was_good:  # what was altered stays without a proof
                    prove(row.user_id)
        done += len(batch)
        if progress:
            progress(done)
    return done


def prove_anew() -> None:
    """Prove accounts under the newest secret that are proven under an earlier one; what is not proven stays so."""
    for id in proven_earlier():
        with transaction.atomic(durable=True):
            if User.objects.select_for_update().filter(id=id).exists() and is_good(id):
                prove(id)


def proven_earlier() -> list[int]:
    """The accounts whose proof is good, and made under an earlier secret."""
    found = User.objects.order_by("id").values_list("id", "proof")
    return [id for id, proof in found if not is_under_newest(proof) and is_good(id)]


def begin(now: datetime) -> int:
    """Make a new secret, which signs and seals from then on; returns its version."""
    version = instance_secret.versions(settings.AZUKARI)[0].version + 1
    write_key(settings.AZUKARI.key_file(instance_secret.NAME, version))
    with transaction.atomic(durable=True):
        record(Event(KEY_ROTATED, {"version": version, "kind": instance_secret.NAME}), now=now)
    return version


def retire(now: datetime, *, at_once: bool = False) -> list[str]:
    """Remove earlier secrets whose time is over, and that seal nothing any more.

    Args:
        at_once: their time is over now.

    Returns:
        the names of the files that were removed.
    """
    lasts = timedelta(0) if at_once else instance_secret.LONGEST
    over = [one for one in instance_secret.versions(settings.AZUKARI) if one.until and now >= one.until + lasts]
    if not over or outdated() or proven_earlier():
        return []
    for one in over:
        half = settings.AZUKARI.keys / f"{HALF}-{one.version}"
        if not half.exists():
            write_key(half, key_of(one.raw))
        remove_beside_keys(settings.AZUKARI.key_file(instance_secret.NAME, one.version))
    return [settings.AZUKARI.key_file(instance_secret.NAME, one.version).name for one in over]


def _open(raw: bytes, key: bytes) -> str:
    return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], b"second factor").decode()


def _opens(sealed: Sequence[str], under: Sequence[bytes]) -> bool:
    """Whether each opens under one of these keys."""
    return all(any(_fits(word, key) for key in under) for word in sealed)


def _fits(word: str, key: bytes) -> bool:
    try:
        _open(base64.b64decode(word), key)
    except (InvalidTag, ValueError):
        return False
    return True


def _again(data: Mapping[str, Any]) -> dict[str, Any]:
    anew = dict(data)
    for name in _WORDS:
        if isinstance(data.get(name), list):
            anew[name] = [seal(opened(word)) for word in data[name]]
        elif data.get(name):
            anew[name] = seal(opened(data[name]))
    return anew
