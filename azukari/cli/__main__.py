"""The `azukari` command: finds the verb, opens the instance for it, runs it, and turns trouble into one sentence.

Exit codes: 0 done, 1 refused or failed, 2 misuse. With AZUKARI_DEBUG=1 a failure shows its traceback.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from django.db import Error

from azukari.cli import demo_folder, migrations, opening, parts, restore_folder
from azukari.cli.ended import Ended, end_tidily
from azukari.cli.parser import MISUSE, Parser
from azukari.cli.verbs import VERBS, module_of, soundness
from azukari.core.backup import workplace
from azukari.lib import core_dumps, terminal
from azukari.lib.failure import describe
from azukari.lib.instance import InstanceError, is_instance
from azukari.lib.job import clock
from azukari.lib.verb import KEYS, Instance, Misuse, Refusal, Verb
from azukari.lib.version import version

_HELP = frozenset({"-h", "--help"})
_WITH_DATABASE = (Instance.NEEDED, Instance.OPTIONAL)


def _overview() -> argparse.ArgumentParser:
    """The parser that shows all verbs without importing any."""
    width = max(map(len, VERBS)) + 2
    verbs = "\n".join(f"  {name:<{width}}{verb.summary}" for name, verb in VERBS.items())
    parser = Parser(
        prog="azukari",
        usage=f"azukari {{{','.join(VERBS)}}} [--dir D] ...",
        description=f"Registration and supporters, kept as your privacy policy says.\n\nverbs:\n{verbs}",
        epilog="Each verb explains itself: azukari VERB --help.\n"
        "The instance is --dir D, else $AZUKARI_INSTANCE, else ./instance.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"azukari {version()}")
    parser.add_argument("verb", nargs="?", choices=VERBS, help=argparse.SUPPRESS)
    return parser


def _parser(name: str) -> argparse.ArgumentParser:
    """The parser of one verb, read from its module."""
    parser = Parser(prog="azukari")
    subparsers = parser.add_subparsers(dest="verb", required=True)
    module_of(name).add(subparsers)
    _add_dir(subparsers.choices[name])
    parser.set_defaults(offline=lambda _args: False, despite=frozenset())
    return parser


def _add_dir(parser: argparse.ArgumentParser) -> None:
    """Every verb, and every verb's verb, takes ``--dir``."""
    parser.add_argument("--dir", metavar="D", help="the instance's folder (else $AZUKARI_INSTANCE, else ./instance)")
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                _add_dir(inner)


def _verb_of(words: Sequence[str]) -> str | None:
    """The first word that is neither an option nor the value of ``--dir``."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word == "--dir":
            skip = True
        elif not word.startswith("-"):
            return word
    return None


def _is_debugging() -> bool:
    return os.environ.get("AZUKARI_DEBUG") == "1"


def _folder(verb: Verb, words: Sequence[str]) -> AbstractContextManager[Path]:
    """The instance's folder, with what the verb needs to be there first."""
    if verb.instance is Instance.DEMO:
        return nullcontext(demo_folder.prepare(words))
    if verb.instance is Instance.RESTORED:
        return restore_folder.prepared(words)
    return nullcontext(opening.folder(words))


def _run(name: str, verb: Verb, words: list[str]) -> int:
    helping = bool(_HELP & set(words))
    at = words.index(name)
    own = [name, *words[:at], *words[at + 1 :]]  # the verb first: `azukari --dir D serve` works as well
    for place in () if helping else workplace.sweep(opening.folder(words), now=clock()):
        terminal.complain(f"A restore was broken off and left keys and data at {place}. They are removed now.")
    lost = parts.Missing(opening.folder(words))
    if verb.instance in _WITH_DATABASE and not helping:
        lost = parts.missing(opening.folder(words))
    if lost.is_fatal or lost.database:
        raise Refusal(lost.sentence)
    laid_out = nullcontext(opening.folder(words)) if helping else _folder(verb, own[1:])
    with laid_out as root, opening.opened(root, verb.instance):
        args = _parser(name).parse_args(own)
        args.dir = root
        if verb.instance is Instance.NEEDED:
            opening.needs_instance(root)
        if lost and KEYS in args.despite:
            terminal.complain(lost.sentence)
        elif lost:
            raise Refusal(lost.sentence)
        if verb.instance in _WITH_DATABASE and is_instance(root) and not args.offline(args):
            migrations.refuse_pending()
            soundness().refuse_unsound(despite=args.despite)
        return int(args.run(args))


def main(words: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        words: what was typed after ``azukari``; the program's own arguments unless given.

    Returns:
        the exit code.
    """
    terminal.prepare()
    core_dumps.forbid()
    end_tidily()
    words = list(sys.argv[1:] if words is None else words)
    name = _verb_of(words)
    if name not in VERBS:
        overview = _overview()
        overview.parse_args(words)
        overview.print_help(sys.stderr)
        return MISUSE
    try:
        return _run(name, VERBS[name], words)
    except (Refusal, InstanceError) as refusal:
        if refusal.__cause__ and _is_debugging():
            raise refusal.__cause__ from None
        terminal.complain(str(refusal))
        return MISUSE if isinstance(refusal, Misuse) else 1
    except KeyboardInterrupt:
        return 130
    except Ended as ended:
        return 128 + ended.signal
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if _is_debugging():
            raise
        database = migrations.trouble() if isinstance(error, Error) else ""
        if database:
            terminal.complain(database)
            return 1
        # The error's own text may hold what a person typed, so only its kind is shown, and where it happened.
        terminal.complain(f"azukari {name} failed: {describe(error)}. AZUKARI_DEBUG=1 shows more.")
        return 1


if __name__ == "__main__":
    sys.exit(main())
