"""However much is thrown at it, the store stays bounded; and counts are exact where nothing was capped."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from azukari.charter.current import Current
from azukari.statistics import page_counts, receive
from azukari.statistics.dimension import BOUNDS, CROSSED_IN_ALL, OTHER, Dimension
from azukari.statistics.fold import fold, fold_days
from azukari.statistics.hit import VIEW, Hit
from azukari.statistics.models import CountedDay, DayCount, MonthCount
from azukari.statistics.report import Days, totals, trend
from azukari.statistics.sites import OWN
from azukari.statistics.tests.told import BROWSER, PHONE, nothing_waits
from tests.console import desks

__all__ = ["nothing_waits"]

THROWN = 3_000  # paths, referrers and campaigns
DAY = datetime(2026, 11, 24, 3, tzinfo=UTC)


def view(page: str, *, now: datetime = DAY, agent: str = BROWSER, led: str = "", campaign: str = "") -> None:
    known = receive.named()
    assert known
    hit = Hit(VIEW, page, from_host=led, campaign=[f"utm_campaign={campaign}"] if campaign else ())
    receive.count(hit, {"user-agent": agent, "accept-language": "ja"}, "203.0.113.7", known=known, now=now)


def test_made_up_paths_referrers_and_campaigns_do_not_fill_the_store(charter: Current):
    for number in range(THROWN):
        view(f"/made-up/{number}", led=f"a{number}.org", campaign=f"c{number}")
        if number % 1000 == 0:
            page_counts.flush()
    page_counts.flush()
    for dimension in Dimension:
        rows = DayCount.objects.filter(page="", dimension=dimension).exclude(value=OTHER).count()
        assert rows <= BOUNDS[dimension].values, dimension
    assert DayCount.objects.exclude(page="").count() <= CROSSED_IN_ALL
    assert sum(DayCount.objects.filter(page="", dimension="page").values_list("count", flat=True)) == THROWN
    fold([(OWN, date(2026, 11, 24))], least=5)
    assert DayCount.objects.filter(page="").count() < 60
    page = desks.browser(desks.staff("campaigns")).get("/console/statistics/?days=730")
    assert len(page.content) < 60_000


def test_what_waits_in_memory_is_bounded_as_well(charter: Current, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_counts, "MOST_WAITING", 200)
    for number in range(1000):
        view(f"/made-up/{number}")
    assert len(page_counts._waiting) < 260
    page_counts.flush()
    assert sum(DayCount.objects.filter(page="", dimension="page").values_list("count", flat=True)) == 1000


def test_a_simulated_time_is_counted_exactly_and_reported_from_months(charter: Current):
    chance = random.Random(3)  # noqa: S311 - the same each time
    exact: Counter[tuple[str, str]] = Counter()
    by_day: Counter[date] = Counter()
    for _ in range(600):
        now = DAY + timedelta(hours=chance.randrange(24 * 100))
        page, agent = chance.choice(["/", "/a", "/b"]), chance.choice([BROWSER, PHONE])
        view(page, now=now, agent=agent)
        exact["page", page] += 1
        exact["device", "phone" if agent == PHONE else "computer"] += 1
        by_day[now.astimezone(receive.named().zone).date()] += 1
    page_counts.flush()
    assert fold_days(DAY + timedelta(days=140)) == len(by_day)
    assert fold_days(DAY + timedelta(days=140)) == 0
    days = Days(min(by_day), max(by_day))
    found = totals(OWN, days, (Dimension.PAGE, Dimension.DEVICE))
    assert {("page", value): n for value, n in found[Dimension.PAGE].items()} == {
        key: n for key, n in exact.items() if key[0] == "page"
    }
    assert sum(found[Dimension.DEVICE].values()) == 600, "what is folded is not lost"
    assert trend(OWN, days) == by_day
    assert MonthCount.objects.filter(day=date(2026, 12, 1)).exists()
    DayCount.objects.filter(day__month=12).exclude(dimension="views").delete()
    assert totals(OWN, days, (Dimension.PAGE,))[Dimension.PAGE] == found[Dimension.PAGE], "a whole month is read as one"


def test_rare_values_are_folded_at_the_days_end_and_pages_are_not(charter: Current, client: Client):
    for number, domain in ((6, "often.org"), (4, "rare.org")):
        for _ in range(number):
            view("/a", led=f"www.{domain}")
    view("/b")
    page_counts.flush()
    assert fold_days(DAY) == 0, "the day is not over"
    fold_days(DAY + timedelta(days=1))
    of_site = DayCount.objects.filter(page="", dimension="referrer").values_list("value", "count")
    assert dict(of_site) == {"often.org": 6, OTHER: 4}
    assert dict(DayCount.objects.filter(page="/a", dimension="referrer").values_list("value", "count")) == dict(of_site)
    assert set(DayCount.objects.filter(page="", dimension="page").values_list("value", flat=True)) == {"/a", "/b"}
    assert CountedDay.objects.get().day == date(2026, 11, 24)
