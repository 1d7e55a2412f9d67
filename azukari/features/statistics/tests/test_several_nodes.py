"""Several web nodes that count at the same time: their totals become one, and no count is lost."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from tests.live import Program
from tests.postgres import free_port
from tests.visits import until

NODES, VIEWS = 3, 240

COUNT = f"""
from datetime import date
from azukari.features.statistics import page_counts, receive
known = receive.named()
for number in range({VIEWS}):
    hit = receive.Hit("v", f"/page-{{number % 7}}", from_host="example.org")
    receive.count(hit, {{"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0"}}, "203.0.113.7", known=known)
    if number % 40 == 39:
        page_counts.flush(least=1, today=date.min)
"""

READ = """
from django.db.models import Sum
from azukari.features.statistics.models import DayCount
for dimension, page in (("views", ""), ("page", ""), ("referrer", ""), ("referrer", "/page-3")):
    print(DayCount.objects.filter(dimension=dimension, page=page).aggregate(n=Sum("count"))["n"])
"""


def test_what_each_of_them_counts_is_in_the_sum(own_program: Program):
    with ThreadPoolExecutor(NODES) as nodes:
        list(nodes.map(lambda _node: own_program.python(COUNT), range(NODES)))
    whole, of_page = NODES * VIEWS, NODES * len(range(3, VIEWS, 7))
    assert [int(n) for n in own_program.python(READ).split()] == [whole, whole, whole, of_page]


PEOPLE = """
import time
from azukari.features.statistics.models import Audience
for _ in range(300):
    found = [row.people for row in Audience.objects.order_by("-people")]
    if found == {wanted}:
        break
    time.sleep(0.2)
print(*found)
"""


_NODES = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN %'"
        " OR query ILIKE '%pg_notify%' AND pid <> pg_backend_pid() AND datname = current_database()")
    print(cursor.fetchone()[0])
"""


def _people(program: Program, wanted: list[int]) -> list[int]:
    """How many visitors were counted, once that is so many, or after a minute."""
    return [int(n) for n in program.python(PEOPLE.format(wanted=wanted)).split()]


def _come(program: Program, *people: int) -> None:
    for person in people:
        browser = {"User-Agent": f"Mozilla/5.0 (Windows NT 10.0) Chrome/{140 + person}.0"}
        ask_for = urllib.request.Request(f"{program.url}/ja/", headers=browser)  # noqa: S310 - our own program
        urllib.request.urlopen(ask_for, timeout=20).close()  # noqa: S310


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor == "sqlite", reason="nodes hear each other through PostgreSQL")
def test_whoever_comes_to_two_nodes_is_one_visitor(own_program: Program):
    other = replace(own_program, url=f"http://127.0.0.1:{free_port()}", server=None)
    own_program.start("--no-worker")
    try:
        other.start("--no-worker")
        until(lambda: "2" in own_program.python(_NODES))
        _come(own_program, 1, 2)
        _come(other, 2, 3)
        assert _people(own_program, [3]) == [3]
        own_program.kill()
        _come(other, 4)
        assert _people(other, [4]) == [4]
    finally:
        if other.server is not None:
            other.kill()
