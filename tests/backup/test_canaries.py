"""Words that stand nowhere else, a thousand at most, about people who go: a backup from before they went
is restored, and none of the words can be read by anybody, in any way.
"""

import json
import os
from pathlib import Path

from tests.backup.bundles import back_up, restore
from tests.live import Program
from tests.proofs.scanner import sightings
from tests.sizes import how_many

PEOPLE = how_many("AZUKARI_CANARIES")
WORDS = PEOPLE * 8
_PLANT = f"""
import json
import os
from azukari.core.vault.models import SealedValue
from tests.vault_search.crowd import gather
FIELDS = ("name", "name_kana", "email", "phone", "languages", "days", "occupation", "message")
people = gather({PEOPLE}, lambda n: {{field: f"Canary-{{field}}-{{n:04}}" for field in FIELDS}}, form="volunteers")
assert SealedValue.objects.count() == {PEOPLE} * len(FIELDS) == {WORDS}
print(json.dumps([str(person) for person in people]))
"""
_ERASE = """
from azukari.policy.terms import Actor, ActorKind
from azukari.core.vault.erase import erase
for person in PEOPLE:
    erase(person, actor=Actor(ActorKind.PERSON, str(person)), now=timezone.now())
"""
_LOOK = """
import json
import os
from azukari.core.vault.cipher import CannotOpen, open_value
from azukari.core.vault.keys import raw_key
from azukari.core.vault.models import KeyUse, PersonKey, SealedValue
from azukari.core.vault.scan import remains
keys = [raw_key(key) for key in PersonKey.objects.filter(use=KeyUse.DATA)]
words = []
for value in SealedValue.objects.all():
    for key in keys:
        try:
            words.append(open_value(value.sealed, key=key, place=value.place))
        except CannotOpen:
            pass
left = [f"{found.table}.{found.column}" for person in PEOPLE for found in remains(person)]
print(json.dumps({"words": words, "left": left, "keys": PersonKey.objects.filter(person__in=PEOPLE).count()}))
"""


def test_canaries_stay_silent(
    own_program: Program,
    another: Program,
    identity: Path,
    tmp_path: Path,
) -> None:
    people = json.loads(own_program.python(_PLANT))
    those = f"from uuid import UUID\nPEOPLE = [UUID(text) for text in {people!r}]\n"
    seen = json.loads(own_program.python(those + _LOOK))
    assert len({word for word in seen["words"] if word.startswith("Canary-")}) == WORDS
    own_program.azukari("worker", "--once")
    data, keys = back_up(own_program, tmp_path / "backups", identity)
    own_program.python(those + _ERASE)
    own_program.azukari("worker", "--once")

    removals = own_program.root / "removals"
    done = json.loads(restore(another, data, keys, identity, "--removals", str(removals), "--json"))
    assert (done["erased"], done["wrong"]) == (PEOPLE, [])
    kept = json.loads(another.python(those + _LOOK))
    assert kept == {"words": [], "left": [], "keys": 0}
    looked_at = [
        own_program.root,
        another.root,
        tmp_path,
        *(Path(p) for p in [os.environ.get("AZUKARI_TEST_PGDATA")] if p),
    ]
    assert sightings(["Canary-name-", "Canary-email-", "Canary-message-"], looked_at) == []
