"""A witness cosigns a ledger that only grows, and refuses one that goes back or shows another history."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.lib import cosignature, merkle, signed_note, tiles, witness

SEED, LOG_SEED, OTHER_SEED = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
NOW = datetime(2026, 11, 24, 6, 0, 0, tzinfo=UTC)
LOG = signed_note.Verifier("members.example.org/ledger", signed_note.public_key(LOG_SEED))
BY = cosignature.of_seed("witness.example.net", SEED)


def leaves(count: int, *, history: bytes = b"") -> list[bytes]:
    return [merkle.leaf_hash(history + bytes([n])) for n in range(count)]


def subtree(hashes: list[bytes]) -> merkle.Subtree:
    return lambda height, index: merkle.fold(hashes[index << height : (index + 1) << height])


def signed(hashes: list[bytes], *, seed: bytes = LOG_SEED, name: str = LOG.name) -> str:
    text = signed_note.Checkpoint(name, len(hashes), merkle.root(len(hashes), subtree(hashes))).text
    return signed_note.sign(text, name=name, seed=seed)


def seen(hashes: list[bytes]) -> signed_note.Checkpoint:
    return signed_note.Checkpoint(LOG.name, len(hashes), merkle.root(len(hashes), subtree(hashes)))


def asked(old: int, hashes: list[bytes], **more: str | bytes) -> str:
    path = merkle.consistency(old, len(hashes), subtree(hashes)) if 0 < old <= len(hashes) else []
    return witness.Request(old, path, signed(hashes, **more)).body  # type: ignore[arg-type]


def status(body: str, before: signed_note.Checkpoint | None) -> int:
    outcome = witness.judge(body, log=LOG, seen=before)
    return 200 if isinstance(outcome, witness.Accepted) else outcome.status


def test_a_cosignature_tells_who_and_when_and_covers_the_checkpoint():
    text = seen(leaves(5)).text
    line = cosignature.cosign(text, name=BY.name, seed=SEED, at=NOW + timedelta(microseconds=5))
    assert cosignature.check(line, text, BY) == NOW
    signed_note.text(signed(leaves(5)) + line, LOG)  # a note with both lines is a note
    for other in (seen(leaves(6)).text, text + "more\n"):
        with pytest.raises(signed_note.NoteError):
            cosignature.check(line, other, BY)
    with pytest.raises(signed_note.NoteError):
        cosignature.check(line, text, cosignature.of_seed(BY.name, OTHER_SEED))


def test_a_key_is_one_word_and_no_log_s_key():
    assert cosignature.witness(str(BY)) == BY
    for word in (str(LOG), str(BY)[:-4], "x", f"a b{str(BY)[19:]}"):
        with pytest.raises(signed_note.NoteError):
            cosignature.witness(word)
    with pytest.raises(signed_note.NoteError):
        signed_note.verifier(str(BY))


@pytest.mark.parametrize("old", range(12))
@pytest.mark.parametrize("new", range(1, 12))
def test_whatever_extends_what_was_seen_is_cosigned_and_nothing_else(old: int, new: int):
    before = seen(leaves(old)) if old else None
    assert status(asked(old, leaves(new)), before) == (200 if old <= new else 400)
    if old:
        other = asked(old, leaves(new, history=b"x"))
        assert status(other, before) in ({409} if old == new else {400} if old > new else {422})


def test_a_log_that_is_wrong_about_what_was_seen_is_told():
    outcome = witness.judge(asked(3, leaves(9)), log=LOG, seen=seen(leaves(7)))
    assert isinstance(outcome, witness.Declined)
    assert (outcome.status, outcome.size) == (409, 7)
    assert status(asked(3, leaves(9)), None) == 409


def test_strangers_and_nonsense_are_turned_away():
    assert status(asked(0, leaves(3), name="other.example.org/ledger"), None) == 404
    assert status(asked(0, leaves(3), seed=OTHER_SEED), None) == 403
    body = asked(0, leaves(3))
    for nonsense in ("", "old\n\n", body[4:], body.replace("old 0", "old 00"), body.replace("old 0", "old -1")):
        assert status(nonsense, None) == 400
    assert status(body.replace("old 0\n", "old 0\nAAAA\n"), None) == 400
    assert status(body.replace("old 0\n", f"old 0\n{'A' * 43}=\n"), None) == 400


def test_a_tile_reader_makes_the_same_proof():
    hashes = leaves(200) + leaves(200, history=b"b")
    read = {tile: b"".join(hashes[tile.index * 256 :][: tile.width]) for tile in tiles.of_tree(400) if not tile.level}
    read |= {tiles.Tile(1, 0, 1): merkle.fold(hashes[:256])}
    assert merkle.consistency(7, 400, tiles.subtree(400, read.__getitem__)) == merkle.consistency(
        7, 400, subtree(hashes)
    )
