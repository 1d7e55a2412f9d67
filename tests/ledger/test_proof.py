"""Proofs of single entries, and of growth, that hold offline."""

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azukari.core.ledger import tree
from azukari.core.ledger.proof import NotIntegrated, check, prove
from azukari.lib import merkle, signed_note


@pytest.fixture
def ledger(writer):
    writer.integrate(255)
    writer.integrate(60)
    return writer


@pytest.mark.parametrize("n", [0, 1, 254, 255, 256, 314])
def test_a_proof_shows_the_event_and_its_place(ledger, n):
    proven = check(prove(ledger.ids[n]), tree.verifier())
    assert (proven.id, proven.checkpoint.size) == (ledger.ids[n], 315)
    assert proven.kind == "form:submission:received"
    assert proven.opened == (n not in {1, 255, 256} if n < 255 else (n - 255) % 2 == 0)


def test_an_opening_shows_whose_entry_it_is_and_opens_no_other(ledger):
    id = ledger.ids[1]
    text = prove(id, key=ledger.keys[id])
    assert check(text, tree.verifier()).opened
    assert ledger.keys[id].hex() not in base64.b64decode(text.split("\n")[1].removeprefix("extra ")).decode()


def test_a_wrong_opening_is_refused(ledger):
    with pytest.raises(merkle.ProofError, match="opening"):
        check(prove(ledger.ids[1], key=bytes(32)), tree.verifier())


def test_an_entry_that_waits_has_no_proof_yet(ledger):
    (id,) = ledger.write(1)
    with pytest.raises(NotIntegrated):
        prove(id)


def test_another_key_does_not_accept_it(ledger):
    with pytest.raises(merkle.ProofError):
        check(prove(ledger.ids[0]), signed_note.Verifier(tree.origin(), bytes(32)))


@given(st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_changed_byte_breaks_it(ledger, data):
    id = ledger.ids[1]
    honest = prove(id, key=ledger.keys[id]).encode()
    at = data.draw(st.integers(0, len(honest) - 1))
    spoilt = bytearray(honest)
    spoilt[at] ^= data.draw(st.integers(1, 255))
    try:
        proven = check(spoilt.decode(), tree.verifier())
    except (merkle.ProofError, UnicodeDecodeError):
        return
    # base64 of the opaque extra line may be spelt otherwise; what it shows must be the same
    assert proven == check(honest.decode(), tree.verifier())


@pytest.mark.parametrize("text", ["", "\n\n", "c2sp.org/tlog-proof@v1\nindex 0\n\nx", "a\n\n" * 3])
def test_what_is_no_proof_is_refused(ledger, text):
    with pytest.raises(merkle.ProofError):
        check(text, tree.verifier())


def test_growth_can_be_proved(ledger):
    with_roots = {size: merkle.root(size, merkle_tree(size)) for size in (1, 255, 256, 315)}
    for old, new in [(1, 315), (255, 315), (256, 315), (255, 256)]:
        merkle.check_consistency(old, with_roots[old], new, with_roots[new], tree.consistency(old, new))


def merkle_tree(size):
    leaves = [merkle.leaf_hash(leaf) for leaf in tree.leaves(0, size)]
    return lambda height, index: merkle.fold(leaves[index << height : (index + 1) << height])


def test_the_verifier_key_goes_there_and_back():
    key = tree.verifier()
    assert signed_note.verifier(str(key)) == key
    for wrong in ("", "a+b", str(key)[:-4], str(key) + "A", str(key).replace("localhost", "other")):
        with pytest.raises(signed_note.NoteError):
            signed_note.verifier(wrong)
