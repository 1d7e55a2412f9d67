"""Second factors under the instance's secrets: every word of each, an earlier release's as well, one by one; and what a
rotation leaves in the folder of keys.
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from azukari.core.accounts import django_secret, secret_rotation
from azukari.core.accounts.django_secret import keys
from azukari.core.accounts.models import User
from azukari.core.accounts.secret_rotation import begin, lost, opened, outdated, retire, seal, seal_anew
from azukari.core.database import proof_keys
from azukari.core.ledger.events import KEY_ROTATED
from azukari.core.ledger.models import Pending
from azukari.lib import instance_secret
from azukari.lib.instance import remove_beside_keys
from tests.key_folder import key_folder  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("key_folder")]
NOW = datetime.now(UTC).replace(microsecond=0)
SECOND = timedelta(seconds=1)
TOTP, CODES, KEY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES, Authenticator.Type.WEBAUTHN


@pytest.fixture
def user() -> User:
    return User.objects.create_user("clerk@staff.example.org", "Clerk", now=NOW)


def rotate(at: datetime = NOW) -> int:
    version = begin(at)
    os.utime(settings.AZUKARI.key_file("secret", version), (at.timestamp(), at.timestamp()))
    instance_secret._read.cache_clear()
    return version


def factor(user: User, kind: str, **data: Any) -> Authenticator:
    return Authenticator.objects.create(user=user, type=kind, data=data)


def test_what_earlier_releases_sealed_opens() -> None:
    key = hashlib.sha256(b"azukari second factor " + instance_secret.newest(settings.AZUKARI)).digest()
    nonce = bytes(range(12))
    sealed = base64.b64encode(nonce + AESGCM(key).encrypt(nonce, b"heron", b"second factor")).decode()
    assert opened(sealed) == "heron"
    assert opened(seal("teal")) == "teal"
    assert seal("teal") != seal("teal")
    assert len(base64.b64decode(seal("teal"))) == 12 + 4 + 16


def test_every_word_of_every_factor_is_sealed_again_and_a_passkey_stays_as_it_is(user: User) -> None:
    codes = factor(user, CODES, seed=seal("seed"), migrated_codes=[seal("one"), seal("two")], used_mask=5)
    app, passkey = factor(user, TOTP, secret=seal("secret")), factor(user, KEY, name="key", credential={"id": "x"})
    before = {row.id: json.dumps(row.data) for row in Authenticator.objects.all()}
    rotate()
    assert sorted(outdated()) == sorted([codes.id, app.id])
    told: list[int] = []
    assert seal_anew(told.append) == 2
    assert (told, outdated(), lost(), seal_anew()) == ([2], [], [], 0)
    after = {row.id: row.data for row in Authenticator.objects.all()}
    assert opened(after[app.id]["secret"]) == "secret"
    assert (opened(after[codes.id]["seed"]), [opened(one) for one in after[codes.id]["migrated_codes"]]) == (
        "seed", ["one", "two"],
    )  # fmt: skip
    assert after[codes.id]["used_mask"] == 5
    assert [id for id, data in after.items() if json.dumps(data) == before[id]] == [passkey.id]


@pytest.mark.parametrize(
    "data",
    [
        lambda word: {"secret": word},
        lambda word: {"seed": word},
        lambda word: {"migrated_codes": [word]},
        lambda word: {"seed": seal("new"), "migrated_codes": [seal("new"), word]},
    ],
)
def test_one_word_under_an_earlier_secret_or_under_none_is_enough_to_be_named(
    user: User, data: Callable[[str], dict[str, Any]]
) -> None:
    old = seal("old")
    rotate()
    row = factor(user, CODES, **data(old))
    factor(user, TOTP, secret=seal("new"))
    assert (outdated(), lost()) == ([row.id], [])
    Authenticator.objects.filter(id=row.id).update(data=data("no seal at all"))
    assert (outdated(), lost()) == ([], [row.id])
    Authenticator.objects.filter(id=row.id).update(data=data(base64.b64encode(bytes(40)).decode()))
    assert (outdated(), lost()) == ([], [row.id])


def test_batches_are_told_as_they_are_done(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_rotation, "BATCH", 2)
    for number in range(5):
        factor(User.objects.create_user(f"{number}@staff.example.org", "N", now=NOW), TOTP, secret=seal("s"))
    rotate()
    told: list[int] = []
    assert seal_anew(told.append) == 5
    assert told == [2, 4, 5]


def test_a_rotation_has_the_next_number_and_is_recorded(user: User) -> None:
    assert [rotate(), rotate()] == [2, 3]
    said = Pending.objects.filter(kind=KEY_ROTATED.name).values_list("payload", flat=True)
    assert sorted((json.loads(one) for one in said), key=lambda told: told["version"]) == [
        {"version": number, "kind": "secret"} for number in (2, 3)
    ]


def versions() -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(settings.AZUKARI.versions("secret")), tuple(settings.AZUKARI.versions("second-factor"))


def test_an_earlier_secret_goes_when_its_time_is_over_and_leaves_the_key_of_second_factors(user: User) -> None:
    row = factor(user, TOTP, secret=seal("secret"))
    old = dict(row.data)
    rotate()
    end = NOW + instance_secret.LONGEST
    assert retire(end) == [], "it seals something"
    seal_anew()
    assert retire(end - SECOND) == []
    assert (versions(), retire(end, at_once=False)) == (((1, 2), ()), ["secret"])
    assert versions() == ((2,), (1,))
    assert retire(end) == []
    Authenticator.objects.filter(id=row.id).update(data=old)
    assert opened(old["secret"]) == "secret"
    assert (outdated(), lost()) == ([row.id], [])


def test_at_once_every_earlier_one_goes_and_the_newest_stays(user: User) -> None:
    rotate(NOW - timedelta(days=2))
    rotate(NOW - timedelta(days=1))
    half = settings.AZUKARI.keys / "second-factor-1"
    kept = proof_keys.key_of(instance_secret.versions(settings.AZUKARI)[-1].raw)
    assert retire(NOW, at_once=True) == [], "an account is proven by it"
    seal_anew()
    assert retire(NOW, at_once=True) == ["secret-2", "secret"]
    assert versions() == ((3,), (1, 2))
    assert settings.AZUKARI.key("second-factor", 1) == kept
    assert Path(half).stat().st_mode & 0o077 == 0


def test_a_key_that_was_kept_already_is_not_written_anew(user: User) -> None:
    half = settings.AZUKARI.keys / "second-factor-1"
    rotate(NOW - timedelta(days=1))
    seal_anew()
    retire(NOW, at_once=True)
    before = half.read_bytes()
    secret_file = settings.AZUKARI.key_file("secret", 1)
    secret_file.write_text(base64.b64encode(bytes(32)).decode() + "\n")
    secret_file.chmod(0o600)
    instance_secret._read.cache_clear()
    retire(NOW, at_once=True)
    assert half.read_bytes() == before
    remove_beside_keys(half)


def test_what_no_key_opens_is_refused(user: User) -> None:
    with pytest.raises(InvalidTag):
        opened(base64.b64encode(bytes(40)).decode())


def test_django_signs_by_the_newest_secret_and_believes_an_earlier_one_for_half_a_year() -> None:
    (first, none) = keys(settings.AZUKARI, now=NOW)
    assert none == []
    rotate()
    last = NOW + timedelta(days=180)
    newest, earlier = keys(settings.AZUKARI, now=last - SECOND)
    assert (newest != first, earlier) == (True, [first])
    assert keys(settings.AZUKARI, now=last) == (newest, [])
    before = settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS
    try:
        django_secret.follow(now=NOW)
        assert (newest, [first]) == (settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS)
        django_secret.follow(now=last)
        assert (newest, []) == (settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS)
    finally:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = before
