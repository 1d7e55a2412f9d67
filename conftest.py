"""Before anything else: a temporary instance for this test run, so that no test ever touches a real one.

The fixtures stand in `tests/`: the cast and the published policy (`cast.py`), a mail server (`mailbox.py`), the real
web server (`live.py`), a browser (`browser.py`).
"""

import gc
import os
import sys
from collections.abc import Iterator

import hypothesis
import pytest

from tests import instance

gc.disable()  # until all is loaded: see tests/frozen_heap.py

# A run starts hundreds of processes, and each would compile the whole program and its libraries anew: two of its three
# seconds.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

instance.begin()

from azukari.core.database.group_commit import close_writers  # noqa: E402 - Django is set up first

hypothesis.settings.register_profile("azukari", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("azukari")

pytest_plugins = (
    "tests.left_behind",
    "tests.assets_once",
    "tests.parsed_once",
    "tests.trained",
    "tests.cast",
    "tests.mailbox",
    "tests.live",
    "tests.once",
    "tests.decides",
    "tests.pace",
    "tests.frozen_heap",
    "tests.given_names",
    "tests.declared_answers",
    "tests.one_slice",
    "tests.sizes",
    "tests.one_window",
    "tests.the_day",
    "tests.turns",
    "tests.browser",
    "tests.second_try",
    "tests.ledger.unlocked",
    "tests.ledger.complete",
    "tests.no_kept_head",
    "tests.fresh_limits",
    "tests.rights.fixtures",
    "tests.disclosure.fixtures",
    "tests.nested_forms",
    "tests.hands",
)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The database of the tests, which goes when nothing of this process holds it any more."""
    yield
    close_writers()
