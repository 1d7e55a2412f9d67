"""What a stranger can fetch, and what not (C2SP tlog-tiles)."""

import pytest

from azukari.core.ledger import tree
from azukari.lib import signed_note


@pytest.fixture
def ledger(writer):
    writer.integrate(300)


def test_before_the_first_entry(client, db):
    assert client.get("/ledger/checkpoint").status_code == 404
    assert client.get("/ledger/").status_code == 200
    assert client.get("/ledger/tile/0/000.p/1").status_code == 404


def test_checkpoint(ledger, client):
    answer = client.get("/ledger/checkpoint")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "max-age=1" in answer.headers["Cache-Control"]
    signed = signed_note.checkpoint(signed_note.text(answer.content.decode(), tree.verifier()))
    assert (signed.origin, signed.size) == ("localhost/ledger", 300)


@pytest.mark.parametrize(
    ("path", "length"),
    [
        ("0/000", 8192), ("0/001.p/44", 44 * 32), ("0/000.p/1", 32), ("1/000.p/1", 32),
        ("entries/000", 256 * 82), ("entries/001.p/44", 44 * 82), ("entries/001.p/7", 7 * 82),
    ],
)  # fmt: skip
def test_tiles_and_bundles(ledger, client, path, length):
    answer = client.get(f"/ledger/tile/{path}")
    assert answer.status_code == 200
    assert len(answer.content) == length
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "immutable" in answer.headers["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize(
    "path",
    [
        "0/001", "0/001.p/45", "0/002.p/1", "1/000", "1/000.p/2", "2/000.p/1", "00/000", "64/000", "0/0", "0/x000/001",
        "0/000.p/0", "0/000.p/256", "entries/001", "entries/001.p/45", "-1/000", "data/000", "0/000/", "99/000",
        "63/000.p/1", "0/999999", "0/x999/x999/x999/x999/x999/x999/x999/999",
    ],
)  # fmt: skip
def test_what_the_tree_does_not_have(ledger, client, path):
    assert client.get(f"/ledger/tile/{path}").status_code == 404


def test_a_partial_tile_never_changes(ledger, client, writer):
    before = client.get("/ledger/tile/0/001.p/44").content
    writer.integrate(400)
    assert client.get("/ledger/tile/0/001.p/44").content == before
    assert client.get("/ledger/tile/0/001").content.startswith(before)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_written(ledger, client, method):
    for path in ("", "checkpoint", "tile/0/000", "tile/entries/000"):
        assert getattr(client, method)(f"/ledger/{path}").status_code == 405


def test_the_page_gives_the_key(ledger, client):
    assert str(tree.verifier()) in client.get("/ledger/").content.decode()


def test_no_payload_is_served(ledger, client):
    assert b"membership" not in client.get("/ledger/tile/entries/000").content
