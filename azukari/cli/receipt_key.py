"""`azukari keys rotate receipts`: a new key that signs receipts; what older ones signed can be verified for ever.

Of an older key its public half stays, as `public-receipts-N`, written before the key goes: so whoever shows an old
receipt can be told whether its key was ours (`azukari keys list`). May be stopped at any point and run again.
"""

import base64
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from azukari.cli.terminal import say
from azukari.ledger.events import Event, Kind
from azukari.ledger.record import record
from azukari.lib.instance import read_key, write_key
from azukari.lib.job import clock
from azukari.lib.signed_note import public_key

NAME = "receipts"


def rotate_receipts(*, keep_old: bool) -> None:
    """Make a new key for receipts, and keep the public halves of older ones.

    Args:
        keep_old: whether the older key's file stays where it is.
    """
    known, kept = settings.AZUKARI.versions(NAME), {version for version, _public in former()}
    if not [version for version in known[:-1] if version not in kept]:  # else a rotation was begun, and stopped
        known = (*known, known[-1] + 1)
        write_key(settings.AZUKARI.keys / f"{NAME}-{known[-1]}")
    for version in known[:-1]:
        if version not in kept:
            half = public_key(settings.AZUKARI.key(f"{NAME}-{version}"))
            write_key(settings.AZUKARI.keys / f"public-{NAME}-{version}", half)
    with transaction.atomic(durable=True):
        record(Event(Kind.KEY_ROTATED, {"version": known[-1], "kind": NAME}), now=clock())
    say(f"Receipts are signed by {NAME}-{known[-1]} from now on.")
    for version in () if keep_old else known[:-1]:
        (settings.AZUKARI.keys / f"{NAME}-{version}").unlink()
        say(f"{NAME}-{version} is removed; its public half stays, so that old receipts can be verified.")


def former() -> Iterator[tuple[int, bytes]]:
    """The older keys of which the public half is kept: version, and the 32 bytes of that half."""
    for version in settings.AZUKARI.versions(f"public-{NAME}"):
        yield version, read_key(settings.AZUKARI.keys / f"public-{NAME}-{version}")


def as_text(public: bytes) -> str:
    """A public key as it stands in a receipt."""
    return base64.b64encode(public).decode()


def present() -> str:
    """The public half of the key that signs now, as text."""
    return as_text(public_key(settings.AZUKARI.newest_key(NAME)))
