"""Several processes work through one collection of tests: each test runs once, and a failure of any hand counts."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import hands, left_behind

_ROOT = Path(__file__).resolve().parents[2]
_BESIDE = """
import os
from pathlib import Path
import pytest
from tests import hands, instance

instance.begin_again = hands.read_ahead = lambda: None

@pytest.fixture(autouse=True)
def _told(request):
    with Path("ran").open("a") as ran:
        ran.write(f"{os.getpid()} {request.node.nodeid} {os.environ['MINE']}\\n")
"""
_SLOW = "import time\ndef test_one():\n    time.sleep(0.3)\ndef test_two():\n    pass\n"
_FAILS = "def test_one():\n    assert not 'right'\n"


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Any]:
    """Runs files of tests with some hands; returns what pytest ended with and said, and who ran what."""

    def run(many: int, leave: int | None = None, **files: str) -> tuple[int, str, list[list[str]]]:
        ran, place = tmp_path / "ran", tmp_path / "leave"
        ran.touch()
        os.mkfifo(place)
        (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
        (tmp_path / "conftest.py").write_text(_BESIDE, "utf-8")
        for name, text in files.items():
            (tmp_path / f"test_{name}.py").write_text(text, "utf-8")
        told = {"PYTHONPATH": str(_ROOT), "PATH": "", "AZUKARI_TEST_ENGINE": "none"}
        told |= {hands.LEAVE: str(place)} if leave else {}
        told[hands.HANDS] = json.dumps([{"MINE": str(number)} for number in range(many)])
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:django", "-p", "tests.hands"]
        with (
            place.open("r+b", buffering=0) as file,
            subprocess.Popen(command, cwd=tmp_path, env=told, stdout=subprocess.PIPE, text=True) as process,
        ):
            if leave:
                file.write(bytes(leave))
                while ran.read_text("utf-8").count("\n") < 3 and process.poll() is None:
                    time.sleep(0.02)
                file.write(bytes(many - leave))
            said = process.communicate()[0]
        return process.returncode, said, [line.split() for line in ran.read_text("utf-8").splitlines()]

    return run


def test_each_test_runs_once_and_those_of_a_file_in_one_hand_with_an_environment_of_its_own(
    run: Callable[..., Any],
) -> None:
    code, said, ran = run(2, slow=_SLOW, fast=_SLOW)
    assert code == 0, said
    assert said.count("2 passed") == 2
    assert sorted(test for _, test, _ in ran) == [
        f"test_{n}.py::test_{k}" for n in ("fast", "slow") for k in ("one", "two")
    ]
    assert len({(pid, mine) for pid, _, mine in ran}) == len({mine for *_, mine in ran}) == 2
    assert len({(pid, test.partition("::")[0]) for pid, test, _ in ran}) == 2


def test_a_failure_in_any_hand_fails_the_run_and_is_told(run: Callable[..., Any]) -> None:
    code, said, ran = run(2, slow=_SLOW, fails=_FAILS)
    assert code == 1
    assert "assert not 'right'" in said
    assert len(ran) == 3


def test_a_hand_waits_until_it_may_begin(run: Callable[..., Any]) -> None:
    code, said, ran = run(2, 1, slow=_SLOW, fast=_SLOW)
    assert code == 0, said
    assert len(ran) == 4
    assert len({pid for pid, *_ in ran}) == 1


def _item(name: str, *fixtures: str, mark: Any = None) -> Any:
    file = Path(name.partition("::")[0])
    return SimpleNamespace(nodeid=name, path=file, fixturenames=fixtures, get_closest_marker=lambda _: mark)


def test_the_longest_file_comes_first_and_what_empties_the_database_last() -> None:
    empties = SimpleNamespace(kwargs={"transaction": True})
    items = [
        _item("a::quick"),
        _item("b::one", mark=empties),
        _item("b::two", "transactional_db"),
        _item("b::three"),
        _item("c::known"),
        _item("d::commands", "mould"),
        _item("a::other", mark=SimpleNamespace(kwargs={})),
    ]
    units = hands.in_units(items, {"c::known": 3.0})
    assert [[item.nodeid for item in unit] for unit in units] == [
        ["d::commands"],
        ["c::known"],
        ["a::quick", "a::other"],
        ["b::three"],
        ["b::one", "b::two"],
    ]


# --- One after the other in one hand ---------------------------------------------------------------------------------


def test_what_a_file_of_tests_leaves_in_the_instances_folder_goes() -> None:
    before = left_behind.files()
    keys = [path for path in before if path.parent.name == "keys"]
    keys[0].unlink()
    keys[1].write_bytes(b"another")
    keys[2].chmod(0o644)
    (keys[0].parent.parent / "data" / "beat").write_text("silent since yesterday", "utf-8")
    left_behind.put_back(before)
    assert left_behind.files() == before
