"""The list of mutants: `leaks/*.toml`, a file for each kind of output, and who is to find them: `finders.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Mutant:
    """One leak.

    Args:
        group: the name of its file in the list.
        find: a piece of ``file`` that stands there once; ``replace`` takes its place.
        why: what leaks, and to whom.
        finders: keys of `finders`, or files of tests; tried in this order.
    """

    name: str
    group: str
    file: str
    find: str
    replace: str
    why: str
    finders: tuple[str, ...]

    def applied(self, text: str) -> str:
        """The file with the leak in it.

        Raises:
            StaleError: what is to be replaced does not stand there exactly once.
        """
        count = text.count(self.find)
        if count != 1:
            raise StaleError(f"{self.name}: its place stands {count} times in {self.file}. Put the list right.")
        return text.replace(self.find, self.replace)


class StaleError(Exception):
    """The list does not fit the source any more."""


def mutants() -> list[Mutant]:
    """All of them, in the order of the list."""
    found = []
    for path in sorted((_HERE / "leaks").glob("*.toml")):
        listed = tomllib.loads(path.read_text("utf-8"))
        found += [_mutant(entry, path.stem, listed) for entry in listed["mutant"]]
    return found


def _mutant(entry: Mapping[str, str], group: str, listed: Mapping[str, object]) -> Mutant:
    wanted = entry.get("finder") or str(listed["finder"])
    return Mutant(
        name=entry["name"],
        group=group,
        file=entry["file"],
        find=entry["find"].strip("\n"),
        replace=entry["replace"].strip("\n"),
        why=entry["why"],
        finders=tuple(wanted.split()),
    )


def finders() -> Mapping[str, Sequence[str]]:
    """By name, what is run: the words of a command."""
    known: Mapping[str, Sequence[str]] = tomllib.loads((_HERE / "finders.toml").read_text("utf-8"))
    return known


def command(finder: str) -> Sequence[str]:
    """The words of the command behind a finder's name; a path stands for its tests."""
    return ["pytest", finder] if "/" in finder else finders()[finder]
