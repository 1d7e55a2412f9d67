"""What a change must pass on PostgreSQL: what that decides, and a quarter of the rest, another one with each commit.

`bin/test` shows on SQLite that the program does what it should. Most of that cannot come out otherwise on PostgreSQL.
What can is told by a test's source, with that of the fixtures and functions of its file that it uses (raw SQL, locks
and threads, transactions, constraints and triggers, kills), by what its file imports (backup, migrations) or by its
folder; a test of which nothing of this is true says so itself, by the mark ``postgresql``. The variable
AZUKARI_TEST_QUARTER asks for this choice, and names the commit.

Comments and docstrings are no signs: "what a killed process loses" kills nobody. Nor is a thread that only serves pages
or files to the test, or waits: it asks nothing of a database.
Where an error of the database is suppressed, nobody asks whether it came.
"""

import ast
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

QUARTER = "AZUKARI_TEST_QUARTER"
_ROOT = Path(__file__).resolve().parent.parent
_FOLDERS = {
    "azukari/core/backup": "a backup is written by the engine's own tool",
    "azukari/core/database": "what is different on each engine is there",
    "tests/backup": "a backup is written by the engine's own tool",
    "tests/proofs": "crashes, locks, plans, and what is left on the engine's disk",
}
_FILES = "files beside the database"
_JOURNAL = "a journal is replayed by the same models on both"
_ONE_AFTER_THE_OTHER = "rows are committed, but one process does all, one thing after the other"
_SAME = {
    "azukari/shells/staff/test_where.py": _ONE_AFTER_THE_OTHER,
    "azukari/features/magazine/tests/": _ONE_AFTER_THE_OTHER,
    "azukari/features/members/tests/test_takes_the_list_out.py": _ONE_AFTER_THE_OTHER,
    "azukari/features/incidents/tests/": _ONE_AFTER_THE_OTHER,
    "azukari/features/morning/tests/": _ONE_AFTER_THE_OTHER,
    "azukari/features/rules/tests/": _ONE_AFTER_THE_OTHER,
    "tests/attack/test_front.py": "slow and broken visitors, before anything is asked of a database",
    "tests/attack/test_watchdog.py": "the processes that are killed have no database",
    "tests/backup/test_blocks.py": _FILES,
    "tests/backup/test_bundle.py": _FILES,
    "tests/backup/test_gaps.py": _FILES,
    "tests/backup/test_keys_of_bundles.py": _FILES,
    "tests/backup/test_removals_law.py": _JOURNAL,
    "tests/backup/test_removed_again.py": _JOURNAL,
    "tests/backup/test_repeating.py": _JOURNAL,
    "tests/backup/test_replay.py": _JOURNAL,
    "tests/backup/test_scratch_folders.py": _FILES,
    "tests/benchmarks/": "that each benchmark runs",
    "tests/cli/test_demo": "a demonstration is the same on both",
    "tests/cli/test_warm.py": "the tests' own commands",
    "tests/disclosure/test_lapse.py": _ONE_AFTER_THE_OTHER,
    "tests/network/": "the way to the database is the one channel more, and declared",
}
"""Where the signs deceive: a quarter of the time is enough.

A test that commits wants to see what other connections wrote, as group commit does for everything (what
`azukari/core/database` tries); where nobody is at work at the same moment, PostgreSQL has no other order to offer than
SQLite. Senders beside each other, leases and kills are in `tests/mailings`, transfers that are killed in
`tests/disclosure`.
"""

_EVERYBODYS = ""
_SIGNS = {
    "raw SQL": r"\.cursor\(|\.raw\(|\bRunSQL\b|execute_wrapper",
    "threads": r"\bThread\((?!target=\w+\.(serve_forever|wait)\b)|ThreadPoolExecutor|\bBarrier\(",
    "transactions": r"transaction=True|transactional_db|select_for_update",
    "the engine itself": r"\.vendor\b|\bpsycopg|AZUKARI_DATABASE|\bpg_[a-z]",
    "constraints and triggers": r"(?<!suppress\()\b(Integrity|Operational|Database|Programming)Error\b",
    "kills": r"SIGKILL|\.kill\(|[Kk]illed",
}
_IMPORTS = re.compile(
    r"^(from|import) (azukari\.(core\.backup|core\.database|cli\.migrations)|django\.db\.migrations)\b", re.MULTILINE
)
_COMMENT = re.compile(r"(^ *|  )# .*")
_MARKS = re.compile(r"^pytestmark\b")


