"""A log's key is handed on: whoever trusts one key of the chain can verify what any of them signed in its time."""

import pytest

from azukari.lib import key_handover, signed_note
from azukari.lib.signed_note import NoteError, Verifier

NAME = "members.example.org/ledger"
SEEDS = [bytes([n]) * 32 for n in range(1, 6)]
KEYS = [Verifier(NAME, signed_note.public_key(seed)) for seed in SEEDS]
CHAIN = [
    key_handover.sign(name=NAME, old=SEEDS[0], new=SEEDS[1], size=10),
    key_handover.sign(name=NAME, old=SEEDS[1], new=SEEDS[2], size=20),
]


def checkpoint(size: int, *signers: int) -> str:
    text = signed_note.Checkpoint(NAME, size, bytes(32)).text
    return signed_note.sign_all(text, name=NAME, seeds=[SEEDS[n] for n in signers])


def accepts(chain: key_handover.Chain, note: str) -> bool:
    try:
        chain.opened(note)
    except NoteError:
        return False
    return True


@pytest.mark.parametrize("known", range(3))
def test_whoever_knows_one_key_verifies_what_each_signed_in_its_time(known: int):
    chain = key_handover.follow(KEYS[known], CHAIN)
    for size in (1, 10, 11, 20, 21):
        in_time = [key for key, end in enumerate((10, 20, 99)) if size <= end]
        assert [n for n in range(5) if accepts(chain, checkpoint(size, n))] == in_time
    assert chain.opened(checkpoint(30, 2, 1, 0)).signed == tuple(KEYS[:3])


def test_a_key_that_was_handed_over_signs_no_future():
    chain = key_handover.follow(KEYS[0], CHAIN)
    with pytest.raises(NoteError, match="handed over before"):
        chain.opened(checkpoint(11, 0))
    with pytest.raises(NoteError, match="handed over before"):
        chain.opened(checkpoint(21, 0, 1))


def test_without_the_hand_overs_only_what_both_signed_is_believed():
    alone = key_handover.follow(KEYS[0], [])
    assert accepts(alone, checkpoint(11, 1, 0))
    with pytest.raises(NoteError, match="not signed by"):
        alone.opened(checkpoint(11, 1))


def test_a_missing_link_is_refused():
    with pytest.raises(NoteError, match="do not lead to the key that is trusted"):
        key_handover.follow(KEYS[0], CHAIN[1:])
    third = key_handover.sign(name=NAME, old=SEEDS[2], new=SEEDS[3], size=30)
    with pytest.raises(NoteError, match="one is missing"):
        key_handover.follow(KEYS[0], [CHAIN[0], third])
    with pytest.raises(NoteError, match="one is missing"):
        key_handover.follow(KEYS[0], CHAIN[::-1])
    earlier = key_handover.sign(name=NAME, old=SEEDS[1], new=SEEDS[2], size=9)
    with pytest.raises(NoteError, match="one is missing"):
        key_handover.follow(KEYS[0], [CHAIN[0], earlier])
    back = key_handover.sign(name=NAME, old=SEEDS[2], new=SEEDS[0], size=30)
    with pytest.raises(NoteError, match="circle"):
        key_handover.follow(KEYS[0], [*CHAIN, back])


@pytest.mark.parametrize("seeds", [[0], [1], [0, 3], [3, 1]])
def test_a_hand_over_needs_both_signatures(seeds: list[int]):
    text = key_handover.Handover(KEYS[0], KEYS[1], 10).text
    note = signed_note.sign_all(text, name=NAME, seeds=[SEEDS[n] for n in seeds])
    with pytest.raises(NoteError, match="old key and the new one"):
        key_handover.follow(KEYS[0], [note])


def test_a_changed_hand_over_is_refused():
    for at in range(len(CHAIN[0])):
        changed = CHAIN[0][:at] + ("A" if CHAIN[0][at] != "A" else "B") + CHAIN[0][at + 1 :]
        with pytest.raises(NoteError):
            key_handover.follow(KEYS[0], [changed])


def test_hand_overs_are_one_text():
    for count in range(3):
        assert key_handover.split(key_handover.join(CHAIN[:count])) == CHAIN[:count]
    with pytest.raises(NoteError, match="not a list"):
        key_handover.split("one\n\ntwo\n\nthree\n")
