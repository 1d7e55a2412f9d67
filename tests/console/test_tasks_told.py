"""The table of daily tasks in the docs says what the browser tests allow."""

import re
from pathlib import Path

from tests.console.tasks import MOST

TOLD = Path(__file__).resolve().parents[2] / "docs/decisions/2026-11-27-staff-select-a-purpose-once.md"


def test_the_table_says_of_each_task_what_is_counted():
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| (\d+) \|$", TOLD.read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == {task: str(most) for task, most in MOST.items()}
