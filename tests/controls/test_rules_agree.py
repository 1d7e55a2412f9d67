"""Rule packs tell of a row what the page of the controls tells of its controls: in pills, filters and counts alike."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from azukari.features.audits.observe import keep
from azukari.features.rules.desk.pages import STATES
from azukari.features.rules.laws import RowState, packs
from azukari.lib.control import ControlResult, controls
from tests.console import desks

pytestmark = pytest.mark.django_db
APPI = packs()["appi"]


def _fare(broken: str) -> None:
    keep(
        [ControlResult(each, ("It is broken. Mend it.",) if each.name == broken else ()) for each in controls()],
        desks.moment(),
    )


@pytest.fixture
def auditor() -> Client:
    desks.publish()
    return desks.browser(desks.staff("auditor"))


def _pills(page: str) -> list[str]:
    found = re.findall(r'<span class="badge[^"]*">(?:<svg.*?</svg>)?(.*?)</span></h2>', page, re.DOTALL)
    return [html.unescape(each.strip()) for each in found]


def test_what_every_control_confirms_is_met_and_what_one_breaks_is_not(auditor: Client):
    broken = next(name for row in APPI.rows for name in row.controls)
    _fare(broken)
    page = auditor.get(reverse("console-rule-pack", args=["appi"])).content.decode()
    assert "not confirmed now" not in page, "every control has been observed, and the page Controls says so"
    pills = _pills(page)
    assert pills.count("Control broken") == sum(
        broken in row.controls and not row.gap for row in APPI.rows if row.until is None
    )
    assert "Met" in pills


@pytest.mark.parametrize("observed", [True, False])
def test_pills_filters_and_counts_are_one(auditor: Client, *, observed: bool):
    if observed:
        _fare("keys")
    address = reverse("console-rule-pack", args=["appi"])
    page = auditor.get(address).content.decode()
    pills = _pills(page)
    filters = {words: int(n) for words, n in re.findall(r">([^<>]+) \((\d+)\)</a>", html.unescape(page))}
    assert filters.pop("All") == sum(filters.values()) == len(pills) == len(APPI.rows)
    listed = html.unescape(auditor.get(reverse("console-rules")).content.decode())
    for state, words in STATES.items():
        with translation.override("en"):
            said = str(words)
        assert filters.get(said, 0) == pills.count(said)
        alone = _pills(auditor.get(address, {"state": state.value}).content.decode())
        assert alone == [said] * pills.count(said), state
        if pills.count(said) and state is not RowState.ENDED:
            assert f'appi/?state={state}">{pills.count(said)}<' in listed
