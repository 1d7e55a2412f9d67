"""A form whose steps are counted."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from azukari.features.statistics import counter
from azukari.features.statistics.funnel import funnel

FORM = "/ja/forms/membership"
LANGS = ("ja", "en")


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    counter.forget()


def post(client: Client, data: dict, step: str):
    body = urlencode({**data, "step": step}, doseq=True)
    return client.post(FORM, body, content_type="application/x-www-form-urlencoded")


def counted() -> dict[str, int]:
    counter.flush()
    today = timezone.localdate()
    stages = funnel("membership", since=today - timedelta(days=1), until=today + timedelta(days=1), langs=LANGS)
    return {stage.step.value: stage.count for stage in stages}
