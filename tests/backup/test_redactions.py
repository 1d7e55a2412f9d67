"""Words that were taken out of somebody's text after a backup do not come back with it, though nobody gave a journal:
the newest bundle of keys has it.
"""

import json
from pathlib import Path

from tests.backup.bundles import back_up, restore
from tests.live import Program

_WRITE = """
from datetime import timedelta
from azukari.core.policy_versions.current import current
from azukari.demo.people import add_people
from tests.mentions.writing import SURE, write
now = timezone.now() - timedelta(hours=1)
add_people(current(), now=now)
print(write(current(), SURE, now=now).id)
"""
_TAKE_OUT = """
from azukari.policy.terms import Actor, ActorKind
from azukari.core.vault.erase import erase
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.mention_review import replace
from azukari.core.vault.models import Mention
from tests.mentions.writing import look_everywhere
now, desk = timezone.now(), Actor(ActorKind.STAFF, "1", frozenset({"feedback"}))
hanako = confirmed_person("hanako@example.org")
erase(hanako, actor=Actor(ActorKind.PERSON, str(hanako)), now=now)
look_everywhere(now)
for mention in Mention.objects.filter(value__submission_id="SUBMISSION"):
    replace(mention.id, range(9), purpose="feedback", actor=desk, now=now)
"""
_READ = """
from azukari.core.forms.models import Submission
from tests.mentions.writing import message_of
print(message_of(Submission.objects.get(id="SUBMISSION"), now=timezone.now()))
"""


def test_words_taken_out_after_the_backup_do_not_come_back(
    own_program: Program,
    another: Program,
    identity: Path,
    tmp_path: Path,
) -> None:
    submission = own_program.python(_WRITE).strip()
    read = _READ.replace("SUBMISSION", submission)
    data, _older = back_up(own_program, tmp_path / "backups", identity)
    assert "見本花子" in own_program.python(read)
    own_program.python(_TAKE_OUT.replace("SUBMISSION", submission))
    after = own_program.python(read)
    assert after.count("■■■") == 3
    _newer, keys = back_up(own_program, tmp_path / "backups", identity)

    done = json.loads(restore(another, data, keys, identity, "--json", "--without-removals"))
    assert (done["redacted"], done["withheld"], done["wrong"]) == (1, 0, [])
    assert another.python(read) == after
