"""The folder of keys, put back after a test that rotates some."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from azukari.core.vault.wrapping import forget_masters
from azukari.lib.instance import key_files, put_beside_keys, remove_beside_keys


@pytest.fixture
def key_folder() -> Iterator[Path]:
    """The instance's folder of keys; as before, when the test is over."""
    folder: Path = settings.AZUKARI.keys
    before = {path: path.read_text("utf-8") for path in key_files(folder)}
    yield folder
    now = {path: path.read_text("utf-8") for path in key_files(folder)}
    for path in now.keys() - {path for path, text in before.items() if now.get(path) == text}:
        remove_beside_keys(path)
    for path in before.keys() - {*key_files(folder)}:
        put_beside_keys(path, before[path])
    forget_masters()  # those of the test, which this process has read
