"""The public files of the ledger: anybody may read them from any page, nobody may write but a witness its line."""

from dataclasses import replace

import pytest
from django.conf import settings as settings_of
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from azukari.core.ledger import signing_keys, tree
from azukari.core.ledger.export import export
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.key_rotation import hand_over
from azukari.core.ledger.models import Checkpoint, Entry, Published
from azukari.core.ledger.proof import prove_all
from azukari.lib import cosignature, signed_note, tiles
from azukari.lib.instance import InstanceError, Witness, put_beside_keys, remove_beside_keys, write_key
from tests.key_folder import key_folder  # noqa: F401
from tests.ledger.writer import NOW, SEED, Writer

NAME = "witness.example.org"
BY = cosignature.of_seed(NAME, SEED)
FILES = ("", "checkpoint", "checkpoint/witnessed", "key", "handovers", "tile/0/000.p/1", "tile/entries/000.p/1")


@pytest.fixture
def beat(settings) -> None:
    """What strangers see grows on a beat."""
    settings.AZUKARI = replace(settings.AZUKARI, ledger_minutes=20)


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("path", FILES)
def test_from_any_page_anybody_reads_and_nobody_writes(writer: Writer, client: Client, path: str, filled: bool):
    if filled:
        writer.integrate(1)
        writer.cosign()
    answer = client.get(f"/ledger/{path}")
    there = (filled and path != "handovers") or path in {"", "key"}
    assert answer.status_code == (200 if there else 404)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert ("immutable" in answer.headers["Cache-Control"]) == (there and path.startswith("tile"))
    assert not answer.cookies
    assert client.head(f"/ledger/{path}").status_code == answer.status_code
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)(f"/ledger/{path}").status_code == 405


def test_what_is_not_there_is_said_in_words(writer: Writer, client: Client):
    assert client.get("/ledger/checkpoint").content == b"There is none yet.\n"
    assert client.get("/ledger/checkpoint/witnessed").content == b"There is none yet.\n"
    assert client.get("/ledger/handovers").content == b"The key was never handed over.\n"
    for path in ("tile/0/000", "tile/0/000.p/999", "tile/entries/000", "tile/entries/0/0"):
        assert b"begin with the checkpoint" in client.get(f"/ledger/{path}").content


def test_a_witness_brings_its_line_from_anywhere_and_without_a_token(writer: Writer, settings):
    settings.AZUKARI = replace(settings.AZUKARI, witnesses=(Witness(str(BY)),))
    writer.integrate(1)
    text = Checkpoint.objects.get().note.partition("\n\n")[0] + "\n"
    line = cosignature.cosign(text, name=NAME, seed=SEED, at=NOW)
    client = Client(enforce_csrf_checks=True)
    sent = client.post("/ledger/cosignature", f"1\n{line}", content_type="text/plain")
    assert (sent.status_code, sent.content) == (201, b"")
    again = client.post("/ledger/cosignature", f"1\n{line}", content_type="text/plain")
    assert (again.status_code, again.content) == (200, b"")
    assert line in client.get("/ledger/checkpoint/witnessed").content.decode(), "Of one entry as well."
    assert client.get("/ledger/checkpoint").content == client.get("/ledger/checkpoint/witnessed").content
    stranger = client.post("/ledger/cosignature", "1\nline\n", content_type="text/plain")
    assert stranger.status_code == 403
    assert b"knows" in stranger.content


@pytest.mark.parametrize("body", [b"1", b"x\nline", b"\xff\n"])
def test_what_is_no_line_of_a_witness_is_refused_with_how_it_is_sent(writer: Writer, client: Client, body: bytes):
    writer.integrate(1)
    answer = client.post("/ledger/cosignature", body, content_type="text/plain")
    assert (answer.status_code, answer.content[:26]) == (400, b"Send the checkpoint's size")


def test_of_what_is_not_shown_yet_no_file_tells(writer: Writer, client: Client, beat: None):
    writer.integrate(2)
    assert tree.shown_size() == 0
    assert tree.shown() is None
    assert client.get("/ledger/checkpoint").status_code == 404
    assert client.get("/ledger/tile/0/000.p/1").status_code == 404
    assert "Entries:    0\n" in client.get("/ledger/").content.decode()
    Published.objects.create(size=2, at=NOW)
    writer.integrate(3)
    assert (tree.shown_size(), tree.size()) == (2, 5)
    assert [tree.was_shown(size) for size in (1, 2, 5)] == [False, True, False]
    shown = signed_note.checkpoint(client.get("/ledger/checkpoint").content.decode())
    assert shown.size == 2
    assert "Entries:    2\n" in client.get("/ledger/").content.decode()
    for files in ("tile/0", "tile/entries"):
        assert client.get(f"/ledger/{files}/000.p/2").status_code == 200
        assert client.get(f"/ledger/{files}/000.p/3").status_code == 404


