"""Files of this user alone."""

import os
from pathlib import Path

import pytest

from azukari.lib import private_file


def test_what_is_put_on_disk_leaves_no_folder_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    opened: list[int] = []
    monkeypatch.setattr(os, "fsync", opened.append)
    private_file.settle(tmp_path)
    [handle] = opened
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handle)
