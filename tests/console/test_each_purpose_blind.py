"""Membership and volunteering of one person: each purpose is blind to the other, and leaving one keeps the other."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs, RegistrationEnd
from azukari.core.vault.models import SealedValue
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.models import Membership, MemberState
from azukari.features.members.registers import begin_with_suggested, classes_of
from azukari.features.volunteers.models import Opening, Shift, SignUp, SignUpState
from azukari.features.volunteers.sign_up import cancel, take
from azukari.policy.terms import FormKind
from tests.cast import NOW, registrant
from tests.console import desks

FORMS = {FormKind.MEMBERSHIP: "membership", FormKind.VOLUNTEERS: "volunteers"}
SECTIONS = {"membership": ('id="membership"', 'id="dues"'), "volunteers": ('id="volunteering"',)}


@pytest.fixture
def both(charter):
    """Somebody who is a member, and has a place on a shift."""
    member = registrant(charter, "hanako", FormKind.MEMBERSHIP)
    volunteer = registrant(charter, "hanako", FormKind.VOLUNTEERS)
    member.submission.refresh_from_db()
    assert member.id == volunteer.id, "one confirmed address is one person"
    begin_with_suggested("membership", actor=SETTER, now=NOW)
    admit(member.submission.id, into=classes_of("membership")[1].id, actor=SETTER, now=NOW)
    opening = Opening.objects.create(form="volunteers", title={"ja": "清掃", "en": "Cleaning"}, made_at=NOW)
    starts = timezone.now() + timedelta(days=3)
    shift = Shift.objects.create(opening=opening, starts=starts, ends=starts + timedelta(hours=2), places=2)
    take(shift.id, submission=volunteer.submission.id, actor=SETTER, now=timezone.now())
    return member, volunteer, shift


@pytest.mark.parametrize("duty", SECTIONS)
def test_a_desk_sees_the_section_of_its_purpose_alone(both, duty):
    member, _volunteer, _shift = both
    page = desks.browser(desks.staff(duty)).get(reverse("console-person", args=[member.id]))
    assert page.status_code == 200
    text = page.content.decode()
    seen = {purpose for purpose, marks in SECTIONS.items() if all(mark in text for mark in marks)}
    assert seen == {duty}
    other = next(purpose for purpose in SECTIONS if purpose != duty)
    assert not any(mark in text for mark in SECTIONS[other])


@pytest.mark.parametrize("duty", SECTIONS)
def test_a_desk_does_no_step_of_the_other(both, duty):
    member, _volunteer, shift = both
    client = desks.browser(desks.staff(duty))
    pages = {
        "membership": reverse("console-members-list", args=["membership"]),
        "volunteers": reverse("console-shift", args=["volunteers", shift.id]),
    }
    assert {purpose: client.get(at).status_code for purpose, at in pages.items()} == {
        purpose: 200 if purpose == duty else 403 for purpose in pages
    }
    paid = {"submission": str(member.submission.id), "paid_on": timezone.localdate().isoformat(), "amount": "1"}
    status = client.post(reverse("console-person-payment", args=[member.id]), paid).status_code
    assert (status == 302) is (duty == "membership")


@pytest.mark.parametrize("leaves", SECTIONS)
def test_leaving_one_keeps_the_other(both, leaves):
    member, volunteer, shift = both
    gone, kept = (member, volunteer) if leaves == "membership" else (volunteer, member)
    if leaves == "volunteers":
        cancel(shift.id, submission=volunteer.submission.id, actor=SETTER, now=timezone.now())
    before = SealedValue.objects.filter(submission_id=kept.submission.id).count()
    end_registration(gone.submission.id, reason=EndedAs.LEFT, actor=SETTER, now=timezone.now())
    assert RegistrationEnd.objects.filter(submission=gone.submission.id).exists()
    assert not RegistrationEnd.objects.filter(submission=kept.submission.id).exists()
    assert SealedValue.objects.filter(submission_id=kept.submission.id).count() == before > 0
    states = {
        "membership": Membership.objects.get(submission=member.submission.id).state == MemberState.ADMITTED,
        "volunteers": SignUp.objects.get(submission=volunteer.submission.id).state == SignUpState.TAKEN,
    }
    assert states == {purpose: purpose != leaves for purpose in SECTIONS}
