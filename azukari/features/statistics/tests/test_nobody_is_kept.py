"""P18 on disk: one visitor more changes counts only; no address, user agent or hash of them is written; and a process
that is killed loses one interval at most, and says so.
"""

import hashlib
import json
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.policy_versions.current import Current
from azukari.features.statistics import audience, page_counts
from azukari.features.statistics.models import Audience, DayCount
from azukari.features.statistics.report import Days, cut_off
from azukari.features.statistics.tests.told import BROWSER, PHONE, counted, nothing_waits, tell
from azukari.features.statistics.writer import PAUSE, Writer
from tests.live import Program

__all__ = ["nothing_waits"]

ADDRESS, AGENT = "198.51.100.77", f"{BROWSER} Marker/7731"


def stored(client: Client, visitors: list[tuple[str, str]]) -> dict[tuple[str, ...], int]:
    """What a run with these visitors leaves, without the counts in its keys."""
    for model in (DayCount, Audience):
        model.objects.all().delete()
    page_counts.forget()
    audience.forget()
    for address, agent in visitors:
        tell(client, p="/a", r="example.org", address=address, agent=agent)
    writer = Writer()
    writer.write(timezone.now())
    kept = {("count", *map(str, row[:-1])): row[-1] for row in DayCount.objects.values_list(
        "site", "page", "day", "dimension", "value", "count")}  # fmt: skip
    columns = ("site", "span", "first", "error_permille", "partial", "people")
    return kept | {("people", *map(str, row[:-1])): row[-1] for row in Audience.objects.values_list(*columns)}


def test_two_runs_that_differ_in_one_visitor_differ_in_counts_only(client: Client, charter: Current):
    many = [("203.0.113.7", BROWSER), ("203.0.113.8", PHONE), ("203.0.113.9", BROWSER)]
    without, with_one = stored(client, many), stored(client, [*many, ("203.0.113.10", BROWSER)])
    assert without.keys() == with_one.keys()
    more_by = {key: with_one[key] - without[key] for key in without}
    assert {by for key, by in more_by.items() if key[0] == "count"} == {0, 1}
    assert all(abs(by) <= 3 for key, by in more_by.items() if key[0] == "people"), "A sketch may take two for one."


def test_who_comes_again_is_one_of_the_audience(client: Client, charter: Current):
    kept = stored(client, [("203.0.113.7", BROWSER)] * 5)
    assert {people for key, people in kept.items() if key[0] == "people"} == {1}
    assert counted("views") == {"": 5}


def marks() -> Iterator[bytes]:
    """What could tell who it was: the words themselves, and any unkeyed hash of them."""
    whole = [ADDRESS, AGENT, f"{ADDRESS}{AGENT}", f"{ADDRESS}\n{AGENT}", f"{AGENT}{ADDRESS}"]
    for text, name in product(whole, ("md5", "sha1", "sha256", "blake2b", "blake2s")):
        digest = hashlib.new(name, text.encode()).digest()
        yield from (digest[:8], digest[:8].hex().encode())
    for text in whole:
        yield hashlib.blake2b(text.encode(), digest_size=8).digest()
    yield from (ADDRESS.encode(), b"Marker/7731")


def send(program: Program, times: int) -> None:
    for _ in range(times):
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{program.url}/s",
            json.dumps({"k": "v", "p": "/killed"}).encode(),
            {"Origin": program.url, "User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "X-Forwarded-Proto": "https"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            assert answer.status == 204
            assert answer.headers["Set-Cookie"] is None


COUNT = """
from azukari.features.statistics.models import DayCount
print(sum(DayCount.objects.filter(dimension="page", value="/killed").values_list("count", flat=True)))
"""


def test_a_killed_process_loses_an_interval_at_most_and_leaves_no_trace_of_anybody(own_program: Program):
    own_program.set("base_url", 'trusted_proxy = "127.0.0.1"\nbase_url')
    own_program.start("--no-worker")
    send(own_program, 3)
    time.sleep(PAUSE + 2)
    send(own_program, 2)
    own_program.kill()
    assert 3 <= int(own_program.python(COUNT)) <= 5
    files = [path for path in own_program.root.rglob("*") if path.is_file()]
    for mark in marks():
        assert not [path.name for path in (*files, own_program.log) if mark in path.read_bytes()]
    own_program.start("--no-worker")
    send(own_program, 1)
    own_program.stop()
    assert 4 <= int(own_program.python(COUNT)) <= 6, "who ends in order writes down what waits"
    assert own_program.python(
        "from azukari.features.statistics.models import CountingRun\n"
        "print(*CountingRun.objects.order_by('pk').values_list('ended', flat=True))"
    ).split() == ["False", "True"]


@pytest.mark.django_db
def test_the_day_of_a_run_that_fell_silent_is_partial(charter: Current):
    now = timezone.now()
    writer = Writer()
    writer.write(now)
    days = Days(now.date() - timedelta(days=2), now.date() + timedelta(days=2))
    assert cut_off(days, now) == []
    assert len(cut_off(days, now + timedelta(minutes=5))) == 1
    writer.write(now + timedelta(minutes=6), last=True)
    assert cut_off(days, now + timedelta(hours=1)) == []
