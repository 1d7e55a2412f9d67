"""Whoever audits sees in the console when the last backup was made, whether it could be restored, and how long ago."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from azukari.core.backup.drill import findings, standing
from azukari.core.backup.result import BACKUP, DRILL, remember, remember_drill
from azukari.core.policy_versions.current import Current
from azukari.lib.control import Unknown
from tests.cast import NOW
from tests.console import desks


@pytest.fixture
def files(charter: Current):
    yield settings.AZUKARI.root
    for name in (BACKUP, DRILL):
        (settings.AZUKARI.root / "data" / name).unlink(missing_ok=True)


def _page(lang: str = "en") -> str:
    page = desks.browser(desks.staff("auditor"), lang).get(reverse("console-controls"))
    assert page.status_code == 200
    return page.content.decode()


def test_that_nothing_was_ever_made_or_tried_is_said(files):
    page = _page()
    assert "none has been made yet" in page
    assert "no backup has been test-restored" in page


def test_a_sound_drill_and_a_young_backup_are_shown_with_their_age(files):
    now = timezone.now()
    remember(files, BACKUP, {"at": (now - timedelta(hours=5)).isoformat(), "rows": 1234})
    drill = {"at": (now - timedelta(days=2)).isoformat(), "made": (now - timedelta(days=3)).isoformat(), "wrong": []}
    remember(files, DRILL, drill)
    page = _page()
    assert "1234 rows" in page
    assert "5\u00a0hours ago" in page
    assert "everything was restored" in page
    assert "attention" not in page[page.index("Backup and restore drill") : page.index("</section>")]


@pytest.mark.parametrize(
    ("made", "tried", "said", "late"),
    [
        (8, 100, [], (False, False)),
        (9, 100, ["The last backup is 9 days old."], (True, False)),
        (8, 101, ["The last restore drill was long ago."], (False, True)),
        (9, 101, ["The last backup is 9 days old.", "The last restore drill was long ago."], (True, True)),
        (8, None, ["No backup has been test-restored yet."], (False, True)),
        (None, 100, ["There is no backup yet."], (True, False)),
    ],
)
def test_doctor_and_the_page_agree_on_what_is_late(files, made, tried, said, late):
    now = NOW + timedelta(days=200)
    if made:
        remember(files, BACKUP, {"at": (now - timedelta(days=made)).isoformat(), "rows": 1})
    if tried:
        remember_drill(files, at=now - timedelta(days=tried), made=None, wrong=[])
    assert [sentence.partition(".")[0] + "." for sentence in findings(now)] == said
    assert (standing(now).made_late, standing(now).drilled_late) == late


def test_in_the_first_eight_days_a_backup_is_not_missed_and_not_said_to_be_there(files):
    young = NOW + timedelta(days=8, seconds=-1)
    with pytest.raises(Unknown, match="No backup was made yet"):
        [*findings(young)]
    assert len([*findings(NOW + timedelta(days=8))]) == 1
    remember(files, BACKUP, {"at": young.isoformat(), "rows": 1})
    with pytest.raises(Unknown, match="No backup was tried yet"):
        [*findings(young)]
    remember_drill(files, at=young, made=None, wrong=[])
    assert [*findings(young)] == []


def test_doctor_tells_of_blocks_that_were_damaged(files):
    now = timezone.now() + timedelta(days=30)
    remember(files, DRILL, {"at": now.isoformat(), "made": now.isoformat(), "wrong": []})
    for damaged in (0, 2):
        remember(files, BACKUP, {"at": now.isoformat(), "rows": 1, "damaged": damaged})
        assert ["2 damaged blocks" in said for said in findings(now)] == [True] * bool(damaged)


def test_a_failed_drill_and_an_old_backup_stand_out(files):
    now = timezone.now()
    remember(files, BACKUP, {"at": (now - timedelta(days=30)).isoformat(), "rows": 1})
    wrong = ["A stored value is not as it should be.", "An entry is missing."]
    remember(files, DRILL, {"at": now.isoformat(), "made": now.isoformat(), "wrong": wrong})
    page = _page("ja")
    assert "2件の不備があり、失敗しました" in page
    assert wrong[0] not in page, "what it was, the operator reads on the machine itself"
