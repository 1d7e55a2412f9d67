"""Before anything else: a temporary instance for this test run, so that no test ever touches a real one.

The fixtures stand in `tests/`: the cast and the published policy (`cast.py`), a mail server (`mailbox.py`), the real
web server (`live.py`), a browser (`browser.py`).
"""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest

from azukari.lib.instance import create

gc.disable()  # until all is loaded: see tests/frozen_heap.py

# A run starts hundreds of processes, and each would compile the whole program and its libraries anew: two of its three
# seconds.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

INSTANCE = Path(tempfile.mkdtemp(prefix="azukari-test-"))
atexit.register(shutil.rmtree, INSTANCE, ignore_errors=True)
create(INSTANCE)
(INSTANCE / "azukari.toml").write_text('base_url = "http://localhost"\nfictional = true\nledger_minutes = 0\n', "utf-8")
os.environ["AZUKARI_INSTANCE"] = str(INSTANCE)
os.environ["DJANGO_SETTINGS_MODULE"] = "azukari.site.settings"
django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first

from azukari.database.group_commit import close_writers  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes a third of a second
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    file = INSTANCE / "data" / "test.sqlite3"  # as in real life, not in memory
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(file)
else:
    settings.DATABASES["default"]["OPTIONS"].pop("options")  # what is tested inside this process may be lost

hypothesis.settings.register_profile("azukari", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("azukari")

pytest_plugins = (
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
    "tests.turns",
    "tests.browser",
    "tests.second_try",
    "tests.ledger.unlocked",
    "tests.ledger.complete",
    "tests.rights.fixtures",
    "tests.disclosure.fixtures",
    "tests.nested_forms",
)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The database of the tests, which goes when nothing of this process holds it any more."""
    yield
    close_writers()
