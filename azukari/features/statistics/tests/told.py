"""What pages tell in the tests, and what is counted of it."""

import json
from collections import Counter
from datetime import date
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import Client

from azukari.features.statistics import audience, counter, page_counts, receive
from azukari.features.statistics.models import DayCount

ORIGIN = "http://localhost"  # that of the tests' instance
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605 Version/18.1 Mobile/15E148 Safari/604.1"


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    for each in (audience, counter, page_counts, receive):
        each.forget()


def tell(
    client: Client, origin: str = ORIGIN, agent: str = BROWSER, address: str = "203.0.113.7", **said: Any
) -> HttpResponse:
    """The message of a script; headers in capitals: ``DNT="1"``."""
    headers = {name: said.pop(name) for name in list(said) if name.isupper()}
    named = {"Origin": origin, "User-Agent": agent, "Accept-Language": "ja-JP,ja;q=0.9"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"k": "v", "p": "/", **said})
    sent: dict[str, Any] = {"content_type": "text/plain", "headers": named, "REMOTE_ADDR": address, "secure": True}
    return cast("HttpResponse", client.post("/s", body, **sent))


def counted(dimension: str | None = None, *, page: str = "") -> dict[str, int]:
    """Values of a dimension with their counts, or the dimensions with theirs."""
    page_counts.flush(least=1, today=date.min)
    rows = DayCount.objects.filter(page=page)
    found: Counter[str] = Counter()
    for name, value, count in rows.values_list("dimension", "value", "count"):
        if dimension in (None, name):
            found[name if dimension is None else value] += count
    return dict(found)
