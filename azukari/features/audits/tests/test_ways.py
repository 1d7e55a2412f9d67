"""Nobody who works with controls is led to a page that their duties do not open."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azukari.features.audits.desk.controls import PAGES
from azukari.features.audits.models import Finding
from tests.console import desks

pytestmark = pytest.mark.usefixtures("charter")

_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
_WAY = re.compile(r'<a\b[^>]* href="(/console/[^"#]*)"')


def _ways(client: Client, page: str) -> set[str]:
    found = _MAIN.search(client.get(page).content.decode())
    assert found is not None, page
    return set(_WAY.findall(found[0]))


@pytest.mark.parametrize("duty", ["operator", "auditor", "privacy"])
def test_no_way_of_controls_and_findings_leads_to_a_closed_door(duty: str):
    now, client = timezone.now(), desks.browser(desks.staff(duty))
    before, made = now - timedelta(days=2), Finding.objects.create
    open_one = made(control="incidents", fingerprint="a", said="Look.", opened_at=before, seen_at=before)
    closed = made(control="charter", fingerprint="b", said="Look.", opened_at=before, seen_at=before, closed_at=now)
    pages = [reverse("console-control", args=[name]) for name in PAGES]
    pages += [reverse("console-finding", args=[each.id]) for each in (open_one, closed)]
    pages += [reverse("console-controls"), reverse("console-findings"), reverse("console-improvements")]
    ways = set[str]().union(*(_ways(client, page) for page in pages if client.get(page).status_code == 200))
    assert ways
    assert not [way for way in sorted(ways) if client.get(way).status_code == 403]


def test_whoever_may_write_the_change_log_is_led_there():
    client = desks.browser(desks.staff("privacy"))
    assert reverse("console-improvement-new") in _ways(client, reverse("console-improvements"))
