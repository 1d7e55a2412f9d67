"""What a link says (``utm_*``) is written down only once enough views have it: no mark for one person is kept."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from azukari.core.policy_versions.current import Current
from azukari.features.statistics import page_counts
from azukari.features.statistics.dimension import OTHER, Dimension
from azukari.features.statistics.importing import import_lines
from azukari.features.statistics.models import DayCount
from azukari.features.statistics.sites import OWN
from azukari.features.statistics.tests.told import nothing_waits

__all__ = ["nothing_waits"]
pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 11, 30)
MARK = "person-4711"
LEAST = 5


def _views(number: int, value: str = MARK) -> None:
    for _ in range(number):
        page_counts.note(OWN, DAY, [(Dimension.VIEWS, "", "", 1), (Dimension.CAMPAIGN, "", value, 1)])


def _flush(*, today: date = DAY, last: bool = False) -> None:
    page_counts.flush(least=LEAST, today=today, last=last)


def _kept() -> dict[str, int]:
    return dict(DayCount.objects.filter(dimension=Dimension.CAMPAIGN).values_list("value", "count"))


def test_a_value_of_few_views_is_never_written(charter: Current):
    _views(LEAST - 1)
    _flush()
    assert _kept() == {}
    assert DayCount.objects.get(dimension=Dimension.VIEWS).count == LEAST - 1, (
        "the views themselves are counted at once"
    )
    _flush(today=DAY + timedelta(days=1))
    assert _kept() == {OTHER: LEAST - 1}


def test_a_value_of_enough_views_is_written_whole_and_then_at_once(charter: Current):
    for _ in range(LEAST):
        _views(1)
        _flush()
    assert _kept() == {MARK: LEAST}
    _views(1)
    _flush()
    assert _kept() == {MARK: LEAST + 1}


def test_what_is_held_when_the_process_ends_is_counted_among_the_others(charter: Current):
    _views(2)
    _flush(last=True)
    assert _kept() == {OTHER: 2}


def test_what_could_not_be_written_is_held_once(charter: Current, monkeypatch: pytest.MonkeyPatch):
    _views(2)
    _flush()
    _views(2)

    def fails(_counts: Counter[page_counts.Key]) -> int:
        raise DatabaseError

    monkeypatch.setattr(page_counts, "write", fails)
    with pytest.raises(DatabaseError):
        _flush()
    monkeypatch.undo()
    _flush(last=True)
    assert _kept() == {OTHER: 4}


def test_made_up_values_do_not_fill_the_memory(charter: Current, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_counts, "MOST_HELD", 10)
    for number in range(30):
        _views(1, f"{MARK}-{number}")
    _flush()
    assert _kept() == {OTHER: 20}
    assert len(page_counts._held) == 10


def test_an_imported_log_leaves_no_mark_for_one_person(charter: Current):
    line = (
        '203.0.113.7 - - [30/Nov/2026:10:00:00 +0900] "GET /a?utm_campaign=person-4711 HTTP/1.1" 200 1'
        ' "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"'
    )
    import_lines([line], "log", site=OWN, timezone="Asia/Tokyo", least=LEAST)
    assert _kept() == {OTHER: 1}
