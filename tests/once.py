"""What the second engine need not show again.

`bin/test` runs the suite on SQLite, and beside it on PostgreSQL (of what is left here, what `tests/decides.py`
chooses; `--all` leaves out no more). The second run is told so, by the variable
AZUKARI_TEST_SECOND, and leaves out what the database has no part in: tests that touch none, and tests of nothing but
looks. A journey through the browser is made there once in each language, with and without JavaScript, at one width and
in one colour scheme. Either engine run by itself leaves out nothing.
"""

import os
from functools import cache
from pathlib import Path

import pytest

_DATABASE = frozenset(
    {"db", "transactional_db", "live_server", "mould", "environment"}
)  # fixtures with one behind them
_NAMED = "AZUKARI_DATABASE"  # in a file whose tests find the database by themselves
_LOOKS = frozenset({"width", "scheme"})  # parameters that change how a page looks, not what it does


def is_second() -> bool:
    """Whether this run stands beside one that leaves out nothing."""
    return os.environ.get("AZUKARI_TEST_SECOND") == "1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not is_second():
        return
    seen: set[object] = set()
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        way = _way(item)
        needless = way in seen or item.get_closest_marker("looks") is not None or not _touches_database(item)
        (left_out if needless else kept).append(item)
        seen.add(way)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


def _way(item: pytest.Item) -> object:
    """What a test does, whatever it looks like."""
    call = getattr(item, "callspec", None)
    if call is None or not item.get_closest_marker("browser"):
        return item.nodeid
    does = sorted((name, repr(value)) for name, value in call.params.items() if name not in _LOOKS)
    return item.nodeid.partition("[")[0], *does


def _touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & _DATABASE) or item.get_closest_marker("django_db") is not None or _names_one(item.path)


@cache
def _names_one(file: Path) -> bool:
    return _NAMED in file.read_text("utf-8")
