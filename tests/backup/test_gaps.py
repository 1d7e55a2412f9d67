"""What a restore says of a journal that does not reach as far as it should; of one that does, nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from azukari.core.backup import gap, journal_head, manifest
from azukari.core.backup.events import GAP_ACCEPTED
from azukari.core.backup.result import last
from azukari.core.ledger.models import Pending

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The keys of an instance that was backed up before."""
    return _keys(tmp_path / "keys")


def _keys(folder: Path) -> Path:
    folder.mkdir()
    manifest.make_own_key(folder)
    return folder


def _journal(folder: Path, keys: Path, *, lines: str = "{}\n", after: int = 0, since: datetime | None = None) -> Path:
    folder.mkdir()
    (folder / "2026-11.jsonl").write_text(lines, "ascii")
    journal_head.write(folder, keys, now=LATER, after=after, since=since)
    return folder


def _gaps(given: Path | None, bundled: Path, keys: Path, *, data_made: datetime = NOON) -> list[str]:
    return list(journal_head.gaps(given, bundled, keys=keys, keys_made=NOON, data_made=data_made))


def test_the_newest_journal_of_this_instance_has_no_gap(keys: Path, tmp_path: Path) -> None:
    bundled = _journal(tmp_path / "bundled", keys)
    assert _gaps(_journal(tmp_path / "same", keys), bundled, keys) == []
    assert _gaps(_journal(tmp_path / "newer", keys, after=8), bundled, keys) == []
    assert _gaps(_journal(tmp_path / "first", keys), tmp_path / "nothing", keys) == []


def test_no_journal_and_an_empty_folder_are_told_apart(keys: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    [none] = _gaps(None, tmp_path / "nothing", keys)
    assert none == "No journal of removals was named: what was removed after 2026-11-24 12:00 UTC is not known."
    [empty] = _gaps(tmp_path / "empty", tmp_path / "nothing", keys)
    assert empty.startswith("There is no journal of removals in ")


def test_another_instances_journal_is_not_taken(keys: Path, tmp_path: Path) -> None:
    theirs = _journal(tmp_path / "theirs", _keys(tmp_path / "their-keys"))
    [said] = _gaps(theirs, _journal(tmp_path / "bundled", keys), keys)
    assert "is another instance's" in said


def test_a_journal_from_before_the_first_backup_bears_no_mark_and_is_taken(keys: Path, tmp_path: Path) -> None:
    (tmp_path / "no-keys").mkdir()
    assert _gaps(_journal(tmp_path / "unmarked", tmp_path / "no-keys"), tmp_path / "nothing", keys) == []


def test_a_journal_that_is_older_than_the_keys_or_lacks_lines_is_not_taken(keys: Path, tmp_path: Path) -> None:
    older = _journal(tmp_path / "older", keys)
    [said] = _gaps(older, _journal(tmp_path / "bundled", keys, after=1), keys)
    assert "older than the bundle of keys" in said
    (older / "2026-11.jsonl").write_text("", "ascii")
    [said] = _gaps(older, tmp_path / "nothing", keys)
    assert said.endswith("was copied while it grew, or is damaged, and lacks lines. Copy it again.")


def test_data_from_before_the_journal_reaches_back_are_told_by_either_journal(keys: Path, tmp_path: Path) -> None:
    cut = _journal(tmp_path / "cut", keys, since=NOON)
    before = NOON - timedelta(seconds=1)
    [said] = _gaps(cut, tmp_path / "nothing", keys, data_made=before)
    assert said.startswith("The journal of removals goes back to 2026-11-24 12:00 UTC")
    assert said in _gaps(None, cut, keys, data_made=before)
    assert _gaps(cut, tmp_path / "nothing", keys, data_made=NOON) == []


def test_what_was_cut_off_once_stays_cut_off(keys: Path, tmp_path: Path) -> None:
    folder = _journal(tmp_path / "cut", keys, since=NOON)
    journal_head.write(folder, keys, now=LATER)
    kept = journal_head.read(folder)
    assert kept is not None
    assert (kept.number, kept.since, kept.until) == (2, NOON, LATER)
    journal_head.write(folder, keys, now=LATER, since=NOON - timedelta(days=9))
    again = journal_head.read(folder)
    assert again is not None
    assert again.since == NOON


@pytest.mark.django_db
def test_a_gap_is_a_finding_until_somebody_says_that_they_looked(tmp_path: Path, settings) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "keys").symlink_to(settings.AZUKARI.root / "keys")
    settings.AZUKARI = replace(settings.AZUKARI, root=tmp_path)
    assert gap.open_gap() is None
    assert not gap.accept(LATER)
    assert not list(gap.findings(LATER))
    left = gap.Gap(at=NOON, known_until=NOON - timedelta(days=2), why=["no-journal"])
    gap.leave(left)
    found = gap.open_gap()
    assert found is not None
    assert (found.at, found.known_until, list(found.why)) == (NOON, NOON - timedelta(days=2), ["no-journal"])
    assert list(gap.findings(LATER))
    assert gap.accept(LATER)
    said = json.loads(Pending.objects.get(kind=GAP_ACCEPTED.name).payload)
    assert said == {"actor": "operator", "from": "2026-11-22"}
    assert (gap.open_gap(), list(gap.findings(LATER))) == (None, [])
    assert not gap.accept(LATER)
    assert Pending.objects.filter(kind=GAP_ACCEPTED.name).count() == 1


def test_a_gap_stays_on_file_when_somebody_has_accepted_it(db: None) -> None:
    left = gap.Gap(LATER, NOON, ["No journal was named."])
    try:
        gap.leave(left)
        assert gap.open_gap() == left
        assert gap.accept(LATER + timedelta(days=1))
        assert gap.open_gap() is None
        assert not gap.accept(LATER)
        assert last(settings.AZUKARI.root, gap.GAP) == {
            "at": LATER.isoformat(),
            "known_until": NOON.isoformat(),
            "why": ["No journal was named."],
            "accepted": (LATER + timedelta(days=1)).isoformat(),
        }
        (entry,) = Pending.objects.filter(kind=GAP_ACCEPTED.name).values_list("payload", flat=True)
        assert json.loads(entry) == {"actor": "operator", "from": "2026-11-24"}
    finally:
        (settings.AZUKARI.root / "data" / gap.GAP).unlink(missing_ok=True)
