"""What `doctor` says of backups and drills: nothing before they are due, and each thing that is wrong to the second."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from azukari.core.backup.drill import findings
from azukari.core.backup.result import BACKUP, last, remember, remember_drill
from azukari.core.policy_versions.current import Current
from azukari.lib.control import Doubt, Unknown
from tests.cast import NOW

pytestmark = pytest.mark.django_db

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WEEK, LONG = 8 * DAY, 100 * DAY
_TRY = "Test one: azukari restore --drill --data ... --keys ..."


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The instance that is looked at."""
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(django_settings, "AZUKARI", replace(django_settings.AZUKARI, root=tmp_path, demo=False))
    return tmp_path


def say(root: Path, at: Any, **more: object) -> None:
    remember(root, BACKUP, {"at": at.isoformat(), "rows": 7, "damaged": 0, "data": "data.age", **more})


def told(now: Any) -> list[str]:
    return [str(each) for each in findings(now)]


def unknown(now: Any) -> str:
    with pytest.raises(Unknown) as doubt:
        told(now)
    assert doubt.value.why is Doubt.EARLY
    return str(doubt.value)


def test_before_the_first_is_due_nobody_knows_and_then_there_is_none(charter: Current, root: Path) -> None:
    assert "No backup was made yet" in unknown(NOW + WEEK - SECOND)
    assert told(NOW + WEEK) == ["There is no backup yet. Make one: azukari backup FOLDER --to age1..."]


def test_without_a_policy_nothing_is_due(root: Path) -> None:
    assert "No backup was made yet" in unknown(NOW)


def test_of_a_demonstration_nothing_is_asked_however_old_it_is(
    charter: Current, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django_settings, "AZUKARI", replace(django_settings.AZUKARI, demo=True))
    assert "No backup was made yet" in unknown(NOW + LONG)
    say(root, NOW + LONG)
    assert "No backup was tried yet" in unknown(NOW + LONG)


def test_a_backup_is_old_after_eight_days(charter: Current, root: Path) -> None:
    say(root, NOW)
    remember_drill(root, at=NOW, made=NOW, wrong=[])
    assert told(NOW + WEEK) == []
    old = "The last backup is {} days old. Make one: azukari backup FOLDER --to age1..."
    assert told(NOW + WEEK + SECOND) == [old.format(8)]
    assert told(NOW + 12 * DAY - SECOND) == [old.format(11)]


def test_damage_is_told_with_what_else_is_wrong(charter: Current, root: Path) -> None:
    say(root, NOW, damaged=3)
    remember_drill(root, at=NOW, made=NOW, wrong=["first", "second"])
    assert told(NOW + DAY) == [
        "The last backup rewrote 3 damaged blocks. Check the disk that holds the backups.",
        f"The last restore drill, on {NOW:%Y-%m-%d %H:%M} UTC, failed: first",
    ]


def test_a_backup_that_nobody_tried_is_told_when_the_first_week_is_over(charter: Current, root: Path) -> None:
    say(root, NOW)
    assert "No backup was tried yet" in unknown(NOW + WEEK - SECOND)
    say(root, NOW + WEEK)
    assert told(NOW + WEEK) == [f"No backup has been test-restored yet. {_TRY} --identity ..."]


def test_a_drill_is_long_ago_after_a_hundred_days(charter: Current, root: Path) -> None:
    say(root, NOW + LONG)
    remember_drill(root, at=NOW, made=NOW, wrong=[])
    assert told(NOW + LONG) == []
    (late,) = told(NOW + LONG + SECOND)
    assert late.startswith("The last restore drill was long ago.")


def test_what_is_remembered_is_whole_or_not_there(root: Path) -> None:
    assert last(root, BACKUP) is None
    (root / "data" / BACKUP).write_text('{"at": ', "utf-8")
    assert last(root, BACKUP) is None
    say(root, NOW)
    assert last(root, BACKUP) == {"at": NOW.isoformat(), "rows": 7, "damaged": 0, "data": "data.age"}
    assert [each.name for each in (root / "data").iterdir()] == [BACKUP]
    remember_drill(root / "nothing", at=NOW, made=None, wrong=[])
    assert not (root / "nothing").exists(), "where no instance is, nothing is left"
