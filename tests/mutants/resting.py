"""Test selection for mutation testing: which tests look at a change, and in which order (`sample`).

Those that ran its line, as was recorded (`reach`); where it runs at import, those that ran a function which names what
it assigns, or which its change forgets; where nothing is recorded, files of tests that import the module. What changes
in a slice's manifest, a decorator, a registration of holders or what a backup leaves out is looked at by those who walk
all of these, too.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from tests.mutants.changes import Change, package_of
from tests.mutants.listed import ROOT
from tests.mutants.reach import Reach, sources

_WORTH = 20.0  # seconds of tests, as they were recorded, that one change is worth
_MOST = 300  # tests for one change
_WHOLE_FILES = 2  # files of tests, where nothing is recorded
_OF_STEM = {"slice": "documents", "hooks": "holders", "holder": "holders", "left_out": "backup_columns"}
_OF_ADDRESSES = "methods"
_WORD = re.compile(r"[^\W\d]\w*")


class Resting:
    """Which tests rest on a change."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.red: set[str] = set()
        self.recorded = {test.partition("::")[0] for test in reach.seconds}

    def on(self, change: Change) -> list[str]:
        """The tests that ran its line, as many as it is worth, in the order of `in_turn`; and files that name it,
        unrecorded.
        """
        found = self._entering(change) - self.red
        if not found:
            return self._named(change)
        unrecorded = self._named(change, but=self.recorded)
        seconds, spent = self.reach.seconds, 0.0
        chosen: list[str] = []
        for test in in_turn(found, seconds, change.file):
            if chosen and spent + seconds[test] > _WORTH:
                continue
            spent += seconds[test]
            chosen.append(test)
            if len(chosen) == _MOST:
                break
        if change.names:  # the table may be what names the cases of a test
            chosen = list(dict.fromkeys(test.partition("[")[0] for test in chosen))
        return [*chosen, *unrecorded, *self._walking(change)]

    def _walking(self, change: Change) -> Iterator[str]:
        """Files of tests that walk all there is of a kind, which nobody records."""
        decorated = change.what == "a decorator is left out"
        about = (_OF_STEM.get(Path(change.file).stem), _OF_ADDRESSES if decorated else None)
        files = (f"tests/architecture/test_{what}.py" for what in about if what)
        yield from (file for file in files if file not in self.red)

    def _entering(self, change: Change) -> set[str]:
        if not change.names:
            at = self.reach.tests(change.file, change.within, change.offset)
            found = at or self.reach.entering(change.file, change.within)
            if found:
                return found
        names = change.names or {change.within.rpartition(".")[2]}  # it runs at import, or nobody called it
        using = self._using(change, names)
        found = set[str]().union(*(self.reach.entering(file, function) for file, function in using))
        if found or change.names:
            return found
        beside = self.reach.functions(change.file)  # as of a function that registers something
        return set[str]().union(*(self.reach.entering(change.file, function) for function in beside))

    def runs_at_import(self, change: Change) -> bool:
        """Whether a change, for all that is recorded, does anything only while the program is loaded."""
        return bool(change.names) or not self.reach.entering(change.file, change.within)

    def _using(self, change: Change, names: Collection[str]) -> Iterator[tuple[str, str]]:
        """The functions that name what the change assigns, or what is made of that at import; those of a class that it
        is in; and those that it forgets.
        """
        forgotten = {*_WORD.findall(change.was)} - {*_WORD.findall(change.becomes)} if change.names else ()
        words = re.compile(rf"\b({'|'.join(map(re.escape, _made_of(change.file, frozenset(names))))})\b")
        for path in sources():
            file = str(path.relative_to(ROOT))
            own = file == change.file
            for function in self.reach.functions(file):
                if function in forgotten:
                    yield file, function
            if own or words.search(_read(path)):
                for function in self.reach.functions(file):
                    if (own and change.within and function.startswith(change.within)) or words.search(
                        _text_of(file, function)
                    ):
                        yield file, function

    def _named(self, change: Change, *, but: Collection[str] = ()) -> list[str]:
        """Files of tests that import the changed module."""
        files = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "azukari").rglob("test_*.py")]
        imports = _imports(change.file)
        found = (path for path in sorted(files, key=lambda path: path.stat().st_size) if imports.search(_read(path)))
        usable = (path for path in found if "pytest.mark.browser" not in _read(path))
        names = (str(path.relative_to(ROOT)) for path in usable)
        return list(islice((name for name in names if name not in self.red and name not in but), _WHOLE_FILES))


def in_turn(tests: Collection[str], seconds: Mapping[str, float], file: str) -> list[str]:
    """Tests in the order in which they may look at a change of ``file``: first those of files that import the module or
    are named after it, then those of the same package, then the others; in each, the quickest of every file of tests
    before the second of any.
    """
    of: dict[tuple[int, str], list[str]] = defaultdict(list)
    for test in sorted(tests, key=lambda test: (seconds[test], test)):
        of[_distance(test.partition("::")[0], file), test.partition("::")[0]].append(test)
    placed = [(far, place, seconds[test], test) for (far, _file), some in of.items() for place, test in enumerate(some)]
    return [test for _far, _place, _seconds, test in sorted(placed)]


@cache
def _distance(test: str, file: str) -> int:
    """How far a file of tests is from a file of source: 0 if it is about it, 1 in the same package, else 2."""
    module, package = Path(file).stem, package_of(file).rpartition("/")[2]
    path = ROOT / test
    if Path(test).stem == f"test_{module}" or (path.exists() and _imports(file).search(_read(path))):
        return 0
    return 1 if package in Path(test).parent.parts else 2


@cache
def _imports(file: str) -> re.Pattern[str]:
    """Finds where the module of a file is imported."""
    package, _, module = file.removesuffix(".py").replace("/", ".").rpartition(".")
    some = rf"(?:\([^)]*|[^(\n]*)\b{module}\b"
    return re.compile(rf"^\s*from (?:{package}\.{module} import|{package} import {some})", re.MULTILINE)


@cache
def _made_of(file: str, names: frozenset[str]) -> list[str]:
    """Some names, and those to which the same file assigns at import what is made of them."""
    found = set(names)
    for statement in _parsed(file).body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            if used & found:
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                found |= {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    return sorted(found)


@cache
def _read(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def _parsed(file: str) -> ast.Module:
    return ast.parse(_read(ROOT / file))


@cache
def _text_of(file: str, function: str) -> str:
    """The source of a function, or nothing."""
    nodes: Sequence[ast.stmt] = _parsed(file).body
    found: ast.stmt | None = None
    for name in function.split("."):
        found = next((node for node in nodes if getattr(node, "name", None) == name), None)
        nodes = getattr(found, "body", [])
    return ast.unparse(found) if found else ""
