"""However much is thrown at it, the store stays bounded; and counts are exact where nothing was capped."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from azukari.core.policy_versions.current import Current
from azukari.features.statistics import audience, page_counts, receive
from azukari.features.statistics.campaign import views
from azukari.features.statistics.dimension import BOUNDS, CROSSED_IN_ALL, OTHER, Dimension
from azukari.features.statistics.fold import fold, fold_days
from azukari.features.statistics.hit import LEFT, VIEW, Hit
from azukari.features.statistics.models import Audience, CountedDay, DayCount, MonthCount, Summary
from azukari.features.statistics.report import Days, totals, trend
from azukari.features.statistics.sites import OWN
from azukari.features.statistics.sketch import ERROR_PERMILLE
from azukari.features.statistics.tests.told import BROWSER, PHONE, nothing_waits
from azukari.features.statistics.work import works
from azukari.lib.campaign_views import Views
from tests.console import desks
from tests.sizes import how_many

__all__ = ["nothing_waits"]

THROWN = how_many("AZUKARI_THROWN")
VIEWS = how_many("AZUKARI_VIEWS")
TIME = 365 if VIEWS > 100_000 else 100  # days
DAY = datetime(2026, 11, 24, 3, tzinfo=UTC)


def view(
    page: str,
    *,
    now: datetime = DAY,
    agent: str = BROWSER,
    led: str = "",
    campaign: str = "",
    address: str = "203.0.113.7",
) -> None:
    known = receive.named()
    assert known
    hit = Hit(VIEW, page, from_host=led, campaign=[f"utm_campaign={campaign}"] if campaign else ())
    receive.count(hit, {"user-agent": agent, "accept-language": "ja"}, address, known=known, now=now)


def test_made_up_paths_referrers_and_campaigns_do_not_fill_the_store(charter: Current):
    for number in range(THROWN):
        view(f"/made-up/{number}", led=f"a{number}.org", campaign=f"c{number}")
        if number % 1000 == 0:
            page_counts.flush(least=1, today=DAY.date())
    page_counts.flush(least=1, today=DAY.date())
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
    page_counts.flush(least=1, today=DAY.date())
    assert sum(DayCount.objects.filter(page="", dimension="page").values_list("count", flat=True)) == 1000


def test_a_simulated_time_is_counted_exactly_and_reported_from_months(charter: Current):
    chance = random.Random(3)  # noqa: S311 - the same each time
    exact: Counter[tuple[str, str]] = Counter()
    seen: defaultdict[date, set[tuple[int, str]]] = defaultdict(set)
    by_day: Counter[date] = Counter()
    known = receive.named()
    assert known
    for number in range(VIEWS):
        now, visitor = DAY + timedelta(days=TIME * number / VIEWS), int(chance.expovariate(20 * TIME / VIEWS))
        page, agent = chance.choice(["/", "/a", "/b"]), chance.choice([BROWSER, PHONE])
        view(page, now=now, agent=agent, address=f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}")
        exact["page", page] += 1
        exact["device", "phone" if agent == PHONE else "computer"] += 1
        day = now.astimezone(known.zone).date()
        by_day[day] += 1
        seen[day].add((visitor, agent))
        if number % 50_000 == 0:
            page_counts.flush(least=1, today=DAY.date())
    page_counts.flush(least=1, today=DAY.date())
    audience.write(run=1, today=DAY.date())
    people = dict(Audience.objects.values_list("first", "people"))
    near = [abs(people[day] - len(them)) <= max(1, 2 * ERROR_PERMILLE / 1000 * len(them)) for day, them in seen.items()]
    assert sum(near) >= 0.9 * len(near), "19 of 20 are to be expected, and chance has its share"
    assert fold_days(DAY + timedelta(days=TIME + 40)) == len(by_day)
    assert fold_days(DAY + timedelta(days=TIME + 40)) == 0
    days = Days(min(by_day), max(by_day))
    found = totals(OWN, days, (Dimension.PAGE, Dimension.DEVICE))
    assert {("page", value): n for value, n in found[Dimension.PAGE].items()} == {
        key: n for key, n in exact.items() if key[0] == "page"
    }
    assert sum(found[Dimension.DEVICE].values()) == VIEWS, "what is folded is not lost"
    assert trend(OWN, days) == by_day
    assert MonthCount.objects.filter(day=date(2026, 12, 1)).exists()
    DayCount.objects.filter(day__month=12).exclude(dimension="views").delete()
    assert totals(OWN, days, (Dimension.PAGE,))[Dimension.PAGE] == found[Dimension.PAGE], "a whole month is read as one"


def test_a_report_from_summaries_says_what_the_counts_say(charter: Current):
    chance = random.Random(5)  # noqa: S311 - the same each time
    known = receive.named()
    assert known
    for _ in range(300):
        now, page = DAY + timedelta(hours=chance.randrange(24 * 70)), chance.choice(["/", "/a", "/b"])
        view(page, now=now, led=chance.choice(["a.org", "b.org"]))
        left = Hit(LEFT, page, depth=100, seconds=chance.randrange(60), target=chance.choice(["/", "/b"]))
        receive.count(left, {"user-agent": BROWSER}, "", known=known, now=now)
    page_counts.flush(least=1, today=DAY.date())
    fold_days(DAY + timedelta(days=60))  # and ten days are still open
    first = date(2026, 11, 24)
    times = [Days(first + timedelta(days=since), first + timedelta(days=until))
             for since, until in ((0, 75), (0, 20), (7, 68), (40, 40), (58, 62))]  # fmt: skip
    told = [(totals(OWN, days, Dimension), works(OWN, days)) for days in times]
    assert sum(work.onward for work in told[0][1].values()) == 300
    assert Summary.objects.count() > 60
    with CaptureQueriesContext(connection) as captured:
        totals(OWN, times[1], Dimension)
    assert "daycount" not in "".join(query["sql"] for query in captured), "days that are over are not read again"
    Summary.objects.all().delete()
    assert told == [(totals(OWN, days, Dimension), works(OWN, days)) for days in times]


def test_views_of_a_campaign_are_told_from_the_least_on_that_the_policy_lets_be_told(charter: Current):
    for number in range(5):
        assert views("Magazine-12", DAY.date()).count is None
        view("/a", campaign="Magazine-12", now=DAY + timedelta(days=number % 2))
        view("/a", campaign="other")
        page_counts.flush(least=1, today=DAY.date())
    assert views("Magazine-12", DAY.date()) == Views(5, 5)
    assert views("Magazine-12", DAY.date() + timedelta(days=1)).count is None


def test_rare_values_are_folded_at_the_days_end_and_pages_are_not(charter: Current, client: Client):
    for number, domain in ((6, "often.org"), (4, "rare.org")):
        for _ in range(number):
            view("/a", led=f"www.{domain}")
    view("/b")
    page_counts.flush(least=1, today=DAY.date())
    assert fold_days(DAY) == 0, "the day is not over"
    fold_days(DAY + timedelta(days=1))
    of_site = DayCount.objects.filter(page="", dimension="referrer").values_list("value", "count")
    assert dict(of_site) == {"often.org": 6, OTHER: 4}
    assert dict(DayCount.objects.filter(page="/a", dimension="referrer").values_list("value", "count")) == dict(of_site)
    assert set(DayCount.objects.filter(page="", dimension="page").values_list("value", flat=True)) == {"/a", "/b"}
    assert CountedDay.objects.get().day == date(2026, 11, 24)
