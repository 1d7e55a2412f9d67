"""A restored backup is the instance again, except for whatever people had removed meanwhile: that stays removed."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from azukari.core.backup import bundle
from tests.backup.bundles import PEOPLE, back_up, decrypted, listed, restore
from tests.live import Program

_FIND = """
import json
import zlib
from azukari.core.consent.models import Grant
from azukari.core.people.models import Person
from azukari.policy.terms import Actor, ActorKind
from azukari.core.vault.erase import erase
from azukari.core.vault.models import PersonKey, SealedValue
from azukari.core.vault.withdraw import withdraw
people = list(Person.objects.filter(confirmed_at__isnull=False).order_by("id").values_list("id", flat=True))
worker = Actor(ActorKind.SYSTEM, "worker")
"""
_EVERY_KEY = """
from datetime import timedelta
from uuid import uuid4
from azukari.core.vault import files, notes
from azukari.core.vault.key_backup import WRAPPED
from tests.mentions.writing import SURE, look_everywhere, write
from azukari.core.policy_versions.current import current
from azukari.core.vault.find import confirmed_person
now = timezone.now()
notes.write(uuid4(), notes.NoteKind.SAID, "A caller's words.", now=now)
files.put(files.keep(now=now, until=now + timedelta(days=1)), "list", [b"A list."])
write(current(), SURE, now=now)
erase(confirmed_person("hanako@example.org"), actor=worker, now=now)
look_everywhere(now)
erase(confirmed_person("amelia@example.org"), actor=worker, now=now)  # whom nobody has looked for yet
assert all(model.objects.exists() for model in WRAPPED), "there is a row of each kind that has a key of its own"
"""
_REMOVE = """
gone = next(p for p in people if not Grant.objects.filter(person=p, ground="law").exists())
consent = Grant.objects.filter(ground="consent", settled_at=None).exclude(person=gone).order_by("id").first()
values = SealedValue.objects.filter(person=gone)
of_both = Grant.objects.filter(person=consent.person_id, purpose=consent.purpose, ground="consent", settled_at=None)
told = {"consents": of_both.count(), "gone": str(gone),
        "stopped": [str(consent.person_id), consent.purpose], "kept": len(people) - 1,
        "bytes": [bytes(v.sealed).hex() for v in values]
                 + [bytes(k.wrapped).hex() for k in PersonKey.objects.filter(person=gone)]}
erase(gone, actor=worker, now=timezone.now())
withdraw(consent.person_id, purpose=consent.purpose, actor=worker, now=timezone.now())
print(json.dumps(told))
"""
_LOOK = """
from azukari.core.vault.keys import data_keys
from azukari.core.vault.cipher import open_value
keys = data_keys(people)
for value in SealedValue.objects.filter(person__in=people):
    open_value(value.sealed, key=keys[value.person_id], place=value.place)
