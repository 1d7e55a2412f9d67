"""Kill -9 at three random points of an import: what is in stays in, the rest comes in later, nothing comes twice; and
however long the list is, it takes no more memory than its first rows did.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.attack.processes import most_memory
from tests.importing.lists import written
from tests.live import Program
from tests.sizes import how_many
from tests.warm import talk

ROWS = how_many("AZUKARI_ROWS")
_MORE = 48 << 20  # bytes; a kilobyte kept of each of 100,000 rows would be twice as much
_HERE = Path(__file__).resolve().parents[2]
_COUNT = """
import json
from azukari.core.forms.models import ImportJob, ImportedSubmission, ImportRefusal, Submission
from azukari.core.ledger.models import Entry, Pending
from azukari.core.people.models import Person
from azukari.core.vault.inspect import orphans
kinds = [*Pending.objects.values_list("kind", flat=True), *Entry.objects.values_list("kind", flat=True)]
print(json.dumps({
    "jobs": ImportJob.objects.count(),
    "position": ImportJob.objects.get().position,
    "submissions": Submission.objects.count(),
    "people": Person.objects.count(),
    "rows": sorted(ImportedSubmission.objects.values_list("row", flat=True)),
    "refused": sorted(ImportRefusal.objects.values_list("row", flat=True)),
    "received": kinds.count("form:submission:received"),
    "runs": kinds.count("staff:import:run"),
    "orphans": len(list(orphans(timezone.now()))),
}))
"""


def _killed(program: Program, words: list[str], *, after: float) -> int:
    """Kill the import so many seconds after its first batch; returns the row up to which it had come."""
    running = talk(*words, "--dir", str(program.root), environment=program.environment, errors=True)
    with closing(running):
        assert "rows" in running.stdout.readline()
        time.sleep(after)
        assert running.kill() == -signal.SIGKILL
    return int(
        program.python("from azukari.core.forms.models import ImportJob\nprint(ImportJob.objects.get().position)")
    )


def _ended(program: Program, words: list[str], report: Path) -> tuple[Any, int]:
    """What the import tells at its end; and by how many bytes the most memory it had grew after its first batch.

    Args:
        report: where it is told to; a pipe would be full by all that is refused of a long list.
    """
    with (
        report.open("w", encoding="utf-8") as told,
        subprocess.Popen(
            [sys.executable, "-P", "-m", "azukari.cli", *words, "--json", "--dir", str(program.root)],
            cwd=_HERE,
            env=dict(program.environment),
            stdout=told,
            stderr=subprocess.PIPE,
            text=True,
        ) as running,
    ):
        assert running.stderr
        assert "rows" in running.stderr.readline()
        first = last = most_memory(running.pid)
        for _line in running.stderr:
            last = most_memory(running.pid) or last
    assert running.returncode == 0
    return json.loads(report.read_text("utf-8")), last - first


def test_an_import_that_is_killed_three_times_ends_complete_without_doubles(own_program: Program, tmp_path: Path):
    chance = random.Random(os.environ.get("AZUKARI_TEST_SEED"))
    rows = [("email", "name"), *((f"p{n}@example.org" if n % 10 else "nobody", f"{n}") for n in range(1, ROWS + 1))]
    document = written(tmp_path / "document.txt", [("the notice on the paper form",)])
    program, path = own_program, written(tmp_path / "list.csv", rows)
    program.azukari("staff", "add", "officer@example.org", "--name", "Officer", "--duty", "magazine", "--no-mail")
    words = ["import", str(path), "--form", "magazine", "--told-by", "paper", "--told-on", "2024-05-01",
             "--told-reference", "form-2023-04", "--evidence", str(document), "--by", "officer@example.org",
             "--consent", "magazine=2024-05-01", "--attest", str(document), "--confirmed-on", "2024-05-02"]  # fmt: skip
    positions = [_killed(program, words, after=chance.random() * 0.15 * ROWS / 3500) for _ in range(3)]
    assert 1 < positions[0] < positions[1] < positions[2] < ROWS
    done, grown = _ended(program, words, tmp_path / "report.json")
    assert grown < _MORE, f"The rows after the first batch took {grown >> 20} MiB more."
    found = json.loads(program.python(_COUNT))
    good = [n + 1 for n in range(1, ROWS + 1) if n % 10]
    assert found["rows"] == good
    assert found["refused"] == [n + 1 for n in range(10, ROWS + 1, 10)]
    assert found["submissions"] == found["people"] == found["received"] == done["accepted"] == len(good)
    assert (found["jobs"], found["runs"], found["position"], found["orphans"]) == (1, 1, ROWS + 1, 0)
    assert program.azukari("ledger", "verify", check=False).returncode == 0
