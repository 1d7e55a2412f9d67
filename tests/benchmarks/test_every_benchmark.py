"""Every benchmark runs at a tiny size, by its own command line, and has its row in `benchmarks/README.md`.

Half of them have their turn with each commit on the second engine, and all with `bin/test --all`.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests import warm
from tests.benchmarks.sizes import TINY
from tests.live import Program
from tests.once import is_second
from tests.turns import has_its_turn

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"

BEGUN_BY = {
    "expiring": "expiry", "sending": "mailing", "meanwhile": "rights", "byro_members": "members",
}  # fmt: skip
"""Programs that go on beside a benchmark, and which one begins them."""

CODE = """
import runpy, sys
sys.argv[1:] = {words!r}
runpy.run_module("benchmarks.{name}", run_name="__main__", alter_sys=True)
"""

type Run = Callable[[str, str], str]


@pytest.fixture
def run(own_program: Program, tmp_path: Path) -> Run:
    """Run a benchmark on an instance that is made already; returns what it prints."""
    kept = {k: v for k, v in os.environ.items() if k == warm.SERVED or not k.startswith(("AZUKARI_", "DJANGO_"))}
    kept |= {"TMPDIR": str(tmp_path), "AZUKARI_BENCHMARK_INSTANCE": str(own_program.root)}
    kept |= {"AZUKARI_BENCHMARK_DATABASE": own_program.environment.get("AZUKARI_DATABASE", "")}

    def run(name: str, words: str) -> str:
        asked = words.replace("ENGINE", connection.vendor).split()
        done = warm.run(environment=kept, code=CODE.format(name=name, words=asked))
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    return run


@pytest.mark.parametrize("name", [name for name in TINY if not is_second() or has_its_turn(f"benchmark {name}", 2)])
def test_a_benchmark_runs(name: str, run: Run) -> None:
    words, says = TINY[name]
    assert says in run(name, words)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only an instance on SQLite can be kept")
def test_among_the_people_of_the_last_time_it_runs_again(run: Run, tmp_path: Path) -> None:
    kept = f"--times 1 --kept {tmp_path / 'kept'} --sizes"
    run("people", f"{kept} 20 30")
    assert "p95 at 40" in run("people", f"{kept} 40")


def test_no_benchmark_is_left_out() -> None:
    begun = {path.stem for path in FOLDER.glob("*.py") if '__name__ == "__main__"' in path.read_text("utf-8")}
    assert begun == {*TINY, *BEGUN_BY}
    for name, by in BEGUN_BY.items():
        assert re.search(rf"benchmarks\.{name}|{name}\.py", _text(by)), name


def test_every_benchmark_has_a_row_with_its_last_figure() -> None:
    rows = re.findall(r"^\| `python -m benchmarks\.(\w+).*\| ([^|]+) \|$", _text("README.md"), re.MULTILINE)
    assert {name for name, _figure in rows} == set(TINY)
    assert [name for name, figure in rows if not re.search(r"\d.*20\d\d-\d\d-\d\d", figure)] == []


def _text(name: str) -> str:
    """Of a benchmark, with what it shares with others."""
    if name.endswith(".md"):
        return (FOLDER / name).read_text("utf-8")
    return "".join((FOLDER / f"{one}.py").read_text("utf-8") for one in (name, "others"))
