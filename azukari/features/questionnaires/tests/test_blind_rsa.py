"""Blind signatures against the published test vectors and another client, and what is refused."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from azukari.lib.blind_rsa import (
    BlindingError,
    blind,
    blind_sign,
    finalize,
    is_signature,
    new_key,
    prepare,
    size,
)

_OTHER = json.loads((Path(__file__).parent / "blindrsa_ts.json").read_text("utf-8"))
_VECTORS = json.loads((Path(__file__).parent / "rfc9474.json").read_text("utf-8"))["vectors"]


@pytest.fixture(scope="module")
def key():
    return new_key()


@pytest.mark.parametrize("vector", _VECTORS, ids=[vector["name"] for vector in _VECTORS])
def test_the_vectors_of_the_rfc(vector):
    number = {name: int(vector[name], 16) for name in ("p", "q", "d", "e", "n", "inv")}
    public = rsa.RSAPublicNumbers(number["e"], number["n"])
    p, q, d = number["p"], number["q"], number["d"]
    key = _private(p, q, d, public)
    message, salt = bytes.fromhex(vector["input_msg"]), bytes.fromhex(vector["salt"])
    hidden = blind(key.public_key(), message, salt=salt, r=pow(number["inv"], -1, number["n"]))
    assert (hidden.message.hex(), hidden.inverse) == (vector["blinded_msg"], number["inv"])
    signed = blind_sign(key, hidden.message)
    assert signed.hex() == vector["blind_sig"]
    assert finalize(key.public_key(), message, signed, hidden.inverse).hex() == vector["sig"]


def _private(p: int, q: int, d: int, public: rsa.RSAPublicNumbers) -> rsa.RSAPrivateKey:
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)  # published: that its primes are is known


def test_what_another_client_drew_comes_out_here_as_it_did_there():
    """Recorded with `@cloudflare/blindrsa-ts`: it blinded, was signed here, and came to this signature."""
    n, p, q, d = (int(_OTHER[name], 16) for name in "npqd")
    key = _private(p, q, d, rsa.RSAPublicNumbers(65537, n))
    drawn = {name: bytes.fromhex(value) for name, value in _OTHER["drawn"].items()}
    signed = blind_sign(key, drawn["blinded_msg"])
    assert signed == drawn["blind_sig"]
    found = finalize(key.public_key(), drawn["prepared"], signed, int.from_bytes(drawn["inv"]))
    assert found == drawn["sig"]
    assert is_signature(key.public_key(), drawn["prepared"], drawn["sig"])


def test_one_message_is_blinded_to_another_number_each_time_and_signed_all_the_same(key):
    message = prepare(b"a ticket")
    first, second = (blind(key.public_key(), message) for _ in range(2))
    assert first.message != second.message
    for one in (first, second):
        signature = finalize(key.public_key(), message, blind_sign(key, one.message), one.inverse)
        assert is_signature(key.public_key(), message, signature)
        assert not is_signature(key.public_key(), prepare(b"a ticket"), signature)
        assert not is_signature(new_key().public_key(), message, signature)


def test_what_does_not_belong_together_is_refused(key):
    message, n = prepare(b"a ticket"), key.public_key().public_numbers().n
    hidden = blind(key.public_key(), message)
    with pytest.raises(BlindingError, match="no signature"):
        finalize(key.public_key(), message, blind_sign(key, hidden.message), hidden.inverse + 1)
    for wrong in (b"", hidden.message[1:], n.to_bytes(size(key.public_key())), bytes(size(key.public_key()))):
        with pytest.raises(BlindingError, match="length"):
            blind_sign(key, wrong)
