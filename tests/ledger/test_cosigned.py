"""What witnesses state is kept beside the checkpoints, handed out with them, and shows a history that was rewritten."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from azukari.core.ledger import outside, tree
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.models import Checkpoint, Cosignature, Entry
from azukari.core.ledger.outside import checkpoint, contains
from azukari.core.ledger.proof import check, prove
from azukari.core.ledger.verify import verify
from azukari.core.ledger.witnesses import WitnessError, take
from azukari.lib import cosignature, signed_note
from azukari.lib.instance import Witness
from tests.ledger.writer import SEED, Writer

NAME = "witness.example.org"
BY = cosignature.of_seed(NAME, SEED)


@pytest.fixture
def known(settings) -> None:
    settings.AZUKARI = replace(settings.AZUKARI, witnesses=(Witness(str(BY)),))


def line(size: int, writer: Writer, *, seed: bytes = SEED, name: str = NAME) -> str:
    text = Checkpoint.objects.get(size=size).note.partition("\n\n")[0] + "\n"
    return cosignature.cosign(text, name=name, seed=seed, at=writer.now)


def test_a_cosignature_is_handed_out_with_its_checkpoint(writer: Writer, known: None, client: Client) -> None:
    writer.integrate(4)
    assert client.get("/ledger/checkpoint/witnessed").status_code == 404
    sent = client.post("/ledger/cosignature", f"4\n{line(4, writer)}", content_type="text/plain")
    assert sent.status_code == 201
    assert client.post("/ledger/cosignature", f"4\n{line(4, writer)}", content_type="text/plain").status_code == 200
    shown = client.get("/ledger/checkpoint").content.decode()
    text = signed_note.text(shown, tree.verifier())
    stated = cosignature.check(shown.splitlines(keepends=True)[-1], text, BY)
    assert stated == writer.now.replace(microsecond=0)
    writer.integrate(3)
    assert "— witness" not in client.get("/ledger/checkpoint").content.decode()
    assert client.get("/ledger/checkpoint/witnessed").content.decode() == shown
    report = verify(writer.keys_of)
    assert (report.ok, report.cosignatures) == (True, 1)


def test_strangers_and_nonsense_leave_nothing(writer: Writer, known: None, client: Client) -> None:
    writer.integrate(4)
    stranger = line(4, writer, seed=bytes(32), name="stranger.example.org")
    for body in (f"4\n{stranger}", f"4\n{line(4, writer, seed=bytes(32))}", f"5\n{line(4, writer)}"):
        assert client.post("/ledger/cosignature", body, content_type="text/plain").status_code == 403
    for body in ("", "x\ny", "4"):
        assert client.post("/ledger/cosignature", body, content_type="text/plain").status_code == 400
    assert client.get("/ledger/cosignature").status_code == 405
    assert not Cosignature.objects.exists()


def test_without_a_witness_in_the_settings_nobody_cosigns(writer: Writer) -> None:
    writer.integrate(4)
    with pytest.raises(WitnessError):
        take(4, line(4, writer))


def test_a_proof_stands_on_what_a_witness_saw(writer: Writer, known: None) -> None:
    first, *_ = writer.integrate(4)
    take(4, line(4, writer))
    (later,) = writer.integrate(1)
    assert check(prove(first), tree.verifier()).checkpoint.size == 4
    assert NAME in prove(first)
    assert check(prove(later), tree.verifier()).checkpoint.size == 5
    assert NAME not in prove(later)


def test_it_cannot_be_changed(writer: Writer, known: None) -> None:
    writer.integrate(4)
    take(4, line(4, writer))
    with pytest.raises(IntegrityError), transaction.atomic():
        Cosignature.objects.update(key="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Cosignature.objects.all().delete()


@pytest.mark.parametrize("change", ["key = 'x'", "witness = 'other'", "line = 'x'", "size = 2", "size = 3"])
def test_a_changed_one_is_found(change: str, writer: Writer, known: None, unlocked: None) -> None:
    writer.integrate(2)
    writer.integrate(2)
    take(4, line(4, writer))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_cosignature SET {change}")
    assert [problem.code for problem in verify(writer.keys_of).problems] == ["cosignature"]


def test_a_history_that_was_rewritten_is_found_by_whatever_was_kept_outside(writer: Writer, unlocked: None) -> None:
    """All of it is made anew with the right key, so that it is sound in itself."""
    writer.integrate(4)
    kept = Checkpoint.objects.get(size=4).note
    assert contains(kept, "kept") is None
    with connection.cursor() as cursor:
        for table in ("ledger_entry", "ledger_tile", "ledger_checkpoint"):
            cursor.execute(f"DELETE FROM {table}")
    writer.write(3)
    integrate_all(writer.now)
    assert verify(writer.keys_of).ok
    found = contains(kept, "kept")
    assert found is not None
    assert found.code == "outside-later"
    writer.integrate(3)
    assert Entry.objects.count() == 6
    assert verify(writer.keys_of).ok
    found = contains(kept, "kept")
    assert found is not None
    assert found.code == "outside-root"


def test_what_is_no_checkpoint_of_ours_is_called_so(writer: Writer) -> None:
    writer.integrate(1)
    stranger = signed_note.sign(signed_note.Checkpoint("x/ledger", 1, bytes(32)).text, name="x/ledger", seed=bytes(32))
    for text in ("", "nonsense", stranger):
        found = contains(text, "kept")
        assert found is not None
        assert found.code == "outside-damaged"


def test_a_note_with_anything_besides_our_lines_is_no_checkpoint(writer: Writer) -> None:
    writer.integrate(1)
    note = Checkpoint.objects.get(size=1).note
    found = checkpoint(note.encode())
    assert found is not None
    assert found.size == 1
    text, _, lines = note.partition("\n\n")
    for other in (
        f"{note}{cosignature.cosign(text + chr(10), name=NAME, seed=SEED, at=writer.now)}",
        f"{note}\n",
        f"{text}\nmore\n\n{lines}",
        "nonsense",
    ):
        assert checkpoint(other.encode()) is None
    assert checkpoint(b"\xff") is None


def test_each_statement_is_looked_at_however_many_there_are(
    writer: Writer, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "_PAGE", 2)
    for _ in range(5):
        writer.integrate(1)
        for name in (NAME, "second.example.org"):
            writer.cosign(name)
    assert [*outside.cosignatures()] == [(size, True) for size in range(1, 6) for _ in range(2)]
    assert verify(writer.keys_of).cosignatures == 10


def test_a_kept_checkpoint_that_is_smaller_equal_or_larger(writer: Writer, unlocked: None) -> None:
    writer.integrate(2)
    smaller = Checkpoint.objects.get(size=2).note
    writer.integrate(2)
    larger = Checkpoint.objects.get(size=4).note
    assert (contains(smaller, "kept"), contains(larger, "kept")) == (None, None)
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM ledger_entry WHERE "index" > 1')
        cursor.execute("DELETE FROM ledger_checkpoint WHERE size > 2")
    found = contains(larger, "kept")
    assert found is not None
    assert (found.code, found.place) == ("outside-later", "4")
