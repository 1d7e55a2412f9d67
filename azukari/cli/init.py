"""`azukari init D`: a new instance that is ready to be read, edited and served; nothing is published yet."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management import call_command

from azukari.cli.instance_folder import make
from azukari.cli.opening import set_up
from azukari.cli.terminal import say
from azukari.cli.verb import Refusal, Subparsers


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("init", help="make a new instance", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="D", help="the folder to make; empty, or not there yet")
    parser.add_argument(
        "--base-url",
        default="http://127.0.0.1:8000",
        metavar="URL",
        help="where people will reach it (default: %(default)s)",
    )
    parser.add_argument("--lang", choices=("ja", "en"), default="ja", help="the first language (default: %(default)s)")
    parser.add_argument(
        "--fictional", action="store_true", help="to try things out: it may publish the example's made-up organisation"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    root = args.folder.resolve() if args.folder else args.dir
    address = urlsplit(args.base_url)
    if address.scheme not in ("http", "https") or not address.hostname or address.path.strip("/") or address.query:
        raise Refusal(f"--base-url must be like https://members.example.org, without a path; it is {args.base_url}")
    make(root, base_url=f"{address.scheme}://{address.netloc}", language=args.lang, fictional=args.fictional)
    set_up(root)
    call_command("migrate", verbosity=0, interactive=False)
    say(f"The instance is at {root}. Next:")
    say(f"  1. Read and edit {root / 'azukari.toml'} and {root / 'policy.yaml'}; its organisation is made up.")
    say(f"  2. azukari policy check --dir {root}")
    say(f"  3. azukari policy publish --dir {root}")
    say(f"  4. azukari staff add --dir {root} --help")
    say(f"  5. azukari serve --dir {root}")
    say(f"Keep a copy of {root / 'keys'} apart from the data: without it nothing stored can be read.")
    return 0
