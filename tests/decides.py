"""What a change must pass on PostgreSQL: what that decides, and a quarter of the rest, another one with each commit.

`bin/test` shows on SQLite that the program does what it should. Most of that cannot come out otherwise on PostgreSQL.
What can is told by the source of a file of tests (raw SQL, locks and threads, transactions, constraints
and triggers, kills, migrations) or by its folder; a test of which neither is true says so itself, by the mark
``postgresql``. The variable AZUKARI_TEST_QUARTER asks for this choice, and names the commit.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

QUARTER = "AZUKARI_TEST_QUARTER"
_ROOT = Path(__file__).resolve().parent.parent
_FOLDERS = {
    "azukari/backup": "a backup is written by the engine's own tool",
    "azukari/database": "what is different on each engine is there",
    "tests/backup": "a backup is written by the engine's own tool",
    "tests/proofs": "crashes, locks, plans, and what is left on the engine's disk",
}
_SIGNS = {
    "raw SQL": r"\.cursor\(|\.raw\(|\bRunSQL\b|execute_wrapper",
    "threads": r"\bThread\(|ThreadPoolExecutor|\bBarrier\(",
    "transactions": r"transaction=True|transactional_db|select_for_update",
    "the engine itself": r"\.vendor\b|\bpsycopg|AZUKARI_DATABASE|\bpg_[a-z]",
    "constraints and triggers": r"\b(Integrity|Operational|Database|Programming)Error\b",
    "kills": r"SIGKILL|\.kill\(|[Kk]illed",
    "backup and migrations": r"^(from|import) (azukari\.(backup|database|cli\.migrations)|django\.db\.migrations)\b",
}


@cache
def why(file: Path) -> str:
    """Why PostgreSQL decides about the tests of a file; empty if it does not."""
    path = str(file.relative_to(_ROOT))
    folder = next((reason for folder, reason in _FOLDERS.items() if path.startswith(f"{folder}/")), "")
    text = file.read_text("utf-8")
    return folder or next((sign for sign, looks in _SIGNS.items() if re.search(looks, text, re.MULTILINE)), "")


def has_its_turn(file: Path, commit: str) -> bool:
    """Whether a file is of the quarter that a commit chooses."""
    drawn = hashlib.sha256(f"{commit} {file.relative_to(_ROOT)}".encode()).digest()
    return drawn[0] % 4 == 0


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
            decided = bool(item.get_closest_marker("postgresql") or why(item.path))
            self.decided += decided
            self.others += not decided
            (runs if decided or has_its_turn(item.path, self.commit) else left_out).append(item)
        return runs, left_out

    def pytest_report_collectionfinish(self) -> str:
        return (
            f"on PostgreSQL: {self.decided} tests that it decides, and a quarter of the other {self.others}, "
            f"chosen by {self.commit} (bin/test --all runs all of them)"
        )


def pytest_configure(config: pytest.Config) -> None:
    if commit := os.environ.get(QUARTER):
        config.pluginmanager.register(Choice(commit), "azukari-postgresql")
