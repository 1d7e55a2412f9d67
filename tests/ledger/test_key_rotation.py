"""The ledger's signing key is rotated: the ledger goes on, and what was signed before and after can be verified by each
of its keys (P27).
"""

import base64
import json
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection, transaction

from azukari.core.ledger import key_rotation, signing_keys, tree
from azukari.core.ledger.events import KEY_ROTATED
from azukari.core.ledger.export import export
from azukari.core.ledger.integrate import wait_for_turn
from azukari.core.ledger.key_rotation import JOINT, hand_over, retire
from azukari.core.ledger.models import Checkpoint, Pending
from azukari.core.ledger.outside import contains
from azukari.core.ledger.proof import check, prove
from azukari.core.ledger.verify import verify
from azukari.lib import key_handover, merkle, signed_note
from azukari.lib.instance import put_beside_keys, remove_beside_keys, write_key
from tests.key_folder import key_folder  # noqa: F401
from tests.ledger.rotated import ledger, rotate
from tests.ledger.writer import NOW, Writer

__all__ = ["ledger"]


def held() -> tuple[int, ...]:
    return settings.AZUKARI.versions("ledger")


@pytest.mark.parametrize("at_once", [False, True])
def test_after_two_rotations_each_key_verifies_what_came_before_and_after(ledger: Writer, at_once: bool):
    keys, proofs = [tree.verifier()], [prove(ledger.ids[0])]
    kept = tree.shown()
    for _ in range(2):
        rotate(ledger, at_once=at_once)
        ledger.integrate(2)
        keys.append(tree.verifier())
        proofs.append(prove(ledger.ids[-1]))
    assert len({key.public for key in keys}) == 3
    assert held() == ((3,) if at_once else (1, 2, 3))
    for key in keys:
        for proof in proofs:
            assert check(proof, key, signing_keys.handovers()).checkpoint.size
        for proof in proofs[1:]:  # these tell by themselves how the key came about
            assert check(proof, keys[0]).opened is not None
    report = verify(ledger.keys_of)
    assert (report.problems, report.handovers) == ([], 2)
    assert contains(kept or "", "kept") is None


def latest() -> str:
    """The latest checkpoint as a signed note."""
    return Checkpoint.objects.order_by("-size")[0].note


def test_for_a_time_both_keys_sign_and_then_the_new_one_alone(ledger: Writer):
    old = tree.verifier()
    rotate(ledger)
    ledger.integrate(1)
    assert signed_note.text(latest(), old)
    assert signed_note.text(latest(), tree.verifier())
    assert retire(key_rotation.handed_over_at(2) + JOINT - timedelta(seconds=1)) == []
    assert retire(key_rotation.handed_over_at(2) + JOINT) == ["ledger"]
    ledger.integrate(1)
    with pytest.raises(signed_note.NoteError, match="not signed by"):
        signed_note.text(latest(), old)
    assert verify(ledger.keys_of).ok


def test_what_was_recorded_under_the_old_key_finds_its_place_before_that_goes(ledger: Writer, monkeypatch):
    waiting = ledger.write(2)
    hand_over(ledger.now)
    monkeypatch.setattr(key_rotation, "integrate_all", lambda _now: None)
    assert retire(ledger.now, at_once=True) == []
    monkeypatch.undo()
    assert retire(ledger.now, at_once=True) == ["ledger"]
    assert prove(waiting[0])
    assert verify(ledger.keys_of).ok


def test_a_key_without_a_hand_over_signs_nothing_and_the_next_rotation_takes_it(ledger: Writer):
    before = tree.verifier()
    write_key(settings.AZUKARI.keys / "ledger-2")
    ledger.integrate(1)
    assert tree.verifier() == before
    made = settings.AZUKARI.key("ledger", 2)
    rotate(ledger)
    assert signing_keys.current().seed == made


def test_a_stolen_old_key_signs_no_later_checkpoint(ledger: Writer):
    stolen = signing_keys.current().seed
    rotate(ledger, at_once=True)
    ledger.integrate(1)
    size = tree.size()
    forged = signed_note.sign(
        signed_note.Checkpoint(tree.origin(), size, bytes(32)).text, name=tree.origin(), seed=stolen
    )
    with pytest.raises(signed_note.NoteError, match="handed over before"):
        tree.opened(forged)


