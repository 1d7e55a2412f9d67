"""Words with which each verb of the command line, and each act of it, can be called."""

import argparse
from collections.abc import Iterator

type Words = tuple[str, ...]

A_UUID = "01981a5b-7c2e-7e7a-9d0e-3f6a8b1c2d4e"


def acts(parser: argparse.ArgumentParser, path: Words = ()) -> Iterator[tuple[Words, argparse.ArgumentParser]]:
    """Every act of a verb, with its path."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield path, parser
    for action in inner:
        for name, act in action.choices.items():
            yield from acts(act, (*path, name))


def value_for(action: argparse.Action) -> str:
    """A value that the option takes."""
    if action.choices:
        return str(next(iter(action.choices)))
    for text in ("1", "name", A_UUID, "2026-12-01T09:00+09:00"):
        try:
            (action.type or str)(text)  # type: ignore[operator]
        except (argparse.ArgumentTypeError, ValueError):
            continue
        return text
    raise AssertionError(action)


def sound_words(parser: argparse.ArgumentParser) -> list[str]:
    """The least with which the act can be called."""
    words: list[str] = []
    for action in parser._actions:
        if not action.option_strings and action.nargs is None:
            words.append(value_for(action))
        elif action.required:
            words += [action.option_strings[-1], value_for(action)]
    return words
