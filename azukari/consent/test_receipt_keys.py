"""The published keys of receipts, member by member: whoever has the set can check a receipt (RFC 7517, RFC 8037)."""

import base64
from datetime import UTC, datetime

from django.conf import settings

from azukari.consent.receipt_keys import NAME, ReceiptKey, _jwk, published
from azukari.lib.signed_note import public_key

PUBLIC = bytes(range(32))
SINCE, UNTIL = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)


def test_a_key_as_the_standard_has_it_and_as_receipts_have_it() -> None:
    assert _jwk(ReceiptKey(2, PUBLIC, SINCE, UNTIL)) == {
        "kid": "receipts-2",
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "x": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "publicKey": base64.b64encode(PUBLIC).decode(),
        "since": "2026-01-02T00:00:00+00:00",
        "until": "2026-11-24T00:00:00+00:00",
    }


def test_of_a_time_that_is_not_known_nothing_is_said() -> None:
    told = _jwk(ReceiptKey(1, PUBLIC, None, None))
    assert not {"since", "until"} & told.keys()


def test_the_key_that_signs_now_is_published_with_its_beginning_and_without_an_end() -> None:
    newest = published()["keys"][-1]
    public = public_key(settings.AZUKARI.newest_key(NAME))
    assert newest["publicKey"] == base64.b64encode(public).decode()
    assert newest["kid"] == f"receipts-{settings.AZUKARI.versions(NAME)[-1]}"
    assert newest["since"]
    assert "until" not in newest
