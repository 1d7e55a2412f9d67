"""`azukari keys rotate`: a new master key while the instance goes on serving."""

import base64
import json
import os
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.live import Program


def _masters(program: Program) -> set[str]:
    return {path.name for path in (program.root / "keys").glob("master-*")}


def test_everything_still_opens_and_the_old_key_is_gone(own_program, people):
    people(own_program)
    said = own_program.azukari("keys", "rotate").stdout
    assert "keys are wrapped by master-2" in said
    assert _masters(own_program) == {"master-2"}
    controls = {one["control"]: one for one in json.loads(own_program.azukari("doctor", "--json", check=False).stdout)}
    assert controls["keys"]["passed"]
    assert controls["vault-orphans"]["findings"] == []
    assert controls["ledger"]["passed"]


def test_a_running_server_seals_under_the_new_key_at_once(own_program, people, submit):
    people(own_program)
    own_program.start()
    submit(own_program)
    own_program.azukari("keys", "rotate")
    submit(own_program)
    said = own_program.azukari("keys", "rotate", "--keep-old").stdout
    assert "master-3" in said
    assert _masters(own_program) == {"master-2", "master-3"}
    assert own_program.stop() == 0
    controls = {one["control"]: one for one in json.loads(own_program.azukari("doctor", "--json", check=False).stdout)}
    assert controls["vault-orphans"]["findings"] == []
    assert controls["keys"]["passed"]


def test_one_that_was_stopped_half_way_is_taken_up_again(own_program, people):
    people(own_program)
    own_program.python("from azukari.lib.instance import write_key; write_key(settings.AZUKARI.keys / 'master-2')")
    own_program.azukari("keys", "rotate")
    assert _masters(own_program) == {"master-2"}


def test_init_does_not_bring_a_rotated_key_back(own_program):
    own_program.azukari("keys", "rotate")
    own_program.azukari("init", str(own_program.root))
    assert "master-1" not in _masters(own_program)


_SIGN = """
import json
import os
from azukari.consent.receipt_keys import signed
print(json.dumps(signed({"a": 1})))
"""


def _public(program: Program) -> dict[str, str]:
    return json.loads(program.azukari("keys", "list", "--json").stdout)["public"]


def test_receipts_signed_before_a_rotation_can_still_be_told_for_ours(own_program):
    before = json.loads(own_program.python(_SIGN))["signature"]["publicKey"]
    assert _public(own_program) == {"receipts-1": before}
    own_program.azukari("keys", "rotate", "receipts")
    after = json.loads(own_program.python(_SIGN))["signature"]["publicKey"]
    assert after != before
    assert _public(own_program) == {"receipts-1": before, "receipts-2": after}
    assert not (own_program.root / "keys" / "receipts-1").exists()
    own_program.azukari("init", str(own_program.root))
    assert not (own_program.root / "keys" / "receipts-1").exists()


def test_an_outsider_verifies_receipts_of_every_key_by_what_is_published(own_program):
    receipts = [json.loads(own_program.python(_SIGN))["signature"]]
    for _ in range(2):
        own_program.azukari("keys", "rotate", "receipts")
        receipts.append(json.loads(own_program.python(_SIGN))["signature"])
    own_program.start()
    for signature in receipts:
        assert signature["keys"] == f"{own_program.url}/.well-known/receipt-keys.json"
        published = {
            key["kid"]: key for key in json.load(urllib.request.urlopen(signature["keys"], timeout=20))["keys"]
        }
        key = published[signature["keyId"]]
        public = base64.urlsafe_b64decode(key["x"] + "=")
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature["value"]), b'{"a":1}')
        assert base64.b64decode(key["publicKey"]) == public
    assert [*published] == ["receipts-1", "receipts-2", "receipts-3"]
    assert published["receipts-1"]["until"] == published["receipts-2"]["since"]
    assert "until" not in published["receipts-3"]
    assert not any("d" in key for key in published.values())  # the member of a private key


def test_a_rotation_of_the_key_of_receipts_that_was_stopped_is_taken_up_again(own_program):
    own_program.python("from azukari.lib.instance import write_key; write_key(settings.AZUKARI.keys / 'receipts-2')")
    own_program.azukari("keys", "rotate", "receipts", "--keep-old")
    assert set(_public(own_program)) == {"receipts-1", "receipts-2"}
    own_program.azukari("keys", "rotate", "receipts")
    assert set(_public(own_program)) == {"receipts-1", "receipts-2", "receipts-3"}
    assert {path.name for path in (own_program.root / "keys").glob("receipts-*")} == {"receipts-3"}


def test_the_age_of_each_key_is_told(own_program):
    index = own_program.root / "keys" / "index-1"
    os.utime(index, (0, 0))
    listed = {one["key"]: one for one in json.loads(own_program.azukari("keys", "list", "--json").stdout)["keys"]}
    assert listed["index-1"]["days"] > 20_000
    assert listed["master-1"]["days"] == 0
    assert all(one["for"] for one in listed.values())
    said = own_program.azukari("doctor", check=False).stdout
    assert "Run: azukari keys rotate index" in said
    assert "Run: azukari keys rotate master" not in said
