"""To decide on an application answers it: it is not to be read any more, and whoever said something of it by hand after
that has the last word.
"""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.forms.events import SUBMISSION_HANDLED
from azukari.core.forms.handling import handle
from azukari.core.forms.models import Handled, Handling, Submission
from azukari.core.ledger.models import Pending
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit, admit_many
from azukari.features.members.decline import decline
from azukari.features.members.models import Declined
from azukari.features.members.sharing import join
from azukari.policy.terms import FormKind
from azukari.shells.staff.submission_filter import TO_READ
from tests.cast import registrant
from tests.console import desks

REASON = Declined.STATUTES


def _told():
    rows = Pending.objects.filter(kind=SUBMISSION_HANDLED.name).order_by("at", "id")
    return [(told["submission"], told["state"], told["assignee"]) for told in (json.loads(r.payload) for r in rows)]


def _by_hand(known, state, staff, charter, *, version, assignee=None):
    form = charter.policy.forms["membership"]
    handle(
        known.submission.id, state=state, assignee=assignee, version=version, form=form, policy=charter.policy,
        actor=staff.actor, now=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize("declined", [False, True])
def test_to_decide_answers_it_and_is_recorded_once(declined, applicant, classes, membership_desk):
    id, actor, now = applicant.submission.id, membership_desk.actor, timezone.now()
    assert "submission to read" in desks.browser(membership_desk.user).get("/console/").content.decode()
    for _twice in range(2):
        if declined:
            decline(id, reason=REASON, actor=actor, now=now)
        else:
            admit(id, into=classes["Regular member"].id, actor=actor, now=now)
    assert list(Handling.objects.values()) == [
        {"submission_id": id, "person_id": applicant.id, "state": Handled.ANSWERED, "assignee_id": None,
         "changed_at": now, "version": 1}
    ]  # fmt: skip
    assert _told() == [(str(id), "answered", None)]
    assert not Submission.objects.filter(TO_READ).exists()
    assert "submission to read" not in desks.browser(membership_desk.user).get("/console/").content.decode()


def test_whoever_comes_into_a_shared_membership_is_answered_too(applicant, classes, charter):
    now = timezone.now()
    head = admit(applicant.submission.id, into=classes["Household"].id, actor=SETTER, now=now)
    other = registrant(charter, "amelia", FormKind.MEMBERSHIP)
    assert head.number
    join(other.submission.id, number=head.number, actor=SETTER, now=now)
    assert Handling.objects.get(submission=other.submission).state == Handled.ANSWERED


def test_it_stays_with_whoever_has_it_in_hand(applicant, classes, charter, membership_desk):
    me = membership_desk.user
    _by_hand(applicant, Handled.IN_HAND, membership_desk, charter, version=0, assignee=me.reference)
    admit(applicant.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    found = Handling.objects.get()
    assert (found.state, found.assignee, found.version) == (Handled.ANSWERED, me, 2)
    assert _told()[-1] == (str(applicant.submission.id), "answered", str(me.reference))


def test_what_is_closed_stays_closed_and_what_is_said_by_hand_afterwards_stands(
    applicant, classes, charter, membership_desk
):
    other = registrant(charter, "amelia", FormKind.MEMBERSHIP)
    _by_hand(other, Handled.CLOSED, membership_desk, charter, version=0)
    for known in (applicant, other):
        admit(known.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    assert Handling.objects.get(submission=other.submission).state == Handled.CLOSED
    _by_hand(applicant, Handled.IN_HAND, membership_desk, charter, version=1)
    later = timezone.now() + timedelta(hours=1)
    admit(applicant.submission.id, into=classes["Regular member"].id, actor=SETTER, now=later)
    assert Handling.objects.get(submission=applicant.submission).state == Handled.IN_HAND
    assert len(_told()) == 3


def test_several_at_once_are_answered_in_as_many_queries_as_one(classes, charter, membership_desk):
    counts = []
    for names in (["hanako", "midori"], ["kana", "amelia", "noor", "ichiro"]):
        people = [registrant(charter, name, FormKind.MEMBERSHIP) for name in names]
        _by_hand(people[0], Handled.IN_HAND, membership_desk, charter, version=0)
        ids = [one.submission.id for one in people]
        with CaptureQueriesContext(connection) as asked:
            assert admit_many(
                dict.fromkeys(ids, classes["Regular member"].id), actor=SETTER, now=timezone.now()
            ) == len(ids)
        counts.append(len(asked))
        assert {*Handling.objects.filter(submission__in=ids).values_list("state", flat=True)} == {Handled.ANSWERED}
    assert len({*counts}) == 1, counts
    assert Handling.objects.count() == 6