@pytest.mark.parametrize("which", [2, 3])
def test_a_missing_hand_over_is_told(ledger: Writer, which: int):
    first = tree.verifier()
    for _ in range(2):
        rotate(ledger, at_once=True)
        ledger.integrate(1)
    proof = prove(ledger.ids[-1])
    remove_beside_keys(signing_keys.handover_file(which))
    report = verify(ledger.keys_of)
    assert ("handover", str(which)) in {(problem.code, problem.place) for problem in report.problems}
    extra = json.loads(base64.b64decode(proof.split("\n")[1].removeprefix("extra ")))
    del extra["handovers"][which - 2]
    told = base64.b64encode(json.dumps(extra).encode()).decode()
    with pytest.raises(merkle.ProofError, match=r"hand-overs|not signed"):
        check("\n".join([*proof.split("\n")[:1], f"extra {told}", *proof.split("\n")[2:]]), first)


def test_a_changed_hand_over_is_told(ledger: Writer):
    rotate(ledger)
    path = signing_keys.handover_file(2)
    text = path.read_text("utf-8")
    remove_beside_keys(path)
    put_beside_keys(path, text.replace("\n3\n", "\n4\n", 1))
    assert "handover" in {problem.code for problem in verify(ledger.keys_of).problems}


def test_strangers_are_shown_how_the_key_came_about(ledger: Writer, client, tmp_path):
    first = tree.verifier()
    assert client.get("/ledger/handovers").status_code == 404
    export(tmp_path)
    assert not (tmp_path / "handovers").exists()
    rotate(ledger, at_once=True)
    ledger.integrate(1)
    shown = client.get("/ledger/handovers").content.decode()
    signed = client.get("/ledger/checkpoint").content.decode()
    chain = key_handover.follow(first, key_handover.split(shown))
    assert chain.opened(signed).signed == (tree.verifier(),)
    assert client.get("/ledger/key").content.decode().strip() == str(tree.verifier())
    export(tmp_path)
    assert (tmp_path / "handovers").read_text("utf-8") == shown


def test_a_hand_over_is_shown_with_the_beat_and_not_before(ledger: Writer, client, monkeypatch):
    first = tree.verifier()
    monkeypatch.setattr(tree, "shown_size", lambda: 3)
    ledger.integrate(1)
    rotate(ledger)
    assert client.get("/ledger/handovers").status_code == 404
    assert client.get("/ledger/key").content.decode().strip() == str(first)
    assert signing_keys.handover_file(2).exists()


def test_a_row_that_no_key_has_sealed_is_vouched_for_by_an_older_backup_alone(ledger: Writer):
    ledger.write(1)
    row = Pending.objects.get()
    row.seal = foreign = bytes(32)
    key_rotation.seal_restored([row], made=ledger.now)
    assert row.seal == foreign, "there was no other key"
    hand_over(ledger.now)
    began = key_rotation.handed_over_at(2)
    key_rotation.seal_restored([row], made=began)
    assert row.seal == foreign
    key_rotation.seal_restored([row], made=began - timedelta(seconds=1))
    assert row.seal != foreign


def test_a_key_is_handed_over_only_when_it_is_its_turn(ledger: Writer, monkeypatch):
    class NotYet(Exception):
        """Another holds the turn."""

    def wait() -> None:
        raise NotYet

    monkeypatch.setattr(key_rotation, "wait_for_turn", wait)
    with pytest.raises(NotYet):
        hand_over(ledger.now)
    assert not signing_keys.handover_file(2).exists()


def test_that_a_key_was_handed_over_is_written_down_with_which_and_of_what(ledger: Writer):
    version = hand_over(ledger.now)
    told = Pending.objects.filter(kind=KEY_ROTATED.name).values_list("payload", flat=True)
    assert [json.loads(payload) for payload in told] == [{"version": version, "kind": signing_keys.NAME}]


@pytest.mark.django_db(transaction=True)
def test_a_key_is_handed_over_while_no_checkpoint_is_signed(key_folder: Path, transactional_db: None):  # noqa: F811
    writer = Writer()
    writer.integrate(3)
    handing = Thread(target=_hand_over)
    with transaction.atomic(durable=True):
        wait_for_turn()
        handing.start()
        handing.join(timeout=1)
        writer.write(2)
        assert not signing_keys.handover_file(2).exists()
    handing.join(timeout=60)
    assert key_handover.read(signing_keys.handovers()[0]).size == 3


def _hand_over() -> None:
    try:
        hand_over(NOW)
    finally:
        connection.close()