@cache
def _pieces(file: Path) -> Mapping[str, tuple[str, frozenset[str]]]:
    """The source of each piece of a file that has a name, and the names that stand in it; without imports."""
    text = file.read_text("utf-8")
    tree = ast.parse(text)
    lines = _without_prose(text, tree)
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            continue
        begin = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", []))])
        source = "".join(lines[begin - 1 : node.end_lineno])
        words = frozenset(re.findall(r"\w+", source))
        for name in _named(node):
            before, used = found.get(name, ("", frozenset()))
            found[name] = before + source, used | words
    return found


def _without_prose(text: str, tree: ast.Module) -> list[str]:
    """The lines without comments and docstrings, which only tell people something."""
    lines = [_COMMENT.sub("", line) for line in text.splitlines(keepends=True)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = "\n"
    return lines


def _named(node: ast.stmt) -> list[str]:
    """The names that a piece of a file gives; what gives none, or marks all tests, belongs to every test."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        everybodys = any("autouse" in ast.unparse(mark) for mark in node.decorator_list)
        return [_EVERYBODYS if everybodys else node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    names = [part.id for target in targets if target for part in ast.walk(target) if isinstance(part, ast.Name)]
    return [_EVERYBODYS if _MARKS.match(name) else name for name in names] or [_EVERYBODYS]


def _used(file: Path, test: str) -> str:
    """The source of a test with all of its file that it uses."""
    pieces = _pieces(file)
    waiting, seen, sources = [test, _EVERYBODYS], set[str](), []
    while waiting:
        name = waiting.pop()
        if name in pieces and name not in seen:
            seen.add(name)
            source, words = pieces[name]
            sources.append(source)
            waiting += words
    return "".join(sources)


@cache
def why(file: Path, test: str) -> str:
    """Why PostgreSQL decides about a test, by the name of its function; empty if it does not."""
    path = str(file.relative_to(_ROOT))
    if path.startswith(tuple(_SAME)):
        return ""
    if folder := next((reason for folder, reason in _FOLDERS.items() if path.startswith(f"{folder}/")), ""):
        return folder
    if _IMPORTS.search(file.read_text("utf-8")):
        return "backup and migrations"
    source = _used(file, test)
    return next((sign for sign, looks in _SIGNS.items() if re.search(looks, source)), "")


def has_its_turn(test: str, commit: str) -> bool:
    """Whether a test, or a file, is of the quarter that a commit chooses: each commit's takes about as long."""
    return hashlib.sha256(f"{commit} {test}".encode()).digest()[0] % 4 == 0


def turn_of(item: pytest.Item) -> str:
    """By what a test has its turn: by itself; or, since an instance that a file's tests share takes longer than most of
    them do, with all of its file.
    """
    shares = {"mould", "environment"} & {*getattr(item, "fixturenames", ())}
    return item.nodeid.partition("::")[0] if shares else item.nodeid


def function_of(item: pytest.Item) -> str:
    """The name of the piece of the file in which a test stands: its function, or the class that it is of."""
    return item.nodeid.split("::")[1].partition("[")[0]


class Choice:
    """Leaves out three quarters of what PostgreSQL has no say in."""

    def __init__(self, commit: str) -> None:
        self.commit = commit
        self.decided = self.others = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        items[:], left_out = self.part(items)
        config.hook.pytest_deselected(items=left_out)

    def part(self, items: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
        """What runs, and what does not."""
        runs: list[pytest.Item] = []
        left_out: list[pytest.Item] = []
        for item in items:
            decided = bool(item.get_closest_marker("postgresql") or why(item.path, function_of(item)))
            self.decided += decided
            self.others += not decided
            (runs if decided or has_its_turn(turn_of(item), self.commit) else left_out).append(item)
        return runs, left_out

    def pytest_report_collectionfinish(self) -> str:
        return (
            f"on PostgreSQL: {self.decided} tests that it decides, and a quarter of the other {self.others}, "
            f"chosen by {self.commit} (bin/test --all runs all of them)"
        )


def pytest_configure(config: pytest.Config) -> None:
    if commit := os.environ.get(QUARTER):
        config.pluginmanager.register(Choice(commit), "azukari-postgresql")
