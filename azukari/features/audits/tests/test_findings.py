"""A break opens one finding, however often it is seen; only a re-test of the same control closes it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override

from azukari.features.audits import manual
from azukari.features.audits.desk.controls import PAGES
from azukari.features.audits.findings import SETTLES, follow
from azukari.features.audits.improve import publish
from azukari.features.audits.models import Finding
from azukari.features.audits.observe import keep_one
from azukari.lib.conflict import InvalidTransition
from azukari.lib.control import Control, ControlResult, controls, examine, register
from azukari.lib.control import _controls as registered
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
    row = Finding.objects.get()
    assert (row.closed_at, row.passed_at is not None) == (None, True), "Nothing closes without its cause."
    Finding.objects.update(cause="The spring is worn.")
    _seen(door)
    assert Finding.objects.get().closed_at is not None


def test_what_comes_back_is_a_new_finding_and_the_mending_did_not_hold(door):
    _seen(door, "A door is open. Shut it.", ago=2)
    Finding.objects.update(cause="The spring is worn.")
    _seen(door, ago=1)
    _seen(door, "A door is open. Shut it.")
    first, second = Finding.objects.order_by("opened_at")
    assert second.again == first
    assert first.is_effective is False


def test_at_the_desk_it_closes_by_a_new_test_alone(door):
    SAID[:] = ["A door is open. Shut it."]
    _seen(door, *SAID)
    row = Finding.objects.get()
    mender = desks.staff("membership", "operator")
    client, owner = desks.browser(desks.staff("operator")), desks.browser(mender)
    at = reverse("console-finding", args=[row.id])
    assert "A door is open" in client.get(at).content.decode()
    plan = reverse("console-finding-plan", args=[row.id])
    told = {
        "cause": "The spring is worn.",
        "action": "A new spring.",
        "owner": f"staff:{mender.reference}",
        "due": "2030-01-31",
        "version": 0,
    }
    late = client.post(plan, {**told, "due": "2020-01-31"})
    assert (late.status_code, "That day has passed." in late.content.decode()) == (422, True)
    assert client.post(plan, told).status_code == 302
    mended, retest = (reverse(f"console-finding-{step}", args=[row.id]) for step in ("mended", "retest"))
    assert mended not in client.get(at).content.decode()
    assert client.post(mended).status_code == 409, "Only whoever sees to it says so."
    assert retest not in owner.get(at).content.decode()
    assert owner.post(retest).status_code == 409, "Not one's own work."
    assert owner.post(mended).status_code == 302
    client.post(retest)
    row.refresh_from_db()
    assert (row.closed_at, row.cause) == (None, "The spring is worn."), "Nobody closes it by saying so."
    assert row.mended_by == "", "It was seen again, so it was not mended."
    owner.post(mended)
    SAID.clear()
    owner.post(reverse("console-control-test", args=["door"]))
    row.refresh_from_db()
    assert row.closed_at is None, "Nor by having the control run oneself."
    client.post(retest)
    row.refresh_from_db()
    assert row.closed_at is not None
    assert "Change the cause and what is done" in client.get(at).content.decode()
    publish(ja="直した。", en="Mended.", finding=row.id, actor=desks.OPERATOR, now=timezone.now())
    log = client.get(reverse("console-improvements")).content.decode()
    with override("en"):
        title = escape(row.title)
    assert f'<a href="{at}">{title}</a>' in log, "a link is called what it leads to"


def test_pressing_twice_and_another_owner(door):
    _seen(door, "A door is open. Shut it.")
    row = Finding.objects.get()
    first, second = desks.staff("operator"), desks.staff("privacy")
    mended = reverse("console-finding-mended", args=[row.id])
    assert desks.browser(first).post(mended).status_code == 409, "Nobody sees to it yet."

    def seen_to_by(user, version):
        plan = {"cause": "c", "action": "a", "owner": f"staff:{user.reference}", "due": "2030-01-31"}
        page = reverse("console-finding-plan", args=[row.id])
        assert desks.browser(first).post(page, {**plan, "version": version}).status_code == 302

    seen_to_by(first, 0)
    desks.browser(first).post(mended)
    at = Finding.objects.get().mended_at
    desks.browser(first).post(mended)
    assert desks.browser(second).post(mended).status_code == 409
    assert (Finding.objects.get().mended_by, Finding.objects.get().mended_at) == (f"staff:{first.reference}", at)
    seen_to_by(second, 1)
    assert Finding.objects.get().mended_by == "", "Whoever sees to it now has not mended it yet."


def test_what_passes_again_waits_for_its_cause_and_shows_there(door):
    _seen(door, "A door is open. Shut it.")
    _seen(door)
    client = desks.browser(desks.staff("operator"))
    page = client.get(reverse("console-finding", args=[Finding.objects.get().id])).content.decode()
    assert "passes again; its cause has to be written" in page
    _seen(door, "A door is open. Shut it.")
    row = Finding.objects.get()
    assert (row.passed_at, row.closed_at) == (None, None), "It is the same finding."


def test_a_manual_control_is_not_put_in_order_by_whoever_mended_it(charter):
    now = timezone.now()
    mender, other = desks.staff("privacy"), desks.staff("auditor")
    control = next(each for each in controls() if each.name == "staff-talks")
    said: dict[str, Any] = {"words": "Two did not know.", "evidence": None, "now": now}
    manual.attest("staff-talks", in_order=False, actor=desks.actor(other), **said)
    keep_one(examine(control, now), now)
    Finding.objects.update(owner=f"staff:{mender.reference}", cause="New here.")
    with pytest.raises(InvalidTransition):
        manual.attest("staff-talks", in_order=True, actor=desks.actor(mender), **said)
    manual.attest("staff-talks", in_order=True, actor=desks.actor(other), **said | {"now": now + timedelta(hours=1)})
    keep_one(examine(control, now + timedelta(hours=1)), now + timedelta(hours=1))
    assert Finding.objects.get().closed_at is not None


def test_whoever_works_alone_is_told_that_nobody_else_could_look(door):
    _seen(door, "A door is open. Shut it.")
    only = desks.staff("operator")
    Finding.objects.update(owner=f"staff:{only.reference}", cause="c")
    page = desks.browser(only).get(reverse("console-finding", args=[Finding.objects.get().id])).content.decode()
    assert "There is nobody else here who could test it again. The program does, within six hours." in page


def test_nobody_judges_their_own_mending(door):
    _seen(door, "A door is open. Shut it.", ago=2)
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
