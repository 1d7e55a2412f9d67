"""Of a test with a browser that looks at the same thing in several ways, half have their turn with each commit.

The ways are two languages, widths, colour schemes, with and without scripts; the other half comes with other commits,
and all with `bin/test --all`, or without `bin/test`. So does what a look at a page leaves out (`tests/browser.py`).
"""

import hashlib
import os
from collections import defaultdict

import pytest

from tests.sizes import TURN


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if TURN not in os.environ:
        return
    ways: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("browser"):
            ways[item.nodeid.partition("[")[0]].append(item)
    waits = {id(item) for name, several in ways.items() for item in _waiting(name, several)}
    config.hook.pytest_deselected(items=[item for item in items if id(item) in waits])
    items[:] = [item for item in items if id(item) not in waits]


def has_its_turn(what: str, of: int) -> bool:
    """Whether this is of the part, one of so many, that a commit chooses; everything is, where none does."""
    commit = os.environ.get(TURN)
    return commit is None or hashlib.sha256(f"{what} {commit}".encode()).digest()[0] % of == 0


def _waiting(name: str, ways: list[pytest.Item]) -> list[pytest.Item]:
    """As on a chessboard, so that of two languages with and without scripts each language and either is there."""
    if len(ways) == 1:
        return []
    first = hashlib.sha256(f"{name} {os.environ[TURN]}".encode()).digest()[0] % 2
    return [way for place, way in enumerate(ways) if (place ^ place >> 1 ^ place >> 2) % 2 != first]
