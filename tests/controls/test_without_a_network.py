"""The network goes: what only somebody outside could tell is unknown on the public page, never kept (P35)."""

import errno
import re
import socket
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from azukari.core.ledger.integrate import integrate_all
from azukari.core.policy_versions.current import today
from azukari.features.audits.day_notes import strip, write_due
from azukari.features.audits.marks import DOUBTS
from azukari.features.audits.models import Finding
from azukari.features.audits.observe import keep
from azukari.features.rules.laws import packs
from azukari.lib.control import ControlResult, ControlState, Doubt, controls, examine
from tests.controls import outside
from tests.controls.ground import CASES, World, fails

pytestmark = pytest.mark.usefixtures("charter")

OUTSIDE = ("tls", "mail-authentication", "advisories")
_WAYS = outside  # registered by their import


def _round(now):
    """The three look for themselves; whatever else is looked at is kept."""
    keep([examine(each, now) if each.name in OUTSIDE else ControlResult(each, (), at=now) for each in controls()], now)


def _answered(world):
    for name in OUTSIDE:
        next(CASES[name](world))


def _unplugged(patch):
    """No name is found, and no packet leaves."""
    gone = OSError(errno.ENETUNREACH, "Network is unreachable")
    patch.setattr(socket, "getaddrinfo", fails(socket.gaierror(socket.EAI_AGAIN, "Temporary failure")))
    for way in ("connect", "connect_ex", "sendto", "sendmsg"):
        patch.setattr(socket.socket, way, fails(gone), raising=False)


def _shown(lang):
    """The states by promise, as the page shows them; and the page."""
    page = Client().get(f"/{lang}/promises").content.decode()
    return {int(n): state for state, n in re.findall(r'class="cell-(\w+) number" href="#p(\d+)"', page)}, page


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_turns_to_unknown_and_says_why(lang, monkeypatch):
    now = timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).replace(hour=9, minute=0)  # and six hours later, on one day
    monkeypatch.setattr(timezone, "now", lambda: now)
    rests = any(name in OUTSIDE for row in packs()["appi"].rows for name in row.controls)
    concerned = {number for each in controls() if each.name in OUTSIDE for number in each.promises}
    concerned |= {32} if rests else set()
    with pytest.MonkeyPatch.context() as patch:
        _answered(World(patch, now))
        _round(now)
    assert set(_shown(lang)[0].values()) == {"kept"}, "All 47, while somebody answers."
    later = now + timedelta(hours=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    _unplugged(monkeypatch)
    with pytest.MonkeyPatch.context() as patch:
        World(patch, later).set(base_url="https://members.example.org", smtp="smtps://mail.example.org")
        _round(later)
    states, page = _shown(lang)
    told = Client().get(f"/{lang}/promises.json").json()
    badge = Client().get(f"/{lang}/promises.svg").content.decode()
    assert {number for number, state in states.items() if state == "unknown"} == concerned
    assert {number for number, state in states.items() if state == "kept"} == set(range(1, 48)) - concerned
    assert {row["promise"] for row in told["promises"] if row["state"] != "kept"} == {f"P{n:02}" for n in concerned}
    with translation.override(lang):
        why = str(DOUBTS[Doubt.SILENT])
    assert page.count(f"<br>{why}") == sum(len(each.promises) for each in controls() if each.name in OUTSIDE)
    assert str(47 - len(concerned)) in badge
    assert "47/47" not in badge
    assert not Finding.objects.exists(), "Nothing is known to be broken."
    integrate_all(now)
    write_due(now + timedelta(days=2))
    integrate_all(now)
    noted = strip(today(now + timedelta(days=1)), 1)[0]
    assert {noted.state(number) for number in concerned} == {ControlState.UNKNOWN}, "Nor does its day count as kept."


def test_on_this_machine_alone_nothing_is_kept_that_needs_the_world(monkeypatch):
    now = timezone.now()
    World(monkeypatch, now).set(base_url="http://127.0.0.1:8000", smtp="")
    _round(now)
    states, _page = _shown("en")
    assert {number for number in (8, 29, 37, 38) if states[number] != "unknown"} == set()
