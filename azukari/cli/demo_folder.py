"""The folder of a demonstration: made before Django starts, since the settings and keys lie in it."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from azukari.cli.instance_folder import make
from azukari.cli.parser import Parser, whole_number
from azukari.lib.instance import is_instance, load
from azukari.lib.verb import Refusal

PORT = 8000


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options that decide how the folder is made."""
    parser.add_argument(
        "--port",
        type=whole_number(1, 65535),
        default=PORT,
        metavar="P",
        help="where to serve on this machine (default: %(default)s)",
    )
    parser.add_argument("--no-serve", action="store_true", help="make it, and end")
    parser.add_argument(
        "--lang", choices=("ja", "en"), default="ja", help="the language shown first (default: %(default)s)"
    )


def prepare(words: Sequence[str]) -> Path:
    """Make the demonstration's folder unless it is there: ``--dir D``, else $AZUKARI_INSTANCE, else ``./demo``.

    Args:
        words: what was typed after ``demo``; misuse ends the program before anything is made.

    Raises:
        Refusal: the folder holds a real instance, or something else.
    """
    reader = Parser(prog="azukari demo")
    reader.add_argument("--dir")
    arguments(reader)
    known = reader.parse_args(words)
    root = Path(known.dir or os.environ.get("AZUKARI_INSTANCE") or "demo").resolve()
    if is_instance(root) and not load(root).demo:
        raise Refusal(
            f"{root} is a real instance, so no sample people are put into it. Name another folder with --dir."
        )
    make(root, base_url=f"http://127.0.0.1:{known.port}", language=known.lang, demo=True)
    return root
