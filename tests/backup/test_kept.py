"""Making a backup, from within: what it says it did, what it leaves behind, and which old bundles go, to the second."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from pyrage import x25519

from azukari.core.backup import bundle, journal_head, left_out, manifest, removals
from azukari.core.backup import keep as at_work
from azukari.core.backup.blocks import path_of
from azukari.core.backup.drill import BackupStatus, standing
from azukari.core.backup.events import BACKUP_MADE
from azukari.core.backup.keep import Made
from azukari.core.backup.result import BACKUP, DRILL, last, remember_drill
from azukari.core.backup.snapshot import columns, rows
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.vault import notes
from azukari.core.vault.key_backup import NEWEST, WHOLE, WRAPPED
from azukari.core.vault.models import SealedNote, SealedValue
from azukari.core.vault.notes import NoteKind
from azukari.lib.identifier import new_id
from azukari.lib.instance import key_files, remove_beside_keys
from azukari.shells.self_service.models import SignIn
from tests.cast import NOW
from tests.key_folder import key_folder

__all__ = ["key_folder"]

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
KEYS_FOR, DATA_FOR = 30 * DAY, 400 * DAY

type Keep = Callable[..., Made]


@pytest.fixture
def files(db) -> Iterator[Path]:
    """The instance's own files, which go again."""
    yield settings.AZUKARI.root
    for path in (*(settings.AZUKARI.root / "removals").glob("*"), settings.AZUKARI.keys / manifest.KEY):
        path.unlink(missing_ok=True)
    for name in (BACKUP, DRILL):
        (settings.AZUKARI.root / "data" / name).unlink(missing_ok=True)


