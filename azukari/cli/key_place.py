"""`azukari keys move FOLDER`: the folder of keys in another place, on another disk if wished, with a link to it.

The files are copied, read again, and then folder and link change places in one step; the old files go last. May be run
while the instance serves.
"""

import argparse
import ctypes
import os
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from azukari.core.ledger import kept_head
from azukari.lib.instance import key_files, put_beside_keys
from azukari.lib.terminal import say
from azukari.lib.verb import Misuse, Refusal, Subparsers

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE, renameat2(2)


def add(subparsers: Subparsers) -> None:
    """Register the act beside the others of `azukari keys`."""
    parser = subparsers.add_parser("move", help="keep the keys in another folder", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="empty, or not there yet")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    keys, target = settings.AZUKARI.keys, args.folder.absolute()
    if keys.resolve().is_relative_to(target) or target.resolve().is_relative_to(keys.resolve()):
        raise Misuse("Name a folder that is neither in the folder of keys nor around it.")
    try:
        _move(keys, target)
    except OSError as error:
        raise Refusal(f"The keys were not moved: {error.strerror}.") from error
    say(f"The keys lie in {target} now, and {keys} leads there. Units of systemd: azukari systemd writes them again.")
    return 0


def _move(keys: Path, target: Path) -> None:
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise Misuse(f"There is something in {target}. Name an empty folder.")
    target.chmod(0o700)
    _copy(keys, target)
    link = keys.with_name(".keys-link")
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    _exchange(keys, link)
    _copy(link, target)  # what was made between the two steps
    _throw_away(link)


def _copy(keys: Path, target: Path) -> None:
    """Every key that is not there yet, as old as it was."""
    for path in key_files(keys):
        copy = target / path.name
        if copy.exists():
            continue
        put_beside_keys(copy, path.read_text("utf-8"))
        shutil.copystat(path, copy)
        if copy.read_bytes() != path.read_bytes():
            raise Refusal(f"{copy} does not read as it was written. The keys stay where they were.")
    if (keys / kept_head.FOLDER).is_dir():
        shutil.copytree(keys / kept_head.FOLDER, target / kept_head.FOLDER, dirs_exist_ok=True)


def _exchange(one: Path, other: Path) -> None:
    """Let two names change places in one step, so that no reader finds none.

    Raises:
        OSError: the system does not.
    """
    system = ctypes.CDLL(None, use_errno=True)
    if system.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _throw_away(old: Path) -> None:
    """The folder that the keys were in before, or the link to it."""
    before = old.resolve()
    for path in before.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    with suppress(OSError):  # a disk of its own stays where it is
        before.rmdir()
    if old.is_symlink():
        old.unlink()
