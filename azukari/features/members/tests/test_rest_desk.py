"""Pause, reinstatement and a declined renewal at the desk and over the API: one press each (P05)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from azukari.core.accounts.tokens import make
from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.models import Membership, MemberState, Pause, RenewalNotice, Term
from azukari.features.members.pause import pause
from azukari.features.members.payments import record_payment
from azukari.policy.terms import FormKind
from tests.cast import registrant
from tests.console import desks

FORM = "membership"


@pytest.fixture
def desk(membership_desk):
    return desks.browser(membership_desk.user)


@pytest.fixture
def member(applicant, classes):
    now = timezone.now()
    admit(applicant.submission.id, into=classes["Supporting member"].id, actor=SETTER, now=now)
    record_payment(applicant.submission.id, paid_on=timezone.localdate(), amount=10000, by=None, actor=SETTER, now=now)
    before = timezone.localdate() - timedelta(days=40)
    Term.objects.update(begins=before)
    Membership.objects.update(joined_on=before)
    return applicant


def _press(desk, known, step, **data):
    at = reverse("console-member-step", args=[known.id, known.submission.id, step])
    return desk.post(at, data, follow=True).content.decode()


def _days(first, last):
    today = timezone.localdate()
    return {"begins": f"{today + timedelta(first)}", "ends": f"{today + timedelta(last)}"}


def test_a_pause_is_set_shown_and_ended_by_one_press_each(desk, member):
    assert "Paused. An email about it is on its way." in _press(desk, member, "pause", **_days(-10, 30))
    assert "End the pause" in _press(desk, member, "pause", **_days(-10, 30))
    assert Pause.objects.count() == 1
    assert "There is another pause in these days." in _press(desk, member, "pause", **_days(0, 5))
    assert "Write the first and the last day" in _press(desk, member, "pause", begins="x", ends="")
    assert "End the pause first" in _press(desk, member, "class", **{"class": str(_other()), "when": "today"})
    page = desk.get(reverse("console-members-list", args=[FORM]), {"state": "paused"}).content.decode()
    assert reverse("console-person", args=[member.id]) in page
    assert "The pause has ended." in _press(desk, member, "end-pause")
    page = desk.get(reverse("console-members-list", args=[FORM]), {"state": "paused"}).content.decode()
    assert reverse("console-person", args=[member.id]) not in page
    assert Pause.objects.get().ends == timezone.localdate() - timedelta(days=1)


def _other():
    return Membership.objects.get().member_class.__class__.objects.get(name_en="Regular member").id


def test_the_list_of_those_who_rest_costs_the_same_for_one_and_for_many(desk, member, classes, charter):
    pause(member.submission.id, **_dates(), actor=SETTER, now=timezone.now())
    at, counts = reverse("console-members-list", args=[FORM]), []
    for name in ("", "kana", "amelia"):
        if name:
            known = registrant(charter, name, FormKind.MEMBERSHIP)
            admit(known.submission.id, into=classes["Friend"].id, actor=SETTER, now=timezone.now())
            pause(known.submission.id, **_dates(), actor=SETTER, now=timezone.now())
        for state in ("paused", "admitted"):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert desk.get(at, {"state": state}).status_code == 200
            counts.append((state, len(seen)))
    assert len(set(counts[2:])) == 2, counts


def _dates():
    today = timezone.localdate()
    return {"begins": today, "ends": today + timedelta(days=9)}


def test_the_numbers_say_how_many_rest(desk, member):
    pause(member.submission.id, **_dates(), actor=SETTER, now=timezone.now())
    page = desk.get(reverse("console-members-numbers", args=[FORM])).content.decode()
    assert "1 of them is paused today." in page


def test_whose_membership_ended_is_reinstated_by_one_press(desk, member):
    end_registration(member.submission.id, reason=EndedAs.LAPSED, actor=SETTER, now=timezone.now())
    page = desk.get(reverse("console-person", args=[member.id])).content.decode()
    assert "Reinstate as a member" in page
    assert "Reinstated, with the number of before." in _press(desk, member, "reinstate")
    assert Membership.objects.get().state == MemberState.ADMITTED
    assert "Reinstated" in _press(desk, member, "reinstate"), "a second press finds it done"


def test_a_renewal_is_declined_for_somebody_who_says_so_by_telephone(desk, member):
    assert "There is nothing to decline" in _press(desk, member, "decline-renewal")
    RenewalNotice.objects.create(
        term=Term.objects.get(), person_id=member.id, member_class=Term.objects.get().member_class, fee=10000,
        made_at=timezone.now(),
    )  # fmt: skip
    assert "if the notice is sent in time" in desk.get(reverse("console-person", args=[member.id])).content.decode()
    assert "The membership ends with this term." in _press(desk, member, "decline-renewal")
    assert not RenewalNotice.objects.get().by_person


@pytest.fixture
def program(charter, membership_desk):
    words = make(membership_desk.user, "door", ["membership"], days=9, policy=charter.policy, now=timezone.now())[1]
    return Client(headers={"Authorization": f"Bearer {words}"})


def _send(program, path, **body):
    return program.post(f"/api/v1/members/{path}", {"form": FORM, **body}, content_type="application/json")


def test_a_program_pauses_and_ends_the_pause(program, member):
    for _ in range(2):
        answer = _send(program, "1/pause", **_days(0, 20))
        assert (answer.status_code, answer.json()) == (200, {"number": 1, "state": "admitted"})
    [found] = program.get("/api/v1/members", {"form": FORM}).json()["items"]
    assert (found["is_valid"], found["paused_until"]) == (False, _days(0, 20)["ends"])
    refused = _send(program, "1/pause", **_days(5, 6))
    assert (refused.status_code, refused.json()["code"]) == (409, "pause-twice")
    assert refused.headers["Content-Type"] == "application/problem+json"
    for _ in range(2):
        assert _send(program, "1/pause/end").status_code == 200
    [found] = program.get("/api/v1/members", {"form": FORM}).json()["items"]
    assert (found["is_valid"], found["paused_until"]) == (True, None)


def test_a_program_reinstates(program, member):
    end_registration(member.submission.id, reason=EndedAs.LAPSED, actor=SETTER, now=timezone.now())
    for _ in range(2):
        assert _send(program, "1/reinstatement").json() == {"number": 1, "state": "admitted"}
    assert _send(program, "7/reinstatement").status_code == 404
    assert _send(program, "1/reinstatement", more=1).status_code == 422


def test_a_token_of_another_duty_does_nothing(charter, volunteer_desk, member):
    words = make(volunteer_desk.user, "door", ["volunteers"], days=9, policy=charter.policy, now=timezone.now())[1]
    other = Client(headers={"Authorization": f"Bearer {words}"})
    for path, body in (("1/pause", _days(0, 3)), ("1/pause/end", {}), ("1/reinstatement", {})):
        assert _send(other, path, **body).status_code == 403
    assert _send(Client(), "1/pause", **_days(0, 3)).status_code == 401
    assert not Pause.objects.exists()


def test_why_nothing_was_done_does_not_look_like_something_done(desk, member):
    refused, done = _press(desk, member, "pause", begins="x", ends=""), _press(desk, member, "pause", **_days(0, 5))
    assert 'class="callout attention"' in refused.partition("Write the first and the last day")[0].rpartition("<div")[0]
    assert 'class="callout kept"' in done.partition("Paused. An email about it is on its way.")[0]
    assert 'class="callout kept"' not in refused
