"""Command-line parser: argparse, whose complaints about misuse are one sentence that says what to write instead.

Argparse answers in its own terms ("invalid int value", a page of usage). What a person typed wrong is said here in
theirs, and where the verb explains itself. Exit code 2.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from azukari.lib.terminal import complain

MISUSE = 2

_ARGUMENT = re.compile(r"argument (?P<name>[^:]+): (?P<what>.*)", re.DOTALL)
_CHOICE = re.compile(r"invalid choice: (?P<said>.+) \(choose from (?P<known>.+)\)", re.DOTALL)
_NUMBER = re.compile(r"invalid (?P<kind>int|UUID) value: (?P<said>.+)", re.DOTALL)
_KINDS = {"int": "a whole number", "UUID": "an identifier such as 01981a5b-7c2e-7e7a-9d0e-3f6a8b1c2d4e"}


class Parser(argparse.ArgumentParser):
    """The parser of the command and of each verb; the parsers of their acts are made of the same class."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})  # a shortened option would change its meaning some day

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """As argparse does; but the act that does not know a word says so, not the whole command."""
        found, extra = super().parse_known_args(args, namespace)
        if extra:
            self.error(f"unrecognized arguments: {' '.join(extra)}")
        return found, extra

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence, and end with 2."""
        complain(f"{_sentence(message, self)} See: {self.prog} --help")
        sys.exit(MISUSE)


def whole_number(least: int, most: int | None = None) -> Any:
    """A type for `add_argument`: a whole number within bounds, both of which still count."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text) or not least <= int(text) <= (most or int(text)):
            bounds = f"from {least} to {most}" if most is not None else f"of {least} or more"
            raise argparse.ArgumentTypeError(f"takes a whole number {bounds}, not {text}.")
        return int(text)

    return read


def _sentence(message: str, parser: argparse.ArgumentParser) -> str:
    """What argparse says, as people say it; what is not known here stays as it is."""
    if message.startswith("the following arguments are required: "):
        return f"{parser.prog} needs {_listed(message.partition(': ')[2].split(', '))}."
    if message.startswith("one of the arguments "):
        names = message.removeprefix("one of the arguments ").removesuffix(" is required").split()
        return f"{parser.prog} needs {_listed(names, 'or')}."
    if message.startswith("unrecognized arguments: "):
        return f"{parser.prog} does not know {message.partition(': ')[2]}."
    found = _ARGUMENT.fullmatch(message)
    return _of_argument(found["name"], found["what"], parser) if found else f"{message[0].upper()}{message[1:]}."


def _of_argument(name: str, what: str, parser: argparse.ArgumentParser) -> str:
    name = name.split("/")[-1]  # -p/--port: the long one
    choice, number = _CHOICE.fullmatch(what), _NUMBER.fullmatch(what)
    if choice:
        known = [word.strip("' ") for word in choice["known"].split(",")]
        said = choice["said"].strip("'")
        who = name if name.startswith("-") else parser.prog
        return f"{who} takes {_listed(known, 'or')}, not {said}."
    if number:
        return f"{name} takes {_KINDS[number['kind']]}, not {number['said'].strip(chr(39))}."
    if what.startswith("expected "):
        count = what.removeprefix("expected ").removesuffix(" arguments").removesuffix(" argument")
        return f"{name} needs {'a value' if count in ('one', 'at least one') else f'{count} values'} after it."
    if what.startswith("not allowed with argument "):
        return f"{name} and {what.removeprefix('not allowed with argument ')} exclude each other."
    if what.startswith("ignored explicit argument "):
        return f"{name} takes no value."
    return f"{name} {what}" if what.endswith(".") else f"{name}: {what}."


def _listed(words: Sequence[str], last: str = "and") -> str:
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end
