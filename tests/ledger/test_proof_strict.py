"""A proof file is taken only exactly as it is written, and stands on a checkpoint that covers its entry."""

import base64
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from azukari.core.ledger import signing_keys, tree
from azukari.core.ledger.models import Checkpoint, Entry
from azukari.core.ledger.proof import check, prove, prove_all
from azukari.core.ledger.proven import proven
from azukari.lib import merkle, signed_note, tiles
from tests.ledger.writer import Writer


def placed() -> list[UUID]:
    """The entries in the order of the tree."""
    return list(Entry.objects.order_by("index").values_list("id", flat=True))


def respelt(proof: str, change: Callable[[dict[str, Any]], object]) -> str:
    """With other things told of the entry."""
    lines = proof.split("\n")
    told = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))
    change(told)
    lines[1] = f"extra {base64.b64encode(json.dumps(told).encode()).decode()}"
    return "\n".join(lines)


def without(key: str) -> Callable[[str], str]:
    return lambda proof: respelt(proof, lambda told: told.pop(key))


SPOILT: dict[str, Callable[[str], str]] = {
    "another format": lambda proof: proof.replace("tlog-proof@v1", "tlog-proof@v2"),
    "a number spelt otherwise": lambda proof: proof.replace("index 2", "index 02"),
    "a number with a sign": lambda proof: proof.replace("index 2", "index +2"),
    "no word before the number": lambda proof: proof.replace("index 2", "2"),
    "a word too many": lambda proof: respelt(proof, lambda told: told.update(name="x")),
    "a sign that is none of base64": lambda proof: proof.replace("\nextra ", "\nextra !", 1),
    "no event": without("event"),
    "no salt": without("salt"),
    "no commitment": without("commitment"),
    "an event without its kind": lambda proof: respelt(proof, lambda told: told["event"].pop("kind")),
    "an id that is none": lambda proof: respelt(proof, lambda told: told["event"].update(id="x")),
    "a list in the place of what is told": lambda proof: respelt(proof, lambda told: told.clear()),
    "hand-overs that are no list": lambda proof: respelt(proof, lambda told: told.update(handovers=7)),
    "a path that is no path": lambda proof: proof.replace("index 2\n", "index 2\n!"),
    "a step of the path left out": lambda proof: proof.replace(proof.split("\n")[3] + "\n", "", 1),
    "no checkpoint": lambda proof: proof.split("\n\n")[0],
}


@pytest.mark.parametrize("how", SPOILT)
def test_spelt_otherwise_in_anything_it_is_no_proof(writer: Writer, how: str):
    writer.integrate(5)
    honest = prove(placed()[2])
    assert check(honest, tree.verifier()).index == 2
    spoilt = SPOILT[how](honest)
    assert spoilt != honest
    with pytest.raises(merkle.ProofError):
        check(spoilt, tree.verifier())


def test_a_checkpoint_of_another_ledger_proves_nothing_of_this_one_though_the_key_is_the_same(writer: Writer):
    writer.integrate(5)
    honest = prove(placed()[2])
    stood_on = signed_note.checkpoint(honest.split("\n\n", 1)[1])
    text = signed_note.Checkpoint("other.example.org/ledger", stood_on.size, stood_on.root).text
    other = signed_note.sign(text, name=tree.origin(), seed=signing_keys.current().seed)
    with pytest.raises(merkle.ProofError, match="of this ledger"):
        check(f"{honest.split(chr(10) * 2)[0]}\n\n{other}", tree.verifier())


@pytest.mark.parametrize(
    ("cosigned", "of", "stands_on"), [(100, 99, 100), (100, 100, 300), (256, 255, 256), (256, 0, 256), (257, 257, 300)]
)
def test_a_proof_stands_on_the_witnessed_checkpoint_if_that_covers_the_entry(
    writer: Writer, cosigned: int, of: int, stands_on: int
):
    writer.integrate(cosigned)
    writer.cosign()
    writer.integrate(300 - cosigned)
    found, ids = prove_all(dict.fromkeys(writer.ids)), placed()
    assert set(found) == set(ids)
    shown = check(found[ids[of]], tree.verifier())
    assert (shown.id, shown.index, shown.checkpoint.size) == (ids[of], of, stands_on)


def test_in_a_tree_of_many_levels_each_entry_is_proved_and_read_back(writer: Writer, monkeypatch):
    monkeypatch.setattr(tiles, "WIDTH", 4)
    monkeypatch.setattr(tiles, "HEIGHT", 2)
    for count in (3, 30, 1, 40):
        writer.integrate(count)
    found, read = prove_all(dict.fromkeys(writer.ids)), proven(writer.ids)
    for index, id in enumerate(placed()):
        shown = check(found[id], tree.verifier())
        assert (shown.id, shown.index) == (id, index)
        assert (read[id].index, read[id].kind) == (index, "form:submission:received")
        assert read[id].payload == json.loads(Entry.objects.get(id=id).payload)


def test_what_is_read_back_was_recorded_so_or_is_said_to_have_been_changed(writer: Writer, unlocked):
    for _ in range(4):
        writer.integrate(2)
    Entry.objects.filter(index=5).update(payload='{"form":"other"}')
    Entry.objects.filter(index=7).update(kind="No kind at all")
    read = proven(writer.ids)
    assert {one.index: one.payload is not None for one in read.values()} == {
        **dict.fromkeys(range(4), True),  # under the first checkpoint of each, since the last stands for it no longer
        **dict.fromkeys(range(4, 7), False),
    }
    assert read[placed()[5]].kind == "form:submission:received"


@pytest.mark.parametrize("what", ["missing", "not signed by us"])
def test_without_a_checkpoint_that_we_signed_nothing_counts_as_proved(writer: Writer, unlocked, what: str):
    writer.integrate(2)
    if what == "missing":
        Checkpoint.objects.all().delete()
    else:
        Checkpoint.objects.update(note="note")
    assert [one.payload for one in proven(writer.ids).values()] == [None, None]
    waiting = writer.write(1)
    assert proven(waiting) == {}
