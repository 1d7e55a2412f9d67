"""The scanner finds what is planted: else a clean result would mean nothing."""

import base64
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.proofs.scanner import sightings

WORD = "Canary 川端 0428"


@pytest.mark.parametrize(
    "planted",
    [
        WORD.encode(),
        WORD.encode("utf-16-le"),
        quote(WORD).encode(),
        WORD.lower().encode(),
        base64.b64encode(f'{{"name":"{WORD}"}}'.encode()),
        base64.b64encode(f'{{"names":"{WORD}"}}'.encode()),
        base64.b64encode(f'{{"nameds":"{WORD}"}}'.encode()),
        repr(WORD.encode().hex()).encode(),
        b'"Canary \\u5ddd\\u7aef 0428"',
    ],
)
def test_a_planted_word_is_found(tmp_path: Path, planted: bytes) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file.bin").write_bytes(b"\0" * 5000 + planted + b"\xff" * 100)
    assert {found.word for found in sightings([WORD], [tmp_path])} == {WORD}


def test_a_word_in_a_database_is_found_also_after_a_plain_delete(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "plain.sqlite3")) as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("CREATE TABLE people (name TEXT)")
        database.execute("INSERT INTO people VALUES (?)", [WORD])
        database.commit()
        database.execute("DELETE FROM people")
        database.commit()
    assert sightings([WORD], [tmp_path])


def test_what_is_not_there_or_left_out_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / "mail.eml").write_text(WORD, "utf-8")
    (tmp_path / "other").write_text("nobody", "utf-8")
    (tmp_path / "empty").touch()
    assert not sightings([WORD], [tmp_path], apart_from=[tmp_path / "outbox"])
