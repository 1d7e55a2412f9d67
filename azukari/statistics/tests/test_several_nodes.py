"""Several web nodes that count at the same time: their totals become one, and no count is lost."""

from concurrent.futures import ThreadPoolExecutor

from tests.live import Program

NODES, VIEWS = 3, 240

COUNT = f"""
from azukari.statistics import page_counts, receive
known = receive.named()
for number in range({VIEWS}):
    hit = receive.Hit("v", f"/page-{{number % 7}}", from_host="example.org")
    receive.count(hit, {{"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0"}}, "203.0.113.7", known=known)
    if number % 40 == 39:
        page_counts.flush()
"""

READ = """
from django.db.models import Sum
from azukari.statistics.models import DayCount
for dimension, page in (("views", ""), ("page", ""), ("referrer", ""), ("referrer", "/page-3")):
    print(DayCount.objects.filter(dimension=dimension, page=page).aggregate(n=Sum("count"))["n"])
"""


def test_what_each_of_them_counts_is_in_the_sum(own_program: Program):
    with ThreadPoolExecutor(NODES) as nodes:
        list(nodes.map(lambda _node: own_program.python(COUNT), range(NODES)))
    whole, of_page = NODES * VIEWS, NODES * len(range(3, VIEWS, 7))
    assert [int(n) for n in own_program.python(READ).split()] == [whole, whole, whole, of_page]