living = Grant.objects.filter(ground="consent", ends_at=None).values_list("person_id", "purpose")
print(json.dumps({"people": [str(p) for p in people], "consents": [[str(p), purpose] for p, purpose in living]}))
"""


def _ages(program: Program) -> dict[str, float]:
    return {path.name: path.stat().st_mtime for path in (program.root / "keys").iterdir() if path.is_file()}


def test_what_was_removed_after_the_backup_does_not_come_back(
    peopled: Program, another: Program, identity: Path, tmp_path: Path
) -> None:
    data, keys = back_up(peopled, tmp_path / "backups", identity)
    told = json.loads(peopled.python(_FIND + _REMOVE))
    peopled.azukari("worker", "--once")
    removals = peopled.root / "removals"
    assert told["gone"] in "".join(path.read_text("ascii") for path in removals.iterdir())

    done = json.loads(restore(another, data, keys, identity, "--removals", str(removals), "--json"))
    assert (done["erased"], done["withdrawn"], done["wrong"]) == (1, told["consents"], [])
    assert _ages(peopled).items() <= _ages(another).items(), "A key is as old as it was."
    found = json.loads(another.python(_FIND + _LOOK))
    assert told["gone"] not in found["people"]
    assert told["stopped"] not in found["consents"]
    assert len(found["people"]) == told["kept"]
    another.azukari("ledger", "verify")
    another.azukari("worker", "--once")
    assert done["gaps"] == []
    outcomes = _doctor(another)
    assert not _of_removals(outcomes)
    assert _red(outcomes) <= _red(_doctor(peopled)), "nothing is wrong here that was not wrong there"


def test_whose_key_is_gone_is_gone_even_without_a_journal(
    peopled: Program, another: Program, identity: Path, tmp_path: Path
) -> None:
    """Old data, newest keys: what these do not open is erased before anything is served, and they have the journal."""
    data, _keys = back_up(peopled, tmp_path / "backups", identity)
    told = json.loads(peopled.python(_FIND + _REMOVE))
    _data, newest = back_up(peopled, tmp_path / "later", identity)
    done = json.loads(restore(another, data, newest, identity, "--json", "--without-removals"))
    assert (done["erased"], done["withdrawn"], done["wrong"]) == (1, told["consents"], [])
    found = json.loads(another.python(_FIND + _LOOK))
    assert told["gone"] not in found["people"]
    assert told["stopped"] not in found["consents"]
    assert len(found["people"]) == told["kept"]


def _copied(program: Program, to: Path) -> Path:
    return Path(shutil.copytree(program.root / "removals", to))


def test_without_the_newest_journal_it_refuses_unless_told_in_so_many_words(
    peopled: Program, another: Program, identity: Path, tmp_path: Path
) -> None:
    older = _copied(peopled, tmp_path / "older")
    data, keys = back_up(peopled, tmp_path / "backups", identity)
    told = json.loads(peopled.python(_FIND + _REMOVE))
    (tmp_path / "empty").mkdir()
    for words in ((), ("--removals", str(older)), ("--removals", str(tmp_path / "empty"))):
        said = restore(another, data, keys, identity, *words, check=False)
        assert "is not known" in said
        assert "would be back" in said
        assert "--without-removals" in said
        assert not another.root.exists()

    done = json.loads(restore(another, data, keys, identity, "--without-removals", "--json"))
    assert (done["erased"], len(done["gaps"])) == (0, 1)
    assert told["gone"] in json.loads(another.python(_FIND + _LOOK))["people"], "so there is a reason to refuse"
    assert "azukari removals accept" in _of_removals(_doctor(another))
    assert "are here again" in another.azukari("removals", "show").stdout
    another.azukari("removals", "accept")
    assert not _of_removals(_doctor(another))
    assert another.azukari("removals", "accept", check=False).returncode == 1
    kinds = "from azukari.core.ledger.models import Pending\nprint(*Pending.objects.values_list('kind', flat=True))"
    assert "operator:gap:accepted" in another.python(kinds)


def _doctor(program: Program) -> list[dict[str, Any]]:
    """What all controls say."""
    outcomes: list[dict[str, Any]] = json.loads(program.azukari("doctor", "--json", check=False).stdout)
    assert len(outcomes) > 20
    return outcomes


def _red(outcomes: list[dict[str, Any]]) -> set[str]:
    """The controls that find anything, of all."""
    return {outcome["control"] for outcome in outcomes if outcome["findings"]}


def _of_removals(outcomes: list[dict[str, Any]]) -> str:
    """What the control of removals finds."""
    [found] = [outcome for outcome in outcomes if outcome["control"] == "removals"]
    return " ".join(found["findings"])


def test_a_copy_that_was_taken_while_the_journal_grew_is_not_taken_for_the_newest(
    peopled: Program, another: Program, identity: Path, tmp_path: Path
) -> None:
    data, keys = back_up(peopled, tmp_path / "backups", identity)
    torn = _copied(peopled, tmp_path / "torn")
    peopled.python(_FIND + _REMOVE)
    peopled.azukari("worker", "--once")
    shutil.copy(peopled.root / "removals" / "complete.json", torn)
    assert "lacks lines" in restore(another, data, keys, identity, "--removals", str(torn), check=False)
    assert not another.root.exists()


def test_who_registered_after_the_backup_is_not_there_and_stops_nothing(
    own_program: Program, another: Program, identity: Path, tmp_path: Path
) -> None:
    """The newest keys know somebody whom the older data does not."""
    data, _keys = back_up(own_program, tmp_path / "backups", identity)
    own_program.python(PEOPLE)
    _data, newest = back_up(own_program, tmp_path / "later", identity)
    done = json.loads(restore(another, data, newest, identity, "--without-removals", "--json"))
    assert done["wrong"] == []
    assert json.loads(another.python(_FIND + _LOOK))["people"] == []


def test_the_blocks_of_data_open_nothing(peopled: Program, identity: Path, tmp_path: Path) -> None:
    peopled.python(_FIND + _EVERY_KEY)
    data, keys = back_up(peopled, tmp_path / "backups", identity)
    secret = bundle.identity_in(identity)
    told = json.loads(peopled.python(_FIND + _REMOVE))
    found = listed(peopled, data, secret)
    labels = {table.label for table in found.tables if table.rows}
    assert {"vault.SealedValue", "ledger.Entry", "consent.Grant"} <= labels
    assert "vault.PersonKey" not in labels
    text = b"".join(decrypted(data, name, secret) for name in found.names())
    frames = list(bundle.read(keys, identity=secret, scratch=tmp_path))
    tables = [frame for frame in frames if frame.get("table") == "vault.PersonKey"]
    wrapped = [row[frame["columns"].index("wrapped")] for frame in tables for row in frame["rows"]]
    of_rows = {frame["wrapped"]: frame["key"][0] for frame in frames if "wrapped" in frame}
    assert {"vault.SealedNote", "vault.SealedFile", "vault.MentionSearch", "vault.Mention"} == set(of_rows)
    wrapped += of_rows.values()
    assert all(wrapped)
    assert told["bytes"]
    assert bytes.fromhex(told["bytes"][0]) in text  # the look finds what is there
    assert not [key for key in wrapped if key in text]
    assert not list(tmp_path.glob(".*.open"))  # nothing opened stays behind


def test_another_key_or_one_changed_byte_opens_nothing_and_leaves_nothing(
    own_program: Program, another: Program, identity: Path, tmp_path: Path
) -> None:
    data, keys = back_up(own_program, tmp_path / "backups", identity)
    bundle.make_key(tmp_path / "other.key")
    assert "does not open" in restore(another, data, keys, tmp_path / "other.key", check=False)
    raw = bytearray(data.read_bytes())
    raw[len(raw) // 2] ^= 1
    data.write_bytes(bytes(raw))
    assert "does not open" in restore(another, data, keys, identity, check=False)
    assert not another.root.exists()
    assert not list(tmp_path.glob("*.restoring/keys"))


def test_a_restore_does_not_overwrite_an_instance(own_program: Program, identity: Path, tmp_path: Path) -> None:
    data, keys = back_up(own_program, tmp_path / "backups", identity)
    assert "already" in restore(own_program, data, keys, identity, check=False)
    own_program.azukari("ledger", "verify")


def test_a_drill_tries_everything_and_leaves_only_its_result(peopled: Program, identity: Path, tmp_path: Path) -> None:
    data, keys = back_up(peopled, tmp_path / "backups", identity)
    assert "The drill went well." in restore(peopled, data, keys, identity, "--drill")
    assert json.loads((peopled.root / "data" / "drill.json").read_text("utf-8"))["wrong"] == []


def test_old_bundles_of_keys_go_and_those_of_data_stay(own_program: Program, identity: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    yesterday, long_ago = (f"{datetime.now(UTC) - timedelta(days=days):%Y%m%dT%H%M%SZ}" for days in (1, 80))
    stay = {f"keys-{yesterday}.age", f"data-{long_ago}.age", "notes.txt"}
    for old in ("keys-20200101T000000Z.age", *stay):
        (folder / old).write_text("x", "utf-8")
    back_up(own_program, folder, identity)
    left = {path.name for path in folder.iterdir()}
    assert "keys-20200101T000000Z.age" not in left
    assert stay <= left
    assert len(left) == 6  # a new bundle of each kind, and the blocks


def test_words_that_make_no_sense_are_refused(own_program: Program, tmp_path: Path) -> None:
    for words, code in (([], 2), (["--to", "age1nonsense"], 1)):
        done = own_program.azukari("backup", str(tmp_path / "b"), *words, check=False)
        assert done.returncode == code
        assert done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("b/*"))
