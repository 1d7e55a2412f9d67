"""Screening: a state for each requirement, with no document; a shift that asks for it waits for it (P06)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.demo.people import SETTER
from azukari.features.volunteers.models import Clearance, Requirement
from azukari.features.volunteers.rules import SignUpFault, holds_until
from azukari.features.volunteers.sign_up import SignUpRefused, take
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from tests.cast import NOW
from tests.console import desks
from tests.rights.desk import come_in

FORM = "volunteers"


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_months_later_is_the_same_day_or_the_last_that_the_month_has(day, months):
    until = holds_until(day, months)
    assert until is not None
    assert (until.year * 12 + until.month) - (day.year * 12 + day.month) == months
    assert until.day == day.day or (until + timedelta(days=1)).day == 1
    assert until.day <= day.day
    assert holds_until(day, 0) is None


def test_a_check_is_noted_on_the_page_of_the_person_and_opens_the_shift(volunteer_desk, charter):
    desk = desks.browser(volunteer_desk.user)
    who = volunteer(charter, 1)
    at = reverse("console-screening", args=[FORM])
    assert desk.post(at, {"name_ja": "", "name_en": "Talk", "months": "12"}).status_code == 422
    desk.post(at, {"name_ja": "面談", "name_en": "Talk", "months": "12"})
    talk = Requirement.objects.get()
    here = shift(opening(requirement=talk), starts=timezone.now() + timedelta(days=3))
    with pytest.raises(SignUpRefused) as no:
        take(here.id, submission=who.id, actor=SETTER, now=timezone.now())
    assert no.value.why is SignUpFault.SCREENING
    own = come_in("volunteer1@example.org", timezone.now())
    assert "Before this: Talk" in own.get("/shifts")
    assert own.post(f"/shifts/{here.id}/take").url.endswith("done=shift-screening")
    note = reverse("console-person-screening", args=[who.person_id, who.id, talk.id])
    assert desk.get(note).status_code == 302
    noted = desk.post(note, {"cleared": "yes"}, follow=True).content.decode()
    assert "Noted." in noted
    assert own.post(f"/shifts/{here.id}/take").url.endswith("done=shift-taken")
    late = shift(here.opening, starts=timezone.now() + timedelta(days=500))
    with pytest.raises(SignUpRefused):
        take(late.id, submission=who.id, actor=SETTER, now=timezone.now())
    desk.post(note, {"cleared": "no"})
    assert not Clearance.objects.exists()


def test_a_registration_that_has_ended_gets_no_check_and_loses_one_that_was_a_mistake(volunteer_desk, charter):
    desk, who = desks.browser(volunteer_desk.user), volunteer(charter, 1)
    made = [Requirement.objects.create(form=FORM, name={"ja": n, "en": n}, made_at=NOW) for n in ("Talk", "Course")]
    talk, course = (reverse("console-person-screening", args=[who.person_id, who.id, each.id]) for each in made)
    desk.post(talk, {"cleared": "yes"})
    end_registration(who.id, reason=EndedAs.LEFT, actor=SETTER, now=timezone.now())
    assert [desk.post(at, {"cleared": "yes"}).status_code for at in (talk, course)] == [404, 404]
    page = desk.get(reverse("console-person", args=[who.person_id])).content.decode()
    assert talk in page, "it counts for the person, so it can be withdrawn"
    assert course not in page
    desk.post(talk, {"cleared": "no"})
    assert not Clearance.objects.exists()


@pytest.mark.parametrize("who", ["membership_desk", "mallory"])
def test_other_duties_note_nothing(who, request, charter):
    known = volunteer(charter, 1)
    talk = Requirement.objects.create(form=FORM, name={"ja": "面談", "en": "Talk"}, made_at=NOW)
    at = reverse("console-person-screening", args=[known.person_id, known.id, talk.id])
    assert desks.browser(request.getfixturevalue(who).user).post(at, {"cleared": "yes"}).status_code == 403
    assert not Clearance.objects.exists()
