"""The published keys of receipts, member by member: whoever has the set can check a receipt (RFC 7517, RFC 8037)."""

import base64
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from azukari.core.consent.receipt_keys import ADDRESS, NAME, ReceiptKey, _jwk, all_keys, keep_half, published, signed
from azukari.lib.instance import remove_beside_keys, write_key
from azukari.lib.signed_note import public_key
from tests.key_folder import key_folder  # noqa: F401

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


def _made(path: Path, day: int) -> datetime:
    """Let the file be of that day."""
    at = datetime(2026, 3, day, 9, 30, tzinfo=UTC)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return at


def test_of_each_key_it_is_told_from_when_until_when_it_signed(key_folder: Path) -> None:  # noqa: F811
    """Whoever is shown an old receipt sees whether its key was ours on the day that the receipt names."""
    first = settings.AZUKARI.versions(NAME)[-1]
    halves = [public_key(settings.AZUKARI.newest_key(NAME))]
    ended = []
    for version in (first, first + 1):
        keep_half(version)
        ended.append(_made(key_folder / f"public-{NAME}-{version}", version))
        write_key(key_folder / f"{NAME}-{version + 1}")
        halves.append(public_key(settings.AZUKARI.newest_key(NAME)))
        _made(key_folder / f"{NAME}-{version + 1}", version + 20)
    begun = _made(key_folder / f"{NAME}-{first}", 1)
    found = all_keys()
    assert [(key.version, key.public, key.since, key.until) for key in found] == [
        (first, halves[0], begun, ended[0]),
        (first + 1, halves[1], ended[0], ended[1]),
        (first + 2, halves[2], ended[1], None),
    ]
    for version in (first, first + 1):
        remove_beside_keys(key_folder / f"{NAME}-{version}")
    assert all_keys() == [replace(found[0], since=None), *found[1:]], "The key itself is not needed any more."


def test_a_receipt_is_signed_by_the_newest_key_and_says_where_it_is_published(key_folder: Path) -> None:  # noqa: F811
    newest = settings.AZUKARI.versions(NAME)[-1] + 1
    write_key(key_folder / f"{NAME}-{newest}")
    signature = signed({"a": 1})["signature"]
    assert (signature["keyId"], signature["publicKey"]) == (f"receipts-{newest}", all_keys()[-1].text)
    assert signature["keys"] == f"{settings.AZUKARI.base_url}/{ADDRESS}"
    assert "ledger" not in signed({"a": 1})
    assert signed({"a": 1}, ledger={"proof": "x"})["ledger"] == {"proof": "x"}
