"""`azukari keys rotate receipts`: a new key that signs receipts; what older ones signed can be verified for ever.

Of an older key its public half stays, as `public-receipts-N`, written before the key goes: so whoever shows an old
receipt can see whether its key was ours (`consent.receipt_keys`, `azukari keys list`). May be stopped at any point and
run again.
"""

from django.conf import settings
from django.db import transaction

from azukari.core.consent.receipt_keys import ADDRESS, NAME, keep_half
from azukari.core.ledger.events import KEY_ROTATED, Event
from azukari.core.ledger.record import record
from azukari.lib.instance import remove_beside_keys, write_key
from azukari.lib.job import clock
from azukari.lib.terminal import say


def rotate_receipts(*, keep_old: bool) -> None:
    """Make a new key for receipts, and keep the public halves of older ones.

    Args:
        keep_old: whether the older key's file stays where it is.
    """
    known, kept = settings.AZUKARI.versions(NAME), settings.AZUKARI.versions(f"public-{NAME}")
    if not [version for version in known[:-1] if version not in kept]:  # else a rotation was begun, and stopped
        known = (*known, known[-1] + 1)
        write_key(settings.AZUKARI.keys / f"{NAME}-{known[-1]}")
    for version in known[:-1]:
        if version not in kept:
            keep_half(version)
    with transaction.atomic(durable=True):
        record(Event(KEY_ROTATED, {"version": known[-1], "kind": NAME}), now=clock())
    say(f"Receipts are signed by {NAME}-{known[-1]} from now on. {settings.AZUKARI.base_url}/{ADDRESS} tells all keys.")
    for version in () if keep_old else known[:-1]:
        remove_beside_keys(settings.AZUKARI.keys / f"{NAME}-{version}")
        say(f"{NAME}-{version} is removed; its public half stays, so that old receipts can be verified.")
