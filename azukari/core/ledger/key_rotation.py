"""Rotation of the ledger's signing key: a new key, handed over to by the old one while the ledger goes on.

The hand-over is made while no checkpoint can be signed, so that its size parts what the old key may sign from what it
may not. Killed before it, the old key is in effect; after it, the new one. For `JOINT` both sign, so that whoever knows
the old key alone has time to learn of the new one.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from azukari.core.ledger import leaf, signing_keys, stored, tree
from azukari.core.ledger.events import KEY_ROTATED, Event
from azukari.core.ledger.integrate import integrate_all, sealed_by, sealer, wait_for_turn
from azukari.core.ledger.models import Pending
from azukari.core.ledger.record import record
from azukari.lib import key_handover
from azukari.lib.instance import put_beside_keys, remove_beside_keys, write_key

JOINT = timedelta(days=30)
_PAGE = 1024


def hand_over(now: datetime) -> int:
    """Make a new key (or take one that a stopped rotation has made), and hand over to it; returns its version."""
    version = signing_keys.current().newest + 1
    path = settings.AZUKARI.key_file(signing_keys.NAME, version)
    if not path.exists():
        write_key(path)
    with transaction.atomic(durable=True):
        wait_for_turn()
        old, new = signing_keys.current().seed, settings.AZUKARI.key(signing_keys.NAME, version)
        signed = key_handover.sign(name=tree.origin(), old=old, new=new, size=tree.size())
        put_beside_keys(signing_keys.handover_file(version), signed)
        record(Event(KEY_ROTATED, {"version": version, "kind": signing_keys.NAME}), now=now)
    return version


def retire(now: datetime, *, at_once: bool = False) -> list[str]:
    """Remove earlier keys whose time of signing jointly is over, unless a row that waits still needs one.

    Args:
        at_once: do not wait for that time.

    Returns:
        the names of the files that were removed.
    """
    keys = signing_keys.current()
    older = [version for version in sorted(keys.seeds) if version < keys.newest]
    over = [version for version in older if at_once or now - handed_over_at(version + 1) >= JOINT]
    if not over:
        return []
    integrate_all(now)
    needed = _needed()
    removed = [settings.AZUKARI.key_file(signing_keys.NAME, version) for version in over if version not in needed]
    for path in removed:
        remove_beside_keys(path)
    return [path.name for path in removed]


def seal_restored(rows: Iterable[Pending], *, made: datetime) -> None:
    """Seal rows that waited for their place when a backup was made and that no key opens which is here: the one that
    had sealed them was handed over since. The bundle vouches for them.

    Args:
        made: when the backup was.
    """
    keys = signing_keys.current()
    if keys.newest not in keys.handovers or made >= handed_over_at(keys.newest):
        return
    for row in rows:
        event = stored.Event(row.id, row.at, row.kind, row.payload, bytes(row.salt), bytes(row.commitment))
        if sealer(row.seal, event) is None:
            row.seal = leaf.seal(keys.seed, event.leaf)


def handed_over_at(version: int) -> datetime:
    """When that version came into effect."""
    return datetime.fromtimestamp(signing_keys.handover_file(version).stat().st_mtime, UTC)


def _needed() -> set[int]:
    """The versions that seal rows which wait for their place."""
    found: set[int] = set()
    after = None
    while rows := stored.waiting(after, _PAGE):
        found |= {version for _, seal, *values in rows if (version := sealed_by(seal, tuple(values)))}
        after = rows[-1][0]
    return found
