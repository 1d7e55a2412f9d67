"""`bin/test members`: one feature with what it rests on, in less than two minutes.

First the tests of the package; then those that import it, by themselves or by way of other modules of the tests; then
the unit tests of the packages on which it rests: in each of these the quickest first, by what was recorded
(`tests/pace.py`). The package's own all run, however long that takes; of the others none begins when the time is over.
What was left out is told, test by file, and with the outcome.
"""

import ast
import json
import os
import time
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.kept import ROOT
from tests.pace import seconds_of_files

WITHIN = "AZUKARI_TEST_WITHIN"
"""The variable that tells in how many seconds after the first test no other package's test is begun any more."""

OWN = "AZUKARI_TEST_OWN"
"""The variable that names the files whose tests all run, with commas."""

LEFT_OUT = "AZUKARI_TEST_LEFT_OUT"
"""The variable that names the file into which goes what was left out."""

SECONDS = 100.0
"""For a slice; what is under way may end after that."""

_GUESS = 3.0  # seconds, of a file that nobody has recorded
type Circles = tuple[list[Path], list[Path], list[Path]]


def is_package(name: str) -> bool:
    """Whether ``name`` is a package of the program, as ``members`` or ``vault`` are, whichever folder they stand in."""
    return all(part.isidentifier() for part in name.split(".")) and (_folder(name) / "__init__.py").exists()


def _folder(name: str) -> Path:
    path = name.replace(".", "/")
    inside = (ROOT / "azukari" / group / path for group in ("features", "core", "shells"))
    return next((folder for folder in inside if folder.is_dir()), ROOT / "azukari" / path)


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


def _dotted(folder: Path) -> str:
    return ".".join(folder.relative_to(ROOT).parts)


def package_of(module: str) -> str:
    """The package of a module: of ``azukari.core.vault.release`` it is ``azukari.core.vault``."""
    parts = module.split(".")
    return ".".join(parts[: 3 if parts[1] in ("features", "core", "shells") else 2])


def _tests(folder: Path) -> list[Path]:
    return sorted(folder.rglob("test_*.py"))


def _names(path: Path, package: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for module in imports(path))


def _helpers(path: Path) -> Iterator[Path]:
    """The modules of the tests that a file of tests imports, and the fixtures of its folder."""
    if (fixtures := path.with_name("conftest.py")).exists():
        yield fixtures
    for module in imports(path):
        file = ROOT / f"{module.replace('.', '/')}.py"
        if module.startswith("tests.") and file.exists():
            yield file


def circles(name: str) -> Circles:
    """The files of a package's own tests, of those that import it, and of the unit tests of what it rests on."""
    own = [*_tests(_folder(name)), *_tests(ROOT / "tests" / name.replace(".", "/"))]
    package = _dotted(_folder(name))
    everything = [path for path in (*_tests(ROOT / "azukari"), *_tests(ROOT / "tests")) if path not in own]
    near = [path for path in everything if _names(path, package)]
    near += [path for path in everything if path not in near and any(_names(some, package) for some in _helpers(path))]
    used = {
        package_of(module)
        for path in _folder(name).rglob("*.py")
        if not path.name.startswith("test_")
        for module in imports(path)
        if module.startswith("azukari.") and module.count(".") > 1
    }
    below = [path for package in sorted(used) for path in _tests(ROOT / package.replace(".", "/"))]
    return own, near, [path for path in dict.fromkeys(below) if path not in own and path not in near]


def own_files(name: str) -> list[str]:
    """The files of a package's own tests, from the root."""
    return [str(path.relative_to(ROOT)) for path in circles(name)[0]]


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
    """Begins no other package's test after its time, which runs from the first test.

    Args:
        own: the files whose tests are begun whatever the time.
        into: where it leaves what it left out, for whoever tells the outcome.
    """

    def __init__(self, seconds: float, own: Collection[str], into: str | None) -> None:
        self.seconds, self.own, self.into = seconds, own, into
        self.until: float | None = None
        self.left_out: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        now = time.monotonic()
        self.until = self.until or now + self.seconds
        if now < self.until or item.nodeid.partition("::")[0] in self.own:
            return None
        self.left_out.append(item.nodeid)
        return True

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.into:
            Path(self.into).write_text(json.dumps(self.left_out), "utf-8")
        if self.left_out:
            terminalreporter.section("left out: the time was over", "=")
            for line in counted(self.left_out):
                terminalreporter.write_line(line)


def counted(tests: Sequence[str]) -> list[str]:
    """How many tests of which file."""
    files = [test.partition("::")[0] for test in tests]
    return [f"{files.count(file)} of {file}" for file in dict.fromkeys(files)]


def pytest_configure(config: pytest.Config) -> None:
    if within := os.environ.get(WITHIN):
        bound = Bound(float(within), os.environ.get(OWN, "").split(","), os.environ.get(LEFT_OUT))
        config.pluginmanager.register(bound, "azukari-bound")
