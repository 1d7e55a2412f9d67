"""A test that passes at the second try only is told, and the run fails when that happens twice in ten runs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.listed import ROOT

_STUMBLES = """
from pathlib import Path
import pytest

@pytest.mark.flaky(reruns=1)
def test_stumbles():
    first = Path(__file__).with_name("stumble")
    if first.exists():
        first.unlink()
        raise RuntimeError

@pytest.mark.flaky(reruns=1)
def test_never_stumbles():
    pass
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (tmp_path / "test_it.py").write_text(_STUMBLES, "utf-8")
    return tmp_path


def _run(folder: Path, *, stumbles: bool) -> subprocess.CompletedProcess[str]:
    if stumbles:
        (folder / "stumble").touch()
    words = ["-q", "-p", "no:cacheprovider", "-p", "no:django", "-p", "tests.second_try", "."]
    environment = {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", "PATH": ""}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _before(folder: Path, runs: str) -> None:
    place = folder / ".cache" / "second-tries-sqlite.json"
    place.parent.mkdir()
    place.write_text(json.dumps({"test_it.py::test_stumbles": runs}), "utf-8")


def test_once_is_told_and_let_pass_and_the_second_time_fails_the_run(folder: Path) -> None:
    done = _run(folder, stumbles=True)
    assert done.returncode == 0
    assert "stumbled test_it.py::test_stumbles: needed a second try, 1 time in its last 10 runs" in done.stdout
    assert "test_never_stumbles:" not in done.stdout
    done = _run(folder, stumbles=False)
    assert (done.returncode, "second tr" in done.stdout) == (0, False)
    done = _run(folder, stumbles=True)
    assert done.returncode == 1
    assert "FLAKY test_it.py::test_stumbles: needed a second try, 2 times in its last 10 runs" in done.stdout


@pytest.mark.parametrize(("runs", "code"), [("1000000000", 0), ("0100000000", 1)], ids=["ten-ago", "nine-ago"])
def test_of_ten_runs_this_is_one(folder: Path, runs: str, code: int) -> None:
    _before(folder, runs)
    assert _run(folder, stumbles=True).returncode == code
