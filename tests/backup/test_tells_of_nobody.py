"""An old backup of data does not answer whether somebody was registered, whoever holds the keys of today (P41)."""

import base64
import json
from pathlib import Path

from azukari.core.backup import bundle
from tests.backup.bundles import back_up, decrypted, listed, restore
from tests.live import Program

_REGISTER = """
import json
from azukari.core.accounts.models import StaffSession
from azukari.core.policy_versions.current import current
from azukari.demo.people import add_people, add_staff
from azukari.core.people.models import Person
from azukari.policy.terms import Category
from azukari.shells.self_service.models import OwnSession, SignIn
from azukari.core.vault.index_token import token_of
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue
from azukari.core.vault.cipher import open_value
add_people(current(), now=timezone.now())
person = SealedValue.objects.filter(category="email").exclude(token=None).first().person_id
later = timezone.now() + timezone.timedelta(days=1)
OwnSession.objects.create(person_id=person, digest="5e55" * 16, created_at=later, seen_at=later, expires_at=later)
SignIn.objects.create(person_id=person, created_at=later, expires_at=later)
"""
_TELL = """
import json
from azukari.policy.terms import Category
from azukari.core.vault.cipher import open_value
from azukari.core.vault.index_token import token_of
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue, SearchCode
from azukari.shells.self_service.models import OwnSession, SignIn
values = list(SealedValue.objects.exclude(token=None))
keys = data_keys({v.person_id for v in values})
texts = {}
for v in values:
    texts[str(v.id)] = (v.category, open_value(
        v.sealed, key=keys[v.person_id], place=v.place))
print(json.dumps({
    "stored": {str(v.id): bytes(v.token).hex() for v in values},
    "made": {id: token_of(Category(category), text).hex() for id, (category, text) in texts.items()},
    "coded": sorted({str(id) for id in SearchCode.objects.values_list("value_id", flat=True)}),
    "sessions": OwnSession.objects.count() + SignIn.objects.count(),
}))
"""


def test_no_token_of_anybody_lies_in_it_and_a_restore_makes_them_anew(
    own_program: Program,
    another: Program,
    identity: Path,
    tmp_path: Path,
) -> None:
    own_program.python(_REGISTER)
    before = json.loads(own_program.python(_TELL))
    assert len(before["stored"]) > 20
    assert before["stored"] == before["made"]
    assert before["sessions"] == 2
    data, keys = back_up(own_program, tmp_path / "backups", identity)

    secret = bundle.identity_in(identity)
    found = listed(own_program, data, secret)
    lies = b"".join(decrypted(data, name, secret) for name in found.names())
    assert not [id for id, token in before["stored"].items() if bytes.fromhex(token)[2:] in lies]
    assert b"5e55" * 16 not in lies
    labels = {table.label for table in found.tables}
    assert "vault.SealedValue" in labels
    assert not labels & {"vault.SearchCode", "vault.SearchIndex", "own.OwnSession", "own.SignIn"}
    index = base64.b64decode((own_program.root / "keys" / "index-1").read_text("ascii"))
    assert index not in lies

    said = restore(another, data, keys, identity, "--without-removals")
    assert "has to sign in again" in said
    after = json.loads(another.python(_TELL))
    assert after["stored"] == before["stored"]
    assert after["coded"] == before["coded"]
    assert after["sessions"] == 0
    outcomes = {one["control"]: one for one in json.loads(another.azukari("doctor", "--json", check=False).stdout)}
    assert outcomes["search"]["passed"]
    assert outcomes["keys"]["passed"]


def test_after_a_rotation_an_older_backup_is_restored_under_the_newest_key(
    own_program: Program,
    another: Program,
    identity: Path,
    tmp_path: Path,
) -> None:
    own_program.python(_REGISTER)
    data, _keys = back_up(own_program, tmp_path / "backups", identity)
    own_program.azukari("keys", "rotate", "index")
    now = json.loads(own_program.python(_TELL))
    _data, newest = back_up(own_program, tmp_path / "backups", identity)
    restore(another, data, newest, identity, "--without-removals")
    after = json.loads(another.python(_TELL))
    assert after["stored"] == after["made"] == now["stored"]
    assert after["coded"] == now["coded"]
