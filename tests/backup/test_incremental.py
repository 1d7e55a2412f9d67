"""A second backup writes what has changed, and any of them is the whole instance: on this engine and on the other."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from azukari.core.backup import bundle
from azukari.core.backup.blocks import path_of, present
from tests.backup.bundles import back_up, decrypted, listed, restore
from tests.live import Program
from tests.postgres import cluster

_CORRECT = """
from azukari.policy.terms import Actor, ActorKind
from azukari.core.vault.correct import correct
from azukari.core.vault.models import SealedValue
value = SealedValue.objects.filter(category="phone").order_by("id").first()
actor = Actor(ActorKind.PERSON, str(value.person_id))
correct(value.id, "+81300000109", person=value.person_id, actor=actor, now=timezone.now())
"""
_ROWS = """
import json
from azukari.core.backup.snapshot import columns, tables
def plain(value):
    if isinstance(value, dict | list):  # PostgreSQL orders keys in its own way
        return json.dumps(value, sort_keys=True)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
left = {'campaigns.Signature': {'mailbox', 'domain'}}
def kept(model):
    return [name for name in columns(model) if name not in left.get(model._meta.label, ())]
print(json.dumps({model._meta.label: sorted([plain(value) for value in row]
                  for row in model._base_manager.values_list(*kept(model))) for model in tables()}))
"""
_HISTORY = frozenset({"ledger.Pending", "ledger.Entry", "ledger.Tile", "ledger.Checkpoint"})
"""Goes on in the restored instance, and was verified while restoring."""
_BEGUN_ANEW = frozenset({"vault.SearchIndex", "campaigns.DomainHour"})
"""At the time of the restore, or with the next signatures; the codes under the index are the same."""


def _rows(program: Program) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = json.loads(program.python(_ROWS))
    assert len(found["vault.SealedValue"]) > 50
    return {label: rows for label, rows in found.items() if label not in _HISTORY | _BEGUN_ANEW}


@pytest.fixture
def on_the_other_engine(tmp_path: Path, peopled: Program) -> Iterator[tuple[Program, str]]:
    """A place for the restored instance, and the URL of its database."""
    here = "AZUKARI_DATABASE" in peopled.environment
    with nullcontext({"AZUKARI_DATABASE": ""}) if here else cluster() as made:
        without = {name: value for name, value in peopled.environment.items() if name != "AZUKARI_DATABASE"}
        yield Program(tmp_path / "other", peopled.url, without), made["AZUKARI_DATABASE"]


def test_only_what_changed_is_written_and_all_of_it_comes_back(
    peopled: Program,
    another: Program,
    on_the_other_engine: tuple[Program, str],
    identity: Path,
    tmp_path: Path,
) -> None:
    folder, secret = tmp_path / "backups", bundle.identity_in(identity)

    def tables() -> dict[str, bytes]:
        return {table.label: table.blocks for table in listed(peopled, data, secret).tables}

    data, _keys = back_up(peopled, folder, identity)
    first, blocks = tables(), {path: path.stat().st_ino for _name, path in present(folder)}
    data, _keys = back_up(peopled, folder, identity)
    second = tables()
    changed = {label for label in first if first[label] != second[label]}
    assert changed == {"ledger.Pending"}, "the record of the first backup, and nothing else"
    assert {path: path.stat().st_ino for path in blocks} == blocks
    assert len(list(present(folder))) == len(blocks) + 1

    peopled.python(_CORRECT)
    data, keys = back_up(peopled, folder, identity)
    changed = {label for label, listing in tables().items() if listing != second[label]}
    assert {"vault.SealedValue"} < changed <= {"vault.SealedValue", "people.Trail", "people.Removal", *_HISTORY}

    before = _rows(peopled)
    done = json.loads(restore(another, data, keys, identity, "--json", "--without-removals"))
    assert (done["wrong"], done["outdated"]) == ([], [])
    assert _rows(another) == before
    other, database = on_the_other_engine
    restore(other, data, keys, identity, "--without-removals", "--database", database)
    assert _rows(other) == before


_KILLED = """
import os, signal
from azukari.core.backup import keep, manifest
from azukari.core.backup.blocks import Writer
from azukari.cli.__main__ import main
def die(*args, **named):
    os.kill(os.getpid(), signal.SIGKILL)
put, count = Writer.put, []
def third(writer, content):
    count.append(1)
    return die() if len(count) == 3 else put(writer, content)
{how}
main(["backup", {folder!r}, "--to", {to!r}])
"""
_HOW = ("Writer.put = third", "manifest.write = die")


def test_a_backup_that_is_killed_harms_none(
    peopled: Program,
    identity: Path,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "backups"
    data, keys = back_up(peopled, folder, identity)
    whole = {path for _name, path in present(folder)}
    to = bundle.make_key(tmp_path / "other.key")  # for whom everything has to be written
    for how in _HOW:
        assert peopled.attempt(_KILLED.format(how=how, folder=str(folder), to=to)) == -9
        assert [*folder.glob("data-*")] == [data]
    assert whole < {path for _name, path in present(folder)}
    assert "The drill went well." in restore(peopled, data, keys, identity, "--drill")
    second, _keys = back_up(peopled, folder, identity)
    secret = bundle.identity_in(identity)
    needed = {name for path in (data, second) for name in listed(peopled, path, secret).names()}
    assert {path for _name, path in present(folder)} == {path_of(folder, name) for name in needed}, "and the rest went"


def test_a_missing_or_changed_block_and_older_keys_are_refused_in_words(
    own_program: Program,
    another: Program,
    identity: Path,
    tmp_path: Path,
) -> None:
    folder, secret = tmp_path / "backups", bundle.identity_in(identity)
    _data, older = back_up(own_program, folder, identity)
    data, keys = back_up(own_program, folder, identity)
    assert "older than the bundle of data" in restore(another, data, older, identity, check=False)
    names = listed(own_program, data, secret).names()
    name = next(name for name in sorted(names) if len(decrypted(data, name, secret)) > 1)
    block = path_of(folder, name)
    raw = block.read_bytes()
    block.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    said = restore(another, data, keys, identity, "--without-removals", check=False)
    assert f"The block {block} does not open with this key, or was changed." in said
    restore(own_program, data, keys, identity, "--drill", check=False)
    drill = json.loads((own_program.root / "data" / "drill.json").read_text("utf-8"))
    assert str(block) in drill["wrong"][0], "a backup that cannot be opened is a drill that failed"
    block.unlink()
    said = restore(another, data, keys, identity, "--without-removals", check=False)
    assert f"1 of the {len(names)} blocks of this backup are missing" in said
    assert str(block) in said
    assert said.count("\n") == 1
    assert not another.root.exists()
