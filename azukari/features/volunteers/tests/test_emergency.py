"""A number for emergencies opens while a shift runs, one at a time, for a reason, by whatever page (P01, P06, P14)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.demo.people import SETTER
from azukari.features.volunteers.models import Shift, SignUp, SignUpState
from azukari.features.volunteers.sign_up import take
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from azukari.policy.terms import Category
from tests.console import desks
from tests.rights.desk import come_in

FORM, OWN, NUMBER = "volunteers", "011-000-0103", "011-000-0108"
ACCIDENT = {"reason": "accident"}


@pytest.fixture
def desk(volunteer_desk):
    return desks.browser(volunteer_desk.user)


@pytest.fixture
def here(charter):
    """A shift that began an hour ago, with somebody on it."""
    made = shift(opening(), places=3, starts=timezone.now() + timedelta(days=1), hours=3)
    take(made.id, submission=volunteer(charter, 1).id, actor=SETTER, now=timezone.now())
    _begin(made, timedelta(hours=1))
    return made


def _begin(here, ago):
    starts = timezone.now() - ago
    Shift.objects.filter(id=here.id).update(starts=starts, ends=starts + timedelta(hours=3))
    here.refresh_from_db()


def _press(desk, here, **data):
    row = SignUp.objects.filter(shift=here).order_by("id").first()
    return desk.post(reverse("console-shift-emergency", args=[FORM, here.id]), {"sign_up": str(row.id), **data})


def test_it_opens_for_a_reason_while_the_shift_runs_and_the_person_sees_it(desk, here):
    at = reverse("console-shift", args=[FORM, here.id])
    listed = desk.get(at).content.decode()
    assert "Show whom to call" in listed
    assert NUMBER not in listed
    opened = _press(desk, here, **ACCIDENT).content.decode()
    assert NUMBER in opened
    assert OWN not in opened, "the person's own number is another purpose's"
    assert NUMBER not in desk.get(at).content.decode(), "shown once"
    own = come_in("volunteer1@example.org", timezone.now())
    assert "because something had happened to you on the day" in own.get() + own.get("/archive")


@pytest.mark.parametrize("ago", [timedelta(minutes=-30), timedelta(hours=3, minutes=5)])
def test_before_and_after_the_shift_no_page_opens_it(desk, here, ago):
    _begin(here, ago)
    assert "Show whom to call" not in desk.get(reverse("console-shift", args=[FORM, here.id])).content.decode()
    refused = _press(desk, here, **ACCIDENT)
    assert refused.status_code == 403
    assert "only while a shift runs" in refused.content.decode()
    person = SignUp.objects.get().person_id
    record = reverse("console-person-open", args=[person])
    asked = {"purpose": "emergency", "reason": "service", "categories": ["phone"]}
    assert desk.post(record, asked).status_code == 403
    assert NUMBER not in desk.post(record, {"purpose": "volunteers", "reason": "service"}).content.decode()


def test_no_list_is_worked_through_for_it(desk):
    people = desk.get(reverse("console-people")).content.decode()
    assert "Volunteers" in people
    assert "Emergencies during an activity" not in people, "the coordinator is led straight to the one list"
    assert "Emergencies during an activity" not in desk.get(reverse("console-purpose")).content.decode()


def test_nothing_else_opens_it(desk, here, charter, volunteer_desk, membership_desk):
    for data in ({}, {"reason": "curiosity"}, {"reason": "service"}):
        assert _press(desk, here, **data).url.endswith("done=no-reason")
    assert desk.post(reverse("console-shift-emergency", args=[FORM, here.id]), {"sign_up": "x"}).status_code == 302
    assert desk.get(reverse("console-shift-emergency", args=[FORM, here.id])).status_code == 302
    assert _press(desks.browser(membership_desk.user), here, **ACCIDENT).status_code == 403
    row = SignUp.objects.get()
    SignUp.objects.update(state=SignUpState.WAITING)
    assert _press(desk, here, **ACCIDENT).url.endswith("done=no-reason"), "whoever waits is not on it"
    SignUp.objects.update(state=SignUpState.TAKEN)
    other = volunteer(charter, 2)
    for people in ({row.person_id, other.person_id}, {other.person_id}):
        with pytest.raises(Refused):
            release(
                people,
                purpose="emergency",
                categories=frozenset({Category.PHONE}),
                reason=Reason.ACCIDENT,
                actor=volunteer_desk.actor,
                now=timezone.now(),
            )
    Shift.objects.update(called_off_at=timezone.now())
    assert _press(desk, here, **ACCIDENT).status_code == 403
