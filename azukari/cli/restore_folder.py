"""Before Django can be set up for a restored instance, its keys and settings have to be there: they come first.

They are laid beside the place where the instance will stand (``D.restoring``), or for a drill inside the instance that
is tried (``D/drill``): in a private folder that is gone afterwards, and swept if the process was killed (`workplace`).
"""

import argparse
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import Error

from azukari.cli.opening import folder
from azukari.cli.parser import Parser
from azukari.core.backup import bundle, restore_keys, workplace
from azukari.core.backup.result import DRILL, last, remember_drill
from azukari.core.database.refusal import reason
from azukari.lib.failure import describe
from azukari.lib.instance import InstanceError
from azukari.lib.job import clock
from azukari.lib.verb import Refusal

TARGET = "target"
"""The file in the folder that says where the instance will stand; of a drill, which instance is tried."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `restore` may be told."""
    parser.add_argument("--data", type=Path, metavar="FILE", help="the bundle of data")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="the newest bundle of keys")
    parser.add_argument("--identity", type=Path, metavar="FILE", help="the operator's secret age key")
    parser.add_argument(
        "--keys-only", action="store_true", help="only bring back key files and settings that the instance lacks"
    )
    parser.add_argument("--removals", type=Path, metavar="FOLDER", help="the newest copy of the folder removals")
    parser.add_argument(
        "--without-removals", action="store_true", help="restore though people who were erased come back"
    )
    parser.add_argument(
        "--trust-clock", action="store_true", help="this machine's clock is right, though the backup tells otherwise"
    )
    parser.add_argument("--database", metavar="URL", help="an empty database (else as in the settings; '' is SQLite)")
    parser.add_argument("--drill", action="store_true", help="only try it, in the folder D/drill")
    parser.add_argument("--json", action="store_true", help="print data for another program")


@contextmanager
def prepared(words: Sequence[str]) -> Iterator[Path]:
    """Lay keys and settings out in the folder in which the restore goes on; what is not moved elsewhere by then is
    thrown away in the end.

    Args:
        words: what was typed after ``restore``; misuse ends the program before anything is laid out.

    A drill that fails leaves a record, whatever it failed of: `azukari doctor` shows it.

    Raises:
        Refusal: an instance stands there already, another restore is under way, the bundle of keys does not open, or
            the database failed.
    """
    reader = Parser(prog="azukari restore")
    reader.add_argument("--dir")
    arguments(reader)
    args = reader.parse_args(words)
    _need(args, reader)
    target = folder(words)
    if args.keys_only:
        restore_keys.bring_back(args.keys, identity=bundle.identity_in(args.identity), root=target)
        yield target
        return
    if not args.drill and target.exists() and any(target.iterdir()):
        raise Refusal(f"There is something at {target} already. Move it away, or name another folder with --dir.")
    before = last(target, DRILL)
    try:
        with workplace.taken(workplace.within(target) if args.drill else workplace.beside(target)) as root:
            _lay_out(args, root, target)
            yield root
    except BaseException as error:
        why = _why(error)
        if args.drill and last(target, DRILL) == before:  # it did not come as far as leaving its own result
            remember_drill(target, at=clock(), made=None, wrong=[why])
        if isinstance(error, Error):
            raise Refusal(why) from error  # the database that it speaks of is gone by now, so nobody can look again
        raise


def _why(error: BaseException) -> str:
    """Why a restore or a drill ended before its end, in words without a value of any row."""
    if isinstance(error, Refusal | InstanceError):
        return str(error)
    if isinstance(error, Error):
        return f"The database failed: {reason(error)} ({describe(error)}). Nothing was restored."
    if isinstance(error, Exception):
        return f"It failed: {describe(error)}. Nothing was restored."
    return workplace.BROKEN_OFF


def _need(args: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Complain of what is not named, as the parser would: the bundle of data is not needed for keys alone."""
    needed = ("keys", "identity") if args.keys_only else ("data", "keys", "identity")
    if lacking := [f"--{name}" for name in needed if getattr(args, name) is None]:
        parser.error(f"the following arguments are required: {', '.join(lacking)}")
    if args.keys_only and args.drill:
        parser.error("argument --keys-only: not allowed with argument --drill")


def _lay_out(args: argparse.Namespace, root: Path, target: Path) -> None:
    for part in (root / "data", root / "keys", root / "outbox"):
        part.mkdir(mode=0o700)
    identity = bundle.identity_in(args.identity)
    bundle.unpack_keys(bundle.read(args.keys, identity=identity, scratch=root), root)
    (root / TARGET).write_text(str(target), "utf-8")
    database = "" if args.drill else args.database
    if database is not None:
        _stand_on(root / "azukari.toml", database)


def _stand_on(settings: Path, database: str) -> None:
    """Name the database in the settings, and for this process."""
    text = settings.read_text("utf-8") if settings.exists() else ""
    line = f'database = "{database}"\n'
    pattern = re.compile(r"^database *=.*\n", re.MULTILINE)
    settings.write_text(pattern.sub(line, text, count=1) if pattern.search(text) else line + text, "utf-8")
    if database:
        os.environ["AZUKARI_DATABASE"] = database
    else:
        os.environ.pop("AZUKARI_DATABASE", None)
