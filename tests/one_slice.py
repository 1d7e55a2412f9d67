"""`bin/test members`: one feature with what it rests on, in less than two minutes.

First the tests of the package; then those that import it, by themselves or by way of other modules of the tests; then
the unit tests of the packages on which it rests: in each of these the quickest first, by what was recorded
(`tests/pace.py`). When the time is over no further test begins, and what was left out is told.
"""

import ast
import os
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.kept import ROOT
from tests.pace import seconds_of_files

UNTIL = "AZUKARI_TEST_UNTIL"
"""The variable that tells when no further test is begun, in seconds since the epoch."""

SECONDS = 100.0
"""For a slice; what is under way may end after that."""

_GUESS = 3.0  # seconds, of a file that nobody has recorded
type Circles = tuple[list[Path], list[Path], list[Path]]


def is_package(name: str) -> bool:
    """Whether ``name`` is a package of the program, as ``members`` or ``desks.policy`` are."""
    return all(part.isidentifier() for part in name.split(".")) and (_folder(name) / "__init__.py").exists()


def _folder(name: str) -> Path:
    return ROOT / "azukari" / name.replace(".", "/")


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules that a file imports, and what it imports of them, with dots."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def _tests(folder: Path) -> list[Path]:
    return sorted(folder.rglob("test_*.py"))


def _names(path: Path, package: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for module in imports(path))


def _helpers(path: Path) -> Iterator[Path]:
    """The modules of the tests that a file of tests imports."""
    for module in imports(path):
        file = ROOT / f"{module.replace('.', '/')}.py"
        if module.startswith("tests.") and file.exists():
            yield file


def circles(name: str) -> Circles:
    """The files of a package's own tests, of those that import it, and of the unit tests of what it rests on."""
    own = [*_tests(_folder(name)), *_tests(ROOT / "tests" / name.replace(".", "/"))]
    package = f"azukari.{name}"
    everything = [path for path in (*_tests(ROOT / "azukari"), *_tests(ROOT / "tests")) if path not in own]
    near = [path for path in everything if _names(path, package)]
    near += [path for path in everything if path not in near and any(_names(some, package) for some in _helpers(path))]
    used = {
        module.split(".")[1]
        for path in _folder(name).rglob("*.py")
        if not path.name.startswith("test_")
        for module in imports(path)
        if module.startswith("azukari.") and module.count(".") > 1
    }
    below = [path for package in sorted(used) for path in _tests(ROOT / "azukari" / package)]
    return own, near, [path for path in dict.fromkeys(below) if path not in own and path not in near]


def chosen(name: str, seconds: float = SECONDS) -> tuple[list[str], list[str]]:
    """The files of tests that run for a package, in their order, and those for which there is no time.

    Args:
        seconds: for all of them; the package's own are never left out before they run.
    """
    known = seconds_of_files("sqlite")
    own, *others = ([str(path.relative_to(ROOT)) for path in circle] for circle in circles(name))
    runs = sorted(own, key=lambda file: known.get(file, _GUESS))
    spent = sum(known.get(file, _GUESS) for file in runs)
    left_out: list[str] = []
    for file in (file for circle in others for file in sorted(circle, key=lambda file: known.get(file, _GUESS))):
        spent += known.get(file, _GUESS)
        (runs if spent <= seconds else left_out).append(file)
    return runs, left_out


class Bound:
    """Begins no test after its time."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.left_out: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        if time.time() < self.until:
            return None
        self.left_out.append(item.nodeid)
        return True

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.left_out:
            terminalreporter.section("left out: the time was over", "=")
            for line in counted(self.left_out):
                terminalreporter.write_line(line)


def counted(tests: Sequence[str]) -> list[str]:
    """How many tests of which file."""
    files = [test.partition("::")[0] for test in tests]
    return [f"{files.count(file)} of {file}" for file in dict.fromkeys(files)]


def pytest_configure(config: pytest.Config) -> None:
    if until := os.environ.get(UNTIL):
        config.pluginmanager.register(Bound(float(until)), "azukari-bound")
