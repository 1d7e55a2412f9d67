"""The journal of removals on disk: each removal once, in its month, complete until a moment; and restarted where
somebody took it away.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from azukari.core.backup import journal_head, removals
from azukari.core.people.models import Removal
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.lib.identifier import new_id

pytestmark = pytest.mark.django_db

APRIL = datetime(2026, 4, 30, 12, tzinfo=UTC)
MAY = APRIL + timedelta(days=1)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    for path in removals.folder().glob("*"):
        path.unlink()


def removed(count: int, at: datetime = APRIL) -> list[Removed]:
    some = [Removed(RemovalKind.ERASED, new_id(), new_id(), at) for _ in range(count)]
    write_removals(some)
    return in_order(some)


def journal() -> dict[str, list[Removed]]:
    """What each file has, in one order."""
    return {path.name: in_order(removals.read([path])) for path in removals.files(removals.folder())}


def in_order(some: Iterable[Removed]) -> list[Removed]:
    return sorted(some, key=lambda one: one.about)


def head() -> journal_head.Head:
    found = journal_head.read(removals.folder())
    assert found is not None
    return found


def test_each_is_copied_once_in_batches_into_the_month_in_which_it_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removals, "_BATCH", 2)
    first = removed(5)
    assert removals.waiting("default").count(b"\n") == 5
    assert removals.note(APRIL) == 5
    assert removals.note(APRIL) == 0
    assert removals.waiting("default") == b""
    later = removed(1, MAY)
    assert removals.waiting("default") == removals._line(later[0])
    assert removals.note(MAY) == 1
    assert journal() == {"2026-04.jsonl": first, "2026-05.jsonl": later}
    assert (head().until, head().number, head().size) == (MAY, 3, journal_head.size(removals.folder()))
    assert {path.stat().st_mode & 0o777 for path in removals.folder().iterdir()} == {0o600}


def test_a_new_journal_lies_in_a_folder_that_nobody_else_looks_into(tmp_path: Path) -> None:
    journal_head.write(tmp_path / "new", tmp_path, now=APRIL)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "new").iterdir()] == [journal_head.NAME]
    removals._append(tmp_path / "another" / "2026-04.jsonl", [])
    assert (tmp_path / "another").stat().st_mode & 0o777 == 0o700


def test_a_line_is_on_disk_before_its_row_counts_as_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    removed(1)
    seen = []
    monkeypatch.setattr(
        os, "fsync", lambda handle: seen.append((os.fstat(handle).st_size, Removal.objects.filter(copied=True).count()))
    )
    removals.note(APRIL)
    assert seen == [(len(removals._line(*journal()["2026-04.jsonl"])), 0)]


def test_where_somebody_took_it_away_it_begins_anew_and_is_whole() -> None:
    some = removed(3)
    removals.note(APRIL)
    (removals.folder() / "2026-04.jsonl").unlink()
    assert removals.note(MAY) == 3
    assert journal() == {"2026-05.jsonl": some}


def test_a_restored_instance_goes_on_with_what_was_put_together() -> None:
    removed(1)
    removals.note(APRIL)
    before = head().number
    some = [Removed(RemovalKind.EMPTIED, new_id(), None, at) for at in (MAY, APRIL, MAY)]
    removals.keep_all(iter(some), after=before + 40, now=MAY)
    assert journal() == {"2026-04.jsonl": [some[1]], "2026-05.jsonl": in_order([some[0], some[2]])}
    assert (head().number, head().until) == (before + 41, MAY)


def test_what_a_crash_cut_off_is_passed_over_and_what_stands_twice_is_one(tmp_path: Path) -> None:
    one, other = (Removed(RemovalKind.EMPTIED, UUID(int=number), None, APRIL) for number in (1, 2))
    lines = [removals._line(each) for each in (one, other, one)]
    broken = [lines[0][:20] + b"\n", b"[]\n", b"7\n", json.dumps({"kind": "emptied"}).encode() + b"\n"]
    (tmp_path / "2026-04.jsonl").write_bytes(b"".join([*lines, *broken, removals._line(other)]))
    found = list(removals.read(removals.files(tmp_path)))
    assert found == [one, other, one, other]
    assert removals.once(found) == [one, other]
