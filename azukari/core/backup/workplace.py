"""Scratch folders of restores and upgrades: a fixed private place each, locked in use, swept if broken off.

A restore and a drill lay keys and a whole database out before either is of use. Each does it in a folder that everybody
knows (`places`), and holds a lock on that folder for as long as its process lives. So whoever finds the folder unlocked
knows that a process was killed there, and may throw away what it left.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from azukari.core.backup.bundle import BundleError
from azukari.core.backup.result import remember_drill
from azukari.lib.control import Findings
from azukari.lib.instance import is_instance
from azukari.lib.sentence import Sentence

_UNFINISHED = (".key-*", "keys/.key-*", "outbox/.*.part")
_HOUR = 3600  # seconds
_LONG = timedelta(days=1)  # the longest that a restore of any size should take

_UNSEEN = Sentence("%(folder)s may hold keys of a restore that was broken off, and cannot be looked into. Remove it.")
_LEFT = Sentence("A restore that was broken off left keys and data at %(folder)s. Remove that folder.")
_HANGS = Sentence(
    "A restore has been at work in %(folder)s for %(hours)d hours, with keys and data. End it if it hangs."
)


def beside(target: Path) -> Path:
    """Where an instance is restored that will stand at ``target``: on the same disk, so that it can be moved there."""
    return target.with_name(f"{target.name}.restoring")


def within(target: Path) -> Path:
    """Where a drill of the instance at ``target`` goes on; beside it, where there is none yet."""
    return target / "drill" if is_instance(target) else target.with_name(f"{target.name}.drill")


def upgrading(target: Path) -> Path:
    """Where an upgrade of the instance at ``target`` keeps a copy of its database meanwhile."""
    return target / "upgrade"


def places(target: Path) -> Sequence[Path]:
    """Every place in which something may have been left that has to do with ``target``."""
    return (upgrading(target), target / "drill", target.with_name(f"{target.name}.drill"), beside(target))


@contextmanager
def taken(place: Path) -> Iterator[Path]:
    """A scratch folder, empty and ours alone until it is left; then it is gone with all that is in it.

    Raises:
        BundleError: another restore is at work in it, or it cannot be made.
    """
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = _lock(place)
    except OSError as error:
        raise BundleError(f"The folder {place} cannot be used: {error.strerror}.") from error
    if handle is None:
        raise BundleError(f"Another restore is under way in {place}. Wait until it has ended.")
    try:
        _empty(place)
        place.chmod(0o700)
        yield place
    finally:
        if _is_at(handle, place):  # else it was moved to where it serves
            _empty(place)
            with suppress(OSError):  # in a folder that we may not write to, it stays, empty
                place.rmdir()
        os.close(handle)


BROKEN_OFF = "It was broken off before it had ended."


def sweep(target: Path, *, now: datetime) -> list[Path]:
    """Throw away what restores and drills left that were broken off; returns where something lay.

    Nothing goes that a living process works with. Keys and mails that were being written go after an hour. Of a drill
    that was killed, a failed try stays on record.
    """
    for pattern in _UNFINISHED:
        for path in target.glob(pattern):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _HOUR:
                    path.unlink()
    swept = [place for place in places(target) if _swept(place)]
    if target / "drill" in swept:
        remember_drill(target, at=now, made=None, wrong=[BROKEN_OFF])
    return swept


def _swept(place: Path) -> bool:
    try:
        handle = _lock(place)
    except OSError:
        return False  # not there, or not ours: `findings` tells
    if handle is None:
        return False
    try:
        found = any(place.iterdir())
        _empty(place)
        with suppress(OSError):
            place.rmdir()
        return found
    finally:
        os.close(handle)


def _lock(place: Path) -> int | None:
    """An open handle that holds the lock of a folder; None if another process holds it.

    Raises:
        OSError: it is not there, is no folder, or is not ours.
    """
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(handle).st_uid != os.geteuid():
            raise PermissionError(1, "it belongs to another user")
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_at(handle, place):
            raise FileNotFoundError(2, "it was removed this moment")
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        os.close(handle)
        raise
    return handle


def _is_at(handle: int, place: Path) -> bool:
    """Whether the folder that is open is the one that stands there; another process may have removed or moved it."""
    try:
        return os.path.samestat(os.fstat(handle), place.lstat())
    except OSError:
        return False


def _empty(place: Path) -> None:
    for path in [*place.iterdir()]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def findings(target: Path, now: datetime) -> Findings:
    """What a control says: a scratch folder that was not swept, or one in use for longer than any restore takes."""
    for place in places(target):
        try:
            if not any(place.iterdir()):
                continue
            age = now - datetime.fromtimestamp(place.stat().st_mtime, UTC)
            handle = _lock(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            yield _UNSEEN(folder=place)
            continue
        if handle is not None:
            os.close(handle)
            yield _LEFT(folder=place)
        elif age > _LONG:
            hours = age // timedelta(hours=1)
            yield _HANGS(folder=place, hours=hours)
