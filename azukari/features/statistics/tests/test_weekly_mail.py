"""Last week's totals go to the organisation's own address once, on Monday morning, if the settings name one (P17)."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from azukari.core.policy_versions.current import Current
from azukari.features.statistics import page_counts
from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.models import Audience, MailedWeek
from azukari.features.statistics.tests.told import nothing_waits
from azukari.features.statistics.weekly_mail import send_week

__all__ = ["nothing_waits"]
pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def week(charter: Current, settings) -> None:
    day = (MONDAY - timedelta(days=3)).astimezone(MONDAY.tzinfo).date()
    for at, count in ((day, 40), (day - timedelta(weeks=1), 25), (day + timedelta(weeks=1), 999)):
        rows = {("own", at, Dimension.VIEWS, "", ""): count, ("own", at, Dimension.PAGE, "", "/ja/"): count}
        page_counts.add(rows)
    for days, people in ((0, 17), (1, 23), (8, 999)):
        of_day = {"span": "day", "first": day - timedelta(days=days), "run": 1, "people": people, "error_permille": 16}
        Audience.objects.create(site="own", **of_day)
    two_before = day - timedelta(days=2)
    Audience.objects.create(site="own", span="day", first=two_before, run=1, people=2, error_permille=16, partial=True)
    settings.AZUKARI = replace(settings.AZUKARI, statistics_to="npo@example.org", language="en")


def test_it_says_last_week_once_and_of_nobody(week: None):
    assert send_week(MONDAY - timedelta(minutes=1)) == 0
    assert [send_week(MONDAY), send_week(MONDAY + timedelta(hours=1))] == [1, 0]
    sent = mail.outbox[-1]
    assert (sent.to, sent.subject) == (
        ["npo@example.org"],
        "Page statistics from Mon 16 Nov 2026 to Sun 22 Nov 2026",
    )
    body = str(sent.body)
    for words in (
        "Views: 40 (the week before: 25)",
        "Visitors a day: about 20 (±1), the average of 2 day(s)",
        "    40  /ja/",
    ):
        assert words in body
    assert "999" not in body


def test_it_is_tried_again_where_the_server_did_not_take_it(week: None, monkeypatch: pytest.MonkeyPatch):
    def fails(_self: object) -> int:
        raise ConnectionError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fails)
    with pytest.raises(ConnectionError):
        send_week(MONDAY)
    assert not MailedWeek.objects.exists()
    monkeypatch.undo()
    assert send_week(MONDAY) == 1


def test_nothing_goes_where_nobody_named_an_address(week: None, settings):
    settings.AZUKARI = replace(settings.AZUKARI, statistics_to="")
    assert send_week(MONDAY) == 0
    assert not mail.outbox
