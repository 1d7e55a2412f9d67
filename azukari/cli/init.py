"""`azukari init D`: a new instance that is ready to be read, edited and served; nothing is published yet."""

import argparse
from pathlib import Path

from django.db import Error

from azukari.cli.instance_folder import is_whole, make
from azukari.cli.migrations import is_empty, migrate, refuse_pending, trouble
from azukari.cli.opening import set_up
from azukari.lib.instance import Instance, is_base_url, load
from azukari.lib.terminal import say
from azukari.lib.verb import Misuse, Refusal, Subparsers

_DEFAULT = Instance(Path())


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("init", help="make a new instance", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="D", help="the folder to make; empty, or not there yet")
    parser.add_argument(
        "--base-url",
        metavar="URL",
        help=f"where people will reach it (default: {_DEFAULT.base_url})",
    )
    parser.add_argument("--lang", choices=("ja", "en"), help=f"the first language (default: {_DEFAULT.language})")
    parser.add_argument(
        "--fictional", action="store_true", help="to try things out: it may publish the example's made-up organisation"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    root = args.folder.resolve() if args.folder else args.dir
    url = (args.base_url or _DEFAULT.base_url).rstrip("/")
    if not is_base_url(url):
        raise Misuse(f"--base-url takes an address like https://members.example.org, without a path, not {url}.")
    if args.fictional:
        _refuse_to_turn_fictional(root)
    was_whole = is_whole(root)
    make(root, base_url=url, language=args.lang or _DEFAULT.language, fictional=args.fictional)
    set_up(root)
    if was_whole and _has_tables():
        return _leave(root, args)
    migrate()
    say(f"The instance is at {root}. Next:")
    say(f"  1. Read and edit {root / 'azukari.toml'} and {root / 'policy.yaml'}; its organisation is made up.")
    say(f"     If you name another database there: azukari migrate --dir {root}")
    say(f"  2. azukari policy check --dir {root}")
    say(f"  3. azukari policy publish --dir {root}")
    say(f"  4. azukari staff add --dir {root} --help")
    say(f"  5. azukari serve --dir {root}")
    say(f"Keep a copy of {root / 'keys'} apart from the data: without it nothing stored can be read.")
    return 0


def _refuse_to_turn_fictional(root: Path) -> None:
    """An instance for real people does not become one to try things out by a wish at the command line."""
    where = root / "azukari.toml"
    if not where.exists():
        return
    known = load(root)
    if not known.is_made_up:
        raise Misuse(
            f"There is an instance at {root} already, and not a fictional one; it was left as it is. --fictional is for"
            f" a new folder: leave it out, or name another folder (or write fictional = true into {where} yourself)."
        )


def _has_tables() -> bool:
    try:
        return not is_empty()
    except Error as error:
        raise Refusal(trouble()) from error


def _leave(root: Path, args: argparse.Namespace) -> int:
    """What is there already stays as it is."""
    known, where = load(root), root / "azukari.toml"
    asked = ((args.base_url or known.base_url).rstrip("/"), args.lang or known.language)
    if asked != (known.base_url, known.language):
        raise Refusal(
            f"There is an instance at {root} already, and it was left as it is. Change base_url and language"
            f" in {where}, or name another folder."
        )
    refuse_pending()
    say(f"There is an instance at {root} already; nothing was changed.")
    return 0
