"""P05, P06: somebody is a member, volunteers and reads the magazine: a table of who sees which part of their page, and
which values each purpose opens. Leaving one keeps the others.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.models import MemberClass, Membership
from azukari.features.members.registers import begin_with_suggested
from azukari.features.volunteers.models import Opening, Shift, SignUp
from azukari.features.volunteers.openings import add_shifts, set_opening
from azukari.features.volunteers.sign_up import take
from tests.console import desks
from tests.rights.desk import come_in

BOTH = "both-marker@example.org"
OF_MEMBER, OF_VOLUNTEER = ("03-1234-5678", "Chiyoda Marker"), ("090-8765-4321", "Marker bicycle")
SECTIONS = {"membership": 'id="membership"', "dues": 'id="dues"', "shifts": 'id="volunteering"'}
SEES = {  # duty: parts of the page; others do not get to the page, or find none of them there
    "membership": {"membership", "dues"},
    "volunteers": {"shifts"},
    "magazine": set(),
    "feedback": set(),
    "campaigns": set(),
    "questionnaires": set(),
    "privacy": set(),
}
OPENS = {  # duty and purpose: the values that open, of those that tell which form they came by
    ("membership", "membership"): {*OF_MEMBER},
    ("membership", "dues-record"): {"Chiyoda Marker"},
    ("volunteers", "volunteers"): {*OF_VOLUNTEER},
    ("magazine", "magazine"): set(),
}


@pytest.fixture
def both(db):
    """The registrations of one person, by form."""
    desks.publish()
    begin_with_suggested("membership", actor=SETTER, now=timezone.now())
    own = {
        "membership": desks.register("membership", {"email": BOTH}),
        "volunteers": desks.register(
            "volunteers", {"email": BOTH, "message": "Marker bicycle", "consent.magazine": "yes"}
        ),
    }
    regular = MemberClass.objects.get(name_en="Regular member")
    admit(own["membership"].submission, into=regular.id, actor=SETTER, now=timezone.now())
    opening = Opening(form="volunteers", title={"ja": "清掃", "en": "Cleaning"}, made_at=timezone.now())
    set_opening(opening, actor=SETTER, now=timezone.now())
    starts = timezone.now() + timedelta(days=9)
    add_shifts(opening, [(starts, starts + timedelta(hours=3))], places=2, actor=SETTER, now=timezone.now())
    take(Shift.objects.get().id, submission=own["volunteers"].submission, actor=SETTER, now=timezone.now())
    return own


def test_each_duty_sees_its_own_parts_and_each_purpose_opens_its_own_values(both):
    person = both["membership"].person
    assert person == both["volunteers"].person
    for duty, parts in SEES.items():
        page = desks.browser(desks.staff(duty)).get(reverse("console-person", args=[person]))
        seen = {name for name, mark in SECTIONS.items() if mark in page.content.decode()}
        assert seen == parts, duty
    marks = {*OF_MEMBER, *OF_VOLUNTEER}
    for (duty, purpose), values in OPENS.items():
        client = desks.browser(desks.staff(duty, email=f"opens-{purpose}@staff.example.org"))
        asked = {"purpose": purpose, "reason": "service"}
        opened = client.post(reverse("console-person-open", args=[person]), asked).content.decode()
        assert {mark for mark in marks if mark in opened} == values, f"{duty} for {purpose}"


@pytest.mark.parametrize(
    ("left", "kept", "gone", "there"),
    [
        ("membership", "volunteers", "03-1234-5678", "090-8765-4321"),
        ("volunteers", "membership", "090-8765-4321", "03-1234-5678"),
    ],
)
def test_leaving_one_keeps_the_other(both, left, kept, gone, there):
    now = timezone.now()
    end_registration(both[left].submission, reason=EndedAs.LEFT, actor=SETTER, now=now)
    expire(now + timedelta(days=400))
    assert SealedValue.objects.filter(submission_id=both[kept].submission, purposes__contains=kept).exists()
    assert not SealedValue.objects.filter(submission_id=both[left].submission, purposes=left).exists()
    assert Membership.objects.filter(state="admitted").exists() == (kept == "membership")
    assert SignUp.objects.filter(state="taken").exists() == (kept == "volunteers")
    own = come_in(BOTH, timezone.now()).get()
    assert there in own
    assert gone not in own
