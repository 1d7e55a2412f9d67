"""P06: shifts are the work of the duty that serves the volunteers' form. Every page of it, for every duty."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from azukari.core.ledger.models import Pending
from azukari.core.vault.events import VALUE_REFUSED
from azukari.demo.people import SETTER
from azukari.features.volunteers.models import Opening, Shift, SignUp
from azukari.features.volunteers.openings import add_shifts, set_opening
from azukari.features.volunteers.sign_up import take
from tests.console import desks

OF_A_FORM = (
    "console-shifts", "console-openings", "console-opening-new", "console-volunteers-numbers",
    "console-volunteers-table", "console-screening",
)  # fmt: skip
OF_A_SHIFT = (
    "console-shift", "console-shift-telephone", "console-shift-emergency", "console-shift-attend",
    "console-shift-places", "console-shift-off",
)  # fmt: skip


@pytest.fixture
def sign_up(amelia):
    """Amelia comes to the only shift, which is tomorrow."""
    now = timezone.now()
    words = {"ja": "清掃", "en": "Cleaning"}
    opening = Opening(form="volunteers", title=words, made_at=now)
    set_opening(opening, actor=SETTER, now=now)
    start = now + timedelta(hours=20)
    add_shifts(opening, [(start, start + timedelta(hours=3))], places=1, actor=SETTER, now=now)
    return take(Shift.objects.get().id, submission=amelia.submission.id, actor=SETTER, now=now)


def _addresses(form, sign_up):
    yield from (reverse(name, args=[form]) for name in OF_A_FORM)
    yield from (reverse(name, args=[form, sign_up.shift_id]) for name in OF_A_SHIFT)
    opening = sign_up.shift.opening_id
    yield from (reverse(name, args=[form, opening]) for name in ("console-opening", "console-shifts-add"))


@pytest.mark.parametrize("who", ["membership_desk", "mallory", "officer"])
def test_other_duties_see_and_change_nothing_of_the_shifts(who, request, sign_up):
    client = desks.browser(request.getfixturevalue(who).user)
    before = Pending.objects.filter(kind=VALUE_REFUSED.name).count()
    for at in _addresses("volunteers", sign_up):
        for answer in (client.get(at, follow=True), client.post(at)):
            assert answer.status_code in (403, 405), at
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() > before, "each refusal is recorded"
    nothing = [sign_up.person_id, sign_up.submission_id, sign_up.shift_id]
    assert client.post(reverse("console-person-screening", args=nothing)).status_code == 403
    assert SignUp.objects.get().state == "taken"
    assert Shift.objects.get().called_off_at is None


def test_the_volunteers_desk_opens_each_of_them_and_of_no_other_form(volunteer_desk, membership_desk, sign_up):
    client = desks.browser(volunteer_desk.user)
    for at in _addresses("volunteers", sign_up):
        assert client.get(at, follow=True).status_code == 200, at
    assert client.get(reverse("console-volunteers")).status_code == 302
    other = desks.browser(membership_desk.user)
    for at in _addresses("membership", sign_up):
        assert other.post(at).status_code in (404, 405), at