@pytest.fixture
def keep(files: Path, hanako, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keep:
    """Backs up what this test sees of the database."""
    to = str(x25519.Identity.generate().to_public())

    @contextmanager
    def snapshot() -> Iterator[str]:
        yield "default"

    def kept(now=NOW, tell: Callable[[int], None] = lambda _done: None) -> Made:
        return at_work.keep(tmp_path / "kept", to=to, keys_for=KEYS_FOR, data_for=DATA_FOR, now=now, tell=tell)

    monkeypatch.setattr(at_work, "snapshot", snapshot)
    return kept


def listed(made: Made) -> manifest.Manifest:
    own = manifest.own_key(settings.AZUKARI.keys)
    return manifest.read(made.data, own=own, identity=own.identity, scratch=made.data.parent)


def test_it_says_what_it_did(keep: Keep):
    told: list[int] = []
    made = keep(tell=told.append)
    says = listed(made)
    names = says.names()
    sizes = [path_of(made.data.parent, name).stat().st_size for name in names]
    bundles = made.data.stat().st_size + made.keys.stat().st_size
    assert (made.rows, made.blocks, made.written) == (says.rows, len(names), len(names))
    assert made.size == sum(sizes) + bundles
    assert (made.damaged, made.removed, made.pruned, made.foreign) == (0, 0, 0, 0)
    assert told == sorted(told)
    assert told[-1] == made.rows > Person.objects.count()
    assert says.made == NOW
    assert ("people", "0001_initial") in says.migrations
    assert made.data.parent.stat().st_mode & 0o777 == 0o700


def test_it_is_written_down_for_the_auditor_and_for_whoever_looks_after_the_instance(keep: Keep):
    made = keep()
    entry = json.loads(Pending.objects.get(kind=BACKUP_MADE.name).payload)
    assert entry == {"actor": "operator", "count": made.rows, "complete": True}
    expected = {"at": NOW.isoformat(), "rows": made.rows, "damaged": 0, "data": str(made.data.resolve())}
    expected["keys_days"] = 30
    assert last(settings.AZUKARI.root, BACKUP) == expected


def test_what_did_not_change_is_not_written_again(keep: Keep):
    first, again = keep(), keep(NOW + DAY)
    assert again.blocks - first.blocks in (0, 1), "the row of which the ledger is one longer may begin a block"
    assert again.written == 1, "the ledger knows of the first backup"
    assert again.size < first.size


def test_blocks_are_on_disk_before_a_bundle_says_that_they_are_there(
    keep: Keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    seen: list[list[str]] = []
    monkeypatch.setattr(
        os, "sync", lambda: seen.append(sorted(each.name[:4] for each in (tmp_path / "kept").iterdir()))
    )
    keep()
    assert seen == [["bloc", "keys"]]


def test_a_block_that_was_damaged_on_disk_is_told_of(keep: Keep):
    made = keep()
    for name in listed(made).names():
        path_of(made.data.parent, name).write_bytes(b"damaged")
    again = keep(NOW + DAY)
    assert again.damaged == made.blocks - 1, "one has changed, and is written anew anyhow"
    remembered = last(settings.AZUKARI.root, BACKUP)
    assert remembered is not None
    assert remembered["damaged"] == again.damaged


@pytest.mark.parametrize(("kind", "age"), [("keys", KEYS_FOR), ("data", DATA_FOR)])
def test_a_bundle_goes_when_its_time_is_over_and_no_second_before(keep: Keep, kind: str, age: timedelta):
    first = keep()
    old: Path = getattr(first, kind)
    other = first.data if kind == "keys" else first.keys
    on_time = keep(NOW + age)
    assert old.exists()
    after = keep(NOW + age + SECOND)
    assert not old.exists()
    assert after.removed == 1
    assert other.exists() is (kind == "keys")
    assert getattr(on_time, kind).exists()
    assert after.pruned == 0 if kind == "keys" else after.pruned > 0


def test_the_bundle_of_keys_has_the_journal_the_settings_and_every_key(
    keep: Keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    frames: list[dict[str, Any]] = []
    monkeypatch.setattr(bundle, "write", spied(frames, bundle.write))
    folder = tmp_path / "root"
    (folder / "data").mkdir(parents=True)
    shutil.copytree(settings.AZUKARI.keys, folder / "keys")
    said = {name: f"{name} says this".encode() for name in ("azukari.toml", "policy.yaml")}
    for name, content in said.items():
        (folder / name).write_bytes(content)
    monkeypatch.setattr(settings, "AZUKARI", replace(settings.AZUKARI, root=folder))
    for _ in range(2):
        notes.write(new_id(), NoteKind.SAID, "words", now=NOW)
    write_removals([Removed(RemovalKind.EMPTIED, new_id(), None, NOW)])
    keep()
    assert {frame["settings"]: frame["content"] for frame in frames if "settings" in frame} == said
    assert frames[0] == {"azukari": bundle.FORMAT, "bundle": "keys", "made": NOW}
    files = {frame["file"]: frame for frame in frames if "file" in frame}
    assert set(files) == {path.name for path in key_files(settings.AZUKARI.keys)}
    for path in key_files(settings.AZUKARI.keys):
        assert (files[path.name]["content"], files[path.name]["made"]) == (path.read_bytes(), path.stat().st_mtime)
    journal = [journal_head.NAME, *(path.name for path in removals.files(removals.folder())), "not-copied-yet.jsonl"]
    copied = {frame["removals"]: frame["content"] for frame in frames if "removals" in frame}
    assert [*copied] == journal
    assert copied[f"{NOW:%Y-%m}.jsonl"].count(b"\n") == 1
    assert copied[journal_head.NAME] == (removals.folder() / journal_head.NAME).read_bytes()
    wrapped = {(frame["wrapped"], frame["row"], *frame["key"]) for frame in frames if "wrapped" in frame}
    assert wrapped == {
        (m._meta.label, key, bytes(own), *under)
        for m in WRAPPED
        for key, own, *under in m._base_manager.values_list("pk", "wrapped", "master", "epoch_id")
    }
    assert len(wrapped) == 2
    held = {frame["table"]: len(frame["rows"]) for frame in frames if "table" in frame}
    for frame in frames:
        if "table" in frame:
            assert frame["columns"] == columns(apps.get_model(frame["table"]))
    counted = {model._meta.label: model._base_manager.count() for model in (*WHOLE, *NEWEST)}
    assert held == {label: count for label, count in counted.items() if count}
    assert held["vault.PersonKey"]


def test_whole_tables_stay_out_though_rows_are_in_them(keep: Keep, hanako):
    SignIn.objects.create(person_id=hanako.id, created_at=NOW, expires_at=NOW + DAY)
    kept = {table.label for table in listed(keep()).tables}
    assert "people.Person" in kept
    assert not kept & left_out.declared().tables.keys()
    assert not kept & {model._meta.label for model in (*WHOLE, *NEWEST)}


def test_of_what_finds_somebody_it_is_kept_that_it_was_there_and_not_what_it_was(keep: Keep):
    """A restore computes it anew, of those who could be found, and of nobody else."""
    note = notes.write(new_id(), NoteKind.SAID, "words", now=NOW)
    found = {row.id: row.token for row in SealedValue.objects.all()}
    assert None in found.values()
    at = columns(SealedValue).index("token")
    kept = {row[0]: row[at] for row in at_work._without_keys(SealedValue, "default")}
    assert kept == {id: None if token is None else b"" for id, token in found.items()}
    assert any(token == b"" for token in kept.values())
    ((id, wrapped),) = [
        (row[0], row[columns(SealedNote).index("wrapped")]) for row in at_work._without_keys(SealedNote, "default")
    ]
    assert (id, wrapped) == (note, b"")
    people = [*at_work._without_keys(Person, "default")]
    assert people == [*rows(Person, "default")], "the rest is as it is"


def spied(frames: list, write):
    """The same, and what is written besides."""

    def written(path, content, **more):
        content = list(content)
        frames.extend(content if path.name.startswith("keys") else [])
        return write(path, content, **more)

    return written


def test_nothing_is_known_before_the_first_backup_and_the_first_drill(files: Path):
    unknown = BackupStatus(made=None, rows=0, drilled=None, of=None, wrong=0, made_late=True, drilled_late=True)
    assert standing(NOW) == unknown


def test_how_backup_and_drill_stand(keep: Keep, files: Path):
    made = keep()
    remember_drill(files, at=NOW + DAY, made=NOW, wrong=["one", "two"])
    known = BackupStatus(
        made=NOW, rows=made.rows, drilled=NOW + DAY, of=NOW, wrong=2, made_late=False, drilled_late=False
    )
    assert standing(NOW + DAY) == known
    remember_drill(files, at=NOW + DAY, made=None, wrong=[f"sentence {number}" for number in range(30)])
    assert (standing(NOW + DAY).of, standing(NOW + DAY).wrong) == (None, 20)


@pytest.mark.parametrize(("what", "days"), [("made_late", 8), ("drilled_late", 100)])
def test_late_is_after_the_last_moment(keep: Keep, files: Path, what: str, days: int):
    keep()
    remember_drill(files, at=NOW, made=NOW, wrong=[])
    assert not getattr(standing(NOW + days * DAY), what)
    assert getattr(standing(NOW + days * DAY + SECOND), what)


class _Large(manifest.Manifest, frozen=True):
    """A backup of more rows than a number of the ledger has room for."""

    @property
    def rows(self) -> int:
        return 10_000_003


def test_of_ten_million_rows_the_ledger_takes_the_last_seven_digits(keep: Keep, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(at_work, "Manifest", _Large)
    made = keep()
    entry = json.loads(Pending.objects.get(kind=BACKUP_MADE.name).payload)
    assert (made.rows, entry["count"]) == (10_000_003, 3)


@pytest.mark.usefixtures("key_folder")
@pytest.mark.parametrize("lost", ["master-1", "index-1", "ledger", manifest.KEY])
def test_without_a_key_none_is_made_and_no_older_one_goes(keep: Keep, tmp_path: Path, lost: str) -> None:
    """However long that goes on: those from before are the last that open anything."""
    made = keep()
    before = sorted((tmp_path / "kept").rglob("*"))
    remove_beside_keys(settings.AZUKARI.keys / lost)
    with pytest.raises(
        bundle.BundleError, match=r"^No backup was made, and none was removed\..*--keys-only"
    ) as refused:
        keep(NOW + 500 * DAY)
    assert lost in str(refused.value)
    assert sorted((tmp_path / "kept").rglob("*")) == before
    assert made.keys.exists()


@pytest.mark.usefixtures("key_folder")
def test_with_another_master_key_none_is_made_and_no_older_one_goes(keep: Keep, tmp_path: Path) -> None:
    """One that was made anew in the place of the one that was lost opens nothing."""
    keep()
    before = sorted((tmp_path / "kept").rglob("*"))
    remove_beside_keys(settings.AZUKARI.keys / "master-1")
    settings.AZUKARI.make_master(1)
    with pytest.raises(bundle.BundleError, match="master-1 does not open the stored data"):
        keep(NOW + 500 * DAY)
    assert sorted((tmp_path / "kept").rglob("*")) == before
