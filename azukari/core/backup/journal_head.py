"""How far a journal of removals reaches, and whose it is: a small file in its folder, written whenever rows are copied.

A restore compares it with the one in the bundle of keys, by a number that only grows, since clocks may be set back: a
journal reaches beyond a bundle if it was written after it. A copy that was taken while the journal grew has fewer bytes
than the file says, and is told from a whole one by that.
"""

import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from azukari.core.backup import manifest
from azukari.core.backup.bundle import BundleError
from azukari.lib import private_file

NAME = "complete.json"


@dataclass(frozen=True, slots=True)
class Head:
    """
    Args:
        instance: whose journal it is; blank before the first backup.
        number: grows with each time that it is written.
        until: when it was complete, for people to read.
        size: how many bytes of lines it has.
        since: what went before that was taken out of it; None if nothing was.
        known: whether the database has a row for each line (`removals.adopt`); not so in a journal that an older
            version left.
    """

    instance: str
    number: int
    until: datetime
    size: int
    since: datetime | None
    known: bool = False


def read(folder: Path) -> Head | None:
    """What a folder says of itself; None if it does not."""
    try:
        told = json.loads((folder / NAME).read_text("ascii"))
        since = told.get("since")
        return Head(
            told["instance"],
            int(told["number"]),
            datetime.fromisoformat(told["until"]),
            int(told["size"]),
            datetime.fromisoformat(since) if since else None,
            bool(told.get("known")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(
    folder: Path,
    keys: Path,
    *,
    now: datetime,
    after: int = 0,
    since: datetime | None = None,
    rows: bool | None = None,
) -> None:
    """Say that the journal in ``folder`` is complete until ``now``. It is there whole or not at all.

    Args:
        keys: the instance's folder of keys.
        after: a number that the new one has to exceed.
        since: what went before was taken out just now; else as it was.
        rows: whether the database has a row for each line; as it was, unless given.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    known = read(folder)
    reach = [moment for moment in (since, known.since if known else None) if moment]
    told = {
        "instance": own_mark(keys),
        "number": max(after, known.number if known else 0) + 1,
        "until": now.isoformat(),
        "size": size(folder),
        "since": max(reach).isoformat() if reach else None,
        "known": bool(known and known.known) if rows is None else rows,
    }
    unfinished = folder / f".{NAME}.{os.getpid()}"
    with private_file.write(unfinished) as file:
        file.write(json.dumps(told).encode("ascii"))
    unfinished.rename(folder / NAME)


def size(folder: Path) -> int:
    """How many bytes of lines a folder has."""
    return sum(path.stat().st_size for path in folder.glob("*.jsonl"))


def own_mark(keys: Path) -> str:
    """Tells one instance's journal from another's; blank if the instance was never backed up."""
    try:
        own = manifest.own_key(keys)
    except BundleError:
        return ""
    return hmac.digest(own.proof, b"journal of removals", "sha256").hex()


def gaps(given: Path | None, bundled: Path, *, keys: Path, keys_made: datetime, data_made: datetime) -> Iterator[str]:
    """What a restore could not repeat, in sentences; none if it can repeat all that its journal knows.

    Args:
        given: the newest copy of the journal, if there is one.
        bundled: the journal as it was in the bundle of keys.
        keys: the folder of keys of the instance that is restored.
        keys_made, data_made: when the two bundles were made.
    """
    of_bundle, of_copy = read(bundled), read(given) if given else None
    reaches = of_copy or of_bundle
    if reaches and reaches.since and data_made < reaches.since:
        yield (
            f"The journal of removals goes back to {_day(reaches.since)}, and the bundle of data is older: what was"
            " removed in between is not known any more."
        )
    if given is None:
        yield f"No journal of removals was named: what was removed after {_day(keys_made)} is not known."
    elif of_copy is None:
        yield f"There is no journal of removals in {given}: what was removed after {_day(keys_made)} is not known."
    elif of_copy.instance and of_copy.instance != own_mark(keys):
        yield f"The journal in {given} is another instance's: what was removed after {_day(keys_made)} is not known."
    elif of_copy.number < (of_bundle.number if of_bundle else 0):
        yield (
            f"The journal in {given} is of {_day(of_copy.until)}, older than the bundle of keys: what was removed after"
            f" {_day(keys_made)} is not known."
        )
    elif size(given) < of_copy.size:
        yield f"The journal in {given} was copied while it grew, or is damaged, and lacks lines. Copy it again."


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
