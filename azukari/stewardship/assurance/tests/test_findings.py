"""A break opens one finding, however often it is seen; only a re-test of the same control closes it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override

from azukari.lib.control import Control, ControlResult, controls, register
from azukari.lib.control import _controls as registered
from azukari.stewardship.assurance.desk.controls import PAGES
from azukari.stewardship.assurance.findings import SETTLES, follow
from azukari.stewardship.assurance.improve import publish
from azukari.stewardship.assurance.models import Finding
from tests.console import desks

pytestmark = pytest.mark.usefixtures("charter")

SAID: list[str] = []


def _check(_now):
    yield from SAID


@pytest.fixture
def door():
    """A control whose door is open or shut."""
    SAID.clear()
    control = Control("door", "The door is shut.", (1,), _check)
    register(control)
    yield control
    del registered["door"]


def _seen(control, *said, doubts=(), ago=0):
    follow([ControlResult(control, said, doubts)], timezone.now() - timedelta(days=ago))


def test_one_break_is_one_finding_whatever_its_numbers(door):
    _seen(door, "6 doors are open since 2026-11-24. Shut them.", ago=3)
    _seen(door, "7 doors are open since 2026-11-25. Shut them.", ago=2)
    [row] = Finding.objects.all()
    assert row.said.startswith("7 doors")
    _seen(door, "7 doors are open since 2026-11-25. Shut them.", "A window is broken. Mend it.", ago=1)
    assert Finding.objects.count() == 2


def test_what_nobody_could_see_closes_nothing(door):
    _seen(door, "A door is open. Shut it.")
    _seen(door, doubts=("Nobody answered.",))
    assert Finding.objects.get().closed_at is None
    _seen(door)
    assert Finding.objects.get().closed_at is not None


def test_what_comes_back_is_a_new_finding_and_the_mending_did_not_hold(door):
    _seen(door, "A door is open. Shut it.", ago=2)
    _seen(door, ago=1)
    _seen(door, "A door is open. Shut it.")
    first, second = Finding.objects.order_by("opened_at")
    assert second.again == first
    assert first.is_effective is False


def test_at_the_desk_it_closes_by_a_new_test_alone(door):
    SAID[:] = ["A door is open. Shut it."]
    _seen(door, *SAID)
    row = Finding.objects.get()
    client = desks.browser(desks.staff("operator"))
    at = reverse("console-finding", args=[row.id])
    assert "A door is open" in client.get(at).content.decode()
    plan = reverse("console-finding-plan", args=[row.id])
    owner = f"staff:{desks.staff('membership').reference}"
    told = {
        "cause": "The spring is worn.",
        "action": "A new spring.",
        "owner": owner,
        "due": "2030-01-31",
        "version": 0,
    }
    late = client.post(plan, {**told, "due": "2020-01-31"})
    assert (late.status_code, "That day has passed." in late.content.decode()) == (422, True)
    assert client.post(plan, told).status_code == 302
    client.post(reverse("console-finding-mended", args=[row.id]))
    client.post(reverse("console-finding-retest", args=[row.id]))
    row.refresh_from_db()
    assert (row.closed_at, row.cause) == (None, "The spring is worn."), "Nobody closes it by saying so."
    SAID.clear()
    client.post(reverse("console-finding-retest", args=[row.id]))
    row.refresh_from_db()
    assert row.closed_at is not None
    assert "Change the cause and what is done" in client.get(at).content.decode()
    publish(ja="直した。", en="Mended.", finding=row.id, actor=desks.OPERATOR, now=timezone.now())
    log = client.get(reverse("console-improvements")).content.decode()
    with override("en"):
        title = escape(row.title)
    assert f'<a href="{at}">{title}</a>' in log, "a link is called what it leads to"


def test_nobody_judges_their_own_mending(door):
    _seen(door, "A door is open. Shut it.", ago=2)
    _seen(door, ago=1)
    mender, other = desks.staff("operator"), desks.staff("auditor")
    long_ago = timezone.now() - SETTLES - timedelta(days=1)
    Finding.objects.update(owner=f"staff:{mender.reference}", closed_at=long_ago, cause="x")
    at = reverse("console-finding-judge", args=[Finding.objects.get().id])
    assert desks.browser(mender).post(at, {"held": "yes"}).status_code == 409
    assert Finding.objects.get().is_effective is None
    assert desks.browser(other).post(at, {"held": "yes"}).status_code == 302
    assert Finding.objects.get().is_effective is True


def test_a_finding_leads_to_the_page_where_it_is_mended():
    named = {control.name for control in controls()}
    assert set(PAGES) <= named
    _seen(next(each for each in controls() if each.name == "requests-in-time"), "2 requests are late.")
    officer = desks.browser(desks.staff("privacy"))
    page = officer.get(reverse("console-finding", args=[Finding.objects.get().id])).content.decode()
    assert f'href="{reverse("console-rights")}"' in page.partition("<main")[2]
    for page_name in PAGES.values():
        assert reverse(page_name).startswith("/console/")
