"""After each test the database is as it was before, so what is compared with it goes as well: the last signed tree head
beside the keys, the journal of removals, and what this process has seen of both.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from azukari.core.ledger import kept_head
from azukari.shells.worker import standing
from tests import instance


@pytest.fixture(autouse=True)
def _no_kept_head() -> Iterator[None]:
    yield
    root = Path(os.environ[instance.FOLDER])
    (root / "keys" / kept_head.FOLDER / kept_head.NAME).unlink(missing_ok=True)
    if (root / "removals").exists():
        shutil.rmtree(root / "removals")
    if not standing.known().is_well:
        standing._watch = standing._Watch()
