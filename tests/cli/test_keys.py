"""`azukari keys rotate`: a new master key while the instance goes on serving."""

import base64
import json
import os
import random
import signal
import urllib.error
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.cli.second_factors import OPENS, STAFF
from tests.live import Program
from tests.sizes import how_many

KILLS = how_many("AZUKARI_KEY_KILLS")


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
from azukari.core.consent.receipt_keys import signed
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


_KILLED = """
import os, signal
from azukari.core.ledger import key_rotation
real = key_rotation.STEP
def killed(*args, **more):
    AFTER and real(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)
key_rotation.STEP = killed
key_rotation.hand_over(timezone.now())
"""
_RECORD = """
from datetime import timedelta
from django.db import transaction
from azukari.core.ledger import tree
from azukari.core.ledger.events import Event
from azukari.shells.worker.events import RETENTION_RUN
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.publish import publish_due
from azukari.core.ledger.record import record
with transaction.atomic():
    id = record(Event(RETENTION_RUN, {"count": 0}), now=timezone.now())
integrate_all(timezone.now())
publish_due(timezone.now() + timedelta(hours=1) * PUBLISHED)
print(id, tree.verifier())
"""
_STEPS = [
    ("write_key", False),
    ("write_key", True),
    ("put_beside_keys", False),
    ("put_beside_keys", True),
    ("record", True),
]
_SECRET_STEPS = [("write_key", False), ("write_key", True), ("record", True)]


def _some[Step](steps: list[Step]) -> list[Step]:
    """As many as the size says, in their order."""
    chosen = sorted(random.Random(7).sample(range(len(steps)), min(len(steps), KILLS)))
    return [steps[n] for n in chosen]


def _recorded(program: Program, published: int) -> tuple[str, str]:
    """Record something and show it; returns the entry and the ledger's key."""
    entry, key = program.python(_RECORD.replace("PUBLISHED", str(published))).split()
    return entry, key


def test_a_rotation_of_the_ledger_s_key_killed_anywhere_leaves_the_old_key_or_the_new_one(own_program, tmp_path):
    entry, first = _recorded(own_program, 1)
    proofs = [own_program.azukari("ledger", "prove", entry).stdout]
    keys = {first}
    for number, (step, after) in _some([*enumerate(_STEPS)]):
        code = _KILLED.replace("STEP", step).replace("AFTER", str(after))
        assert own_program.attempt(code) == -signal.SIGKILL
        entry, key = _recorded(own_program, number + 2)
        assert (key in keys) == (number < 3), step
        keys.add(key)
        proofs.append(own_program.azukari("ledger", "prove", entry).stdout)
        own_program.azukari("ledger", "verify")
    own_program.azukari("keys", "rotate", "ledger", "--at-once")
    assert len(own_program.python("print(*settings.AZUKARI.versions('ledger'))").split()) == 1
    entry, key = _recorded(own_program, 10)
    assert key not in keys
    proofs.append(own_program.azukari("ledger", "prove", entry).stdout)
    for proof in proofs:  # an outsider who knows the first key alone, and no instance
        file = tmp_path / "proof"
        file.write_text(proof, "utf-8")
        own_program.azukari("ledger", "verify", "--proof", str(file), "--key", first)
        own_program.azukari("ledger", "verify", "--proof", str(file))
    own_program.azukari("ledger", "verify")


def test_a_running_server_signs_by_the_ledger_s_new_key_at_once(own_program, submit):
    own_program.start()
    submit(own_program)
    keys = []
    for _ in range(2):
        own_program.azukari("keys", "rotate", "ledger", "--at-once")
        submit(own_program)
        keys.append(own_program.python("from azukari.core.ledger import tree; print(tree.verifier())").strip())
    assert own_program.stop() == 0
    own_program.start()
    submit(own_program)
    assert own_program.stop() == 0
    for _ in range(2):
        own_program.azukari("worker", "--once")  # what a job records after the ledger's, the next round takes in
    told = json.loads(own_program.azukari("ledger", "verify", "--json").stdout)
    assert (told["problems"], told["handovers"], told["pending"]) == ([], 2, 0)
    assert told["key"] == keys[-1] != keys[0]


_SECRET_KILLED = _KILLED.replace("azukari.core.ledger", "azukari.core.accounts").replace("hand_over(", "begin(")
_SECRET_KILLED = _SECRET_KILLED.replace("key_rotation", "secret_rotation")
_KILLED_BETWEEN_BATCHES = """
import os, signal
from azukari.core.accounts import secret_rotation
secret_rotation.BATCH = 1
secret_rotation.begin(timezone.now())
secret_rotation.seal_anew(lambda _done: os.kill(os.getpid(), signal.SIGKILL))
"""
_LINK = """
from datetime import timedelta
from uuid import UUID
from azukari.core.forms.confirm import LINK
print(LINK.page(UUID("SUBMISSION"), lang="en", expires=timezone.now() + timedelta(days=1)))
"""


def _link(program: Program, submission: str) -> str:
    return program.python(_LINK.replace("SUBMISSION", submission)).strip()


def _status(program: Program, path: str) -> int:
    try:
        return int(urllib.request.urlopen(f"{program.url}{path}", timeout=20).status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_rotation_of_the_secret_killed_anywhere_loses_nothing(own_program):
    own_program.python(STAFF)
    before = own_program.python(OPENS).rpartition("]")[0]
    deaths = [_SECRET_KILLED.replace("STEP", step).replace("AFTER", str(after)) for step, after in _SECRET_STEPS]
    for code in [*_some(deaths), _KILLED_BETWEEN_BATCHES]:
        assert own_program.attempt(code) == -signal.SIGKILL
        assert own_program.python(OPENS).rpartition("]")[0] == before, code
    assert own_program.python(OPENS).rpartition("]")[2].strip() == "1"
    newest = own_program.python("print(settings.AZUKARI.versions('secret')[-1])").strip()
    said = own_program.azukari("keys", "rotate", "secret").stdout
    assert f"under secret-{newest}" in said
    assert own_program.python(OPENS).strip() == f"{before}] 0"
    said = own_program.azukari("keys", "rotate", "secret", "--at-once").stdout
    assert "secret is removed" in said
    assert len({*(own_program.root / "keys").glob("secret*")}) == 1
    assert own_program.python(OPENS).strip() == f"{before}] 0"
    own_program.azukari("init", str(own_program.root))
    assert not (own_program.root / "keys" / "secret").exists()


def test_a_running_server_takes_links_of_both_secrets_and_after_at_once_of_the_new_one(own_program, submit):
    own_program.start()
    links = [_link(own_program, submit(own_program))]
    for _ in range(2):
        own_program.azukari("keys", "rotate", "secret")
        links.append(_link(own_program, submit(own_program)))
        assert [_status(own_program, link) for link in links] == [200] * len(links)
    assert own_program.stop() == 0
    own_program.start()
    assert [_status(own_program, link) for link in links] == [200] * 3
    own_program.azukari("keys", "rotate", "secret", "--at-once")
    assert [_status(own_program, link) == 200 for link in links] == [False] * 3
    assert _status(own_program, _link(own_program, submit(own_program))) == 200
    assert own_program.stop() == 0
    controls = {one["control"]: one for one in json.loads(own_program.azukari("doctor", "--json", check=False).stdout)}
    assert controls["keys"]["passed"]
