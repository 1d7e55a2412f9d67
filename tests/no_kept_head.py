"""After each test the database is as it was before, so the last signed tree head beside the keys goes as well."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from azukari.ledger import kept_head
from tests import instance


@pytest.fixture(autouse=True)
def _no_kept_head() -> Iterator[None]:
    yield
    Path(os.environ[instance.FOLDER], "keys", kept_head.FOLDER, kept_head.NAME).unlink(missing_ok=True)