def test_without_a_beat_whatever_was_signed_was_shown(writer: Writer):
    writer.integrate(2)
    writer.integrate(3)
    assert [tree.was_shown(size) for size in (0, 1, 2, 5)] == [False, False, True, True]


def test_nothing_is_written_of_a_ledger_that_shows_nothing(writer: Writer, tmp_path, beat: None):
    assert export(tmp_path) == 0
    writer.integrate(2)
    assert export(tmp_path) == 0
    assert [*tmp_path.iterdir()] == []
    Published.objects.create(size=2, at=NOW)
    writer.integrate(1)
    assert export(tmp_path) == 2
    assert (tmp_path / "checkpoint").read_text("utf-8") == tree.shown()


def test_an_export_is_what_is_served_and_leaves_alone_what_is_there(writer: Writer, client: Client, tmp_path):
    writer.integrate(300)
    assert export(tmp_path) == 300
    mark = b"as it was written"
    (tmp_path / "tile" / "0" / "000").write_bytes(mark)
    writer.integrate(300)
    assert export(tmp_path) == 600
    for file in tmp_path.rglob("*"):
        if file.is_file():
            served = client.get(f"/ledger/{file.relative_to(tmp_path)}").content
            assert file.read_bytes() == (mark if file == tmp_path / "tile" / "0" / "000" else served), file


def test_a_key_without_a_hand_over_signs_no_checkpoint_and_the_newest_signs_first(
    writer: Writer,
    key_folder,  # noqa: F811
):
    writer.integrate(1)
    write_key(settings_of.AZUKARI.keys / "ledger-2")
    writer.integrate(1)
    signed = tree.shown() or ""
    assert signed.count("\n— ") == 1
    old = tree.verifier()
    hand_over(NOW)
    integrate_all(NOW)
    lines = (tree.shown() or "").rpartition("\n\n")[2].splitlines()
    assert [signed_note.key_id(line) for line in lines] == [tree.verifier().key_id, old.key_id]
    assert signing_keys.current().missing == []


def test_a_hand_over_that_was_changed_is_shown_so_that_whoever_reads_it_refuses_it(
    writer: Writer,
    client: Client,
    key_folder,  # noqa: F811
):
    writer.integrate(1)
    hand_over(NOW)
    integrate_all(NOW)
    path = signing_keys.handover_file(2)
    changed = path.read_text("utf-8").replace("hand-over v1", "hand-over v2")
    remove_beside_keys(path)
    put_beside_keys(path, changed)
    assert signing_keys.handovers() == [changed]
    assert client.get("/ledger/handovers").content.decode() == changed


def test_without_any_key_it_is_said_which_file_is_missing(key_folder):  # noqa: F811
    for path in key_folder.glob("ledger*"):
        remove_beside_keys(path)
    with pytest.raises(InstanceError) as missing:
        signing_keys.current()
    assert "ledger" in str(missing.value)
    assert "ledger-" not in str(missing.value)


def test_of_an_entry_that_is_no_entry_no_bundle_is_made(writer: Writer, unlocked):
    writer.integrate(4)
    Entry.objects.filter(index=2).update(kind="x")
    assert len([*tree.leaves(0, 2)]) == 2
    for start, end in ((0, 3), (0, 4), (2, 3)):
        with pytest.raises(tree.Missing):
            [*tree.leaves(start, end)]


@pytest.mark.parametrize("width", [1, 255, 256])
def test_of_a_tile_at_hand_an_older_and_smaller_tree_is_given_its_own_part(writer: Writer, width: int):
    writer.integrate(300)
    at_hand = tree.reading([3])(tiles.Tile(0, 0, width))
    assert at_hand == tree.read(tiles.Tile(0, 0, width))
    assert len(at_hand) == width * tiles.HASH_BYTES


def test_the_hashes_beside_many_entries_are_read_at_once(writer: Writer, django_assert_num_queries):
    writer.integrate(800)
    with CaptureQueriesContext(connection) as one:
        prove_all(dict.fromkeys(writer.ids[:3]))
    with django_assert_num_queries(len(one)):
        prove_all(dict.fromkeys(writer.ids[:3] + writer.ids[256:260] + writer.ids[600:602]))
