"""Work that goes on pauses for others where only one may write at a time."""

import time

from django.db import connection

from azukari.core.database.write_backoff import BREATH, let_others_write


def test_a_breath_is_taken_where_one_writes_at_a_time(monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    let_others_write()
    assert slept == ([BREATH] if connection.vendor == "sqlite" else [])
