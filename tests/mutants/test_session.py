"""A fork runs the tests of a change in the order in which they are named, but what empties the database last."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.mutants.session import SPINS, chosen, wait_for


def _test(name: str, *fixtures: str, **mark: object) -> Any:
    marks = {"django_db": SimpleNamespace(kwargs=mark)} if mark else {}
    return SimpleNamespace(nodeid=name, fixturenames=fixtures, get_closest_marker=marks.get)


ITEMS = [
    _test("a.py::one[1]", "db"),
    _test("a.py::one[2]", "transactional_db"),
    _test("b.py::two", transaction=True),
    _test("b.py::three", "db"),
    _test("c.py::four"),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["b.py::three", "a.py::one[1]"], ["b.py::three", "a.py::one[1]"]),
        (["a.py::one", "c.py::four"], ["a.py::one[1]", "c.py::four", "a.py::one[2]"]),
        (["b.py", "c.py::four"], ["b.py::three", "c.py::four", "b.py::two"]),
        (["gone.py::one"], []),
    ],
)
def test_what_was_named_is_run_in_its_order_and_what_commits_comes_last(wanted: list[str], found: list[str]) -> None:
    assert [item.nodeid for item in chosen(wanted, ITEMS)] == found


def test_what_only_spins_is_told_from_what_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.waitpid", lambda *_args: (1, 26))  # ended by SIGVTALRM
    monkeypatch.setattr("os.killpg", lambda *_args: None)
    assert wait_for(1, limit=9.0) == SPINS
