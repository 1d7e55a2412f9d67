"""What was counted elsewhere is taken in as totals: scrubbed, bounded, folded; of a log no address and no robot."""

from datetime import date

import pytest

from azukari.core.policy_versions.current import Current
from azukari.features.statistics.importing import NotOfThatKind, import_lines
from azukari.features.statistics.models import CountedDay, DayCount, MonthCount
from azukari.features.statistics.tests.told import BROWSER, counted, nothing_waits

__all__ = ["nothing_waits"]

TOKYO = "Asia/Tokyo"


def line(page: str, *, agent: str = BROWSER, status: int = 200, time: str = "24/Nov/2026:20:00:00 +0000") -> str:
    return f'133.242.0.3 - hanako [{time}] "GET {page} HTTP/1.1" {status} 5 "https://www.example.org/x?q=1" "{agent}"\n'


def test_an_access_log_becomes_totals(charter: Current):
    others = [line("/style.css"), line("/a", agent="Googlebot/2.1"), line("/a", status=301), "no line"]
    log = [line("/a?mail=x@example.org")] * 6 + [*others, line("/gone", status=404)]
    done = import_lines(log, "log", site="own", timezone=TOKYO, least=5)
    assert (done.views, done.left_out, done.days) == (6, 4, 1)
    assert (counted("page"), counted("country"), counted("referrer")) == ({"/a": 6}, {"JP": 6}, {"example.org": 6})
    assert counted("missing") == {"*": 1}, "one is too few to be told apart"
    assert CountedDay.objects.get().day == date(2026, 11, 25), "as the organisation's calendar has it"
    assert MonthCount.objects.get(dimension="page").count == 6
    assert not DayCount.objects.filter(value__contains="hanako").exists()


def test_of_a_log_only_who_came_from_elsewhere_entered(charter: Current):
    inside = [line("/a").replace("www.example.org", host) for host in ("example.org", "shop.example.org")]
    away = line("/a").replace("www.example.org", "news.example.net")
    log = [line("/a"), *inside, away]
    done = import_lines(log, "log", site="own", timezone=TOKYO, least=1, hosts=("www.example.org",))
    assert (done.views, counted("entry"), counted("referrer")) == (4, {"/a": 1}, {"example.net": 1})


def test_a_log_line_without_an_agent_is_no_view(charter: Current):
    assert import_lines([line("/a", agent="-")], "log", site="own", timezone=TOKYO, least=5).views == 0


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("goatcounter", "2Path,Title,Bot,Date\n/a,A,0,2026-11-24T09:00:00Z\n/a,A,3,2026-11-24T09:00:00Z\n"),
        ("plausible", "date,hostname,page,pageviews\n2026-11-24,example.org,/a,1\nx,example.org,/a,1\n"),
        ("matomo", "date,label,nb_hits\n2026-11-24,https://example.org/a?x=1,1\n2026-11-24,/b,\n"),
    ],
)
def test_exports_of_other_counters_become_totals(charter: Current, kind: str, text: str):
    done = import_lines(text.splitlines(keepends=True), kind, site="own", timezone=TOKYO, least=5)
    assert (done.views, done.left_out) == (1, 1)
    assert counted("page") == {"/a": 1}
    with pytest.raises(NotOfThatKind):
        import_lines(["a,b\n", "1,2\n"], kind, site="own", timezone=TOKYO, least=5)
