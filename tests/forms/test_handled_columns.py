"""Taking a submission up, answering and closing it: what is kept and recorded each time, and what it does to the time
of what was written; and who may be given it.
"""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.accounts.models import StaffDuty, User
from azukari.core.consent.models import Grant
from azukari.core.forms.handling import NotAColleague, NotThere, colleagues, handle, move
from azukari.core.forms.models import Handled, Handling
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Actor, ActorKind, FormKind
from tests.cast import NOW, Known, Staff, registrant
from tests.console import desks

LATER = NOW + timedelta(hours=1)
NEW, IN_HAND, ANSWERED, CLOSED = Handled.NEW, Handled.IN_HAND, Handled.ANSWERED, Handled.CLOSED


@pytest.fixture
def asked(charter: Current) -> Known:
    return registrant(charter, "midori", FormKind.FEEDBACK)


@pytest.fixture
def other(charter: Current) -> Known:
    return registrant(charter, "noor", FormKind.FEEDBACK)


@pytest.fixture
def does(charter: Current, officer: Staff):
    """Handles a submission by the officer."""

    def step(known: Known, state: Handled, *, version: int, assignee: UUID | None = None, **more: Any) -> Handling:
        form = charter.policy.forms[more.pop("form", known.submission.form)]
        how = {"policy": charter.policy, "actor": officer.actor, "now": LATER, **more}
        return handle(known.submission.id, state=state, assignee=assignee, version=version, form=form, **how)

    return step


def ends(known: Known) -> object:
    return Grant.objects.get(submission_id=known.submission.id, purpose="feedback").ends_at


def told() -> list[dict[str, object]]:
    found = Pending.objects.filter(kind="form:submission:handled").order_by("at", "id")
    return [json.loads(one.payload) for one in found]


def test_every_column_and_every_word_of_it(asked: Known, other: Known, does, officer: Staff) -> None:
    does(asked, IN_HAND, version=0, assignee=officer.user.reference)
    row = {"submission_id": asked.submission.id, "person_id": asked.id}
    assert list(Handling.objects.values()) == [
        {**row, "state": "in-hand", "assignee_id": officer.user.pk, "changed_at": LATER, "version": 1}
    ]
    does(asked, ANSWERED, version=1, now=LATER + timedelta(hours=1))
    assert list(Handling.objects.values()) == [
        {**row, "state": "answered", "assignee_id": None, "changed_at": LATER + timedelta(hours=1), "version": 2}
    ]
    about = {"actor": f"staff:{officer.user.reference}", "submission": str(asked.submission.id), "form": "feedback"}
    assert told() == [
        {**about, "state": "in-hand", "assignee": str(officer.user.reference), "ends": None},
        {**about, "state": "answered", "assignee": None, "ends": None},
    ]
    assert (ends(asked), ends(other)) == (None, None)


@pytest.mark.parametrize(
    ("steps", "runs"),
    [
        ([CLOSED], False),
        ([IN_HAND, CLOSED], False),
        ([ANSWERED, IN_HAND, ANSWERED], True),
        ([CLOSED, IN_HAND], True),
        ([CLOSED, ANSWERED], True),
        ([CLOSED, NEW], True),
    ],
)
def test_closing_starts_its_time_and_anything_else_lets_it_go_on(
    asked: Known, other: Known, does, steps: list[Handled], runs: bool
) -> None:
    for version, state in enumerate(steps):
        does(asked, state, version=version)
    assert (ends(asked) is None) is runs
    assert ends(other) is None


def test_giving_what_is_closed_to_a_colleague_neither_stops_its_time_nor_starts_it_anew(
    asked: Known, does, officer: Staff
) -> None:
    does(asked, CLOSED, version=0)
    end = ends(asked)
    does(asked, CLOSED, version=1, assignee=officer.user.reference, now=LATER + timedelta(days=9))
    assert ends(asked) == end is not None
    assert [entry["ends"] is None for entry in told()] == [False, True]


def test_the_same_again_is_no_step_however_old_the_page_and_another_word_from_an_old_page_is_refused(
    asked: Known, does, officer: Staff
) -> None:
    me = officer.user.reference
    does(asked, NEW, version=7)
    assert (Handling.objects.count(), told()) == (0, [])
    does(asked, IN_HAND, version=0, assignee=me)
    assert does(asked, IN_HAND, version=7, assignee=me).version == 1
    for state, assignee in ((IN_HAND, None), (ANSWERED, me)):
        with pytest.raises(StaleVersion):
            does(asked, state, version=0, assignee=assignee)
    assert (Handling.objects.get().version, len(told())) == (1, 1)


def test_a_reply_is_the_newest_word_however_far_it_was(asked: Known, does, charter: Current, officer: Staff) -> None:
    does(asked, IN_HAND, version=0)
    with transaction.atomic():
        row = move(
            asked.submission,
            state=ANSWERED,
            who=officer.user,
            version=None,
            form=charter.policy.forms["feedback"],
            policy=charter.policy,
            actor=officer.actor,
            now=LATER,
        )
    assert (row.state, row.version, Handling.objects.get().state) == (ANSWERED, 2, ANSWERED)


def test_a_page_of_another_form_takes_nothing_up(asked: Known, does) -> None:
    with pytest.raises(NotThere):
        does(asked, IN_HAND, version=0, form="magazine")
    assert not Handling.objects.exists()


def test_colleagues_are_those_at_work_whose_duties_serve_the_form_once_each_and_by_name(charter: Current) -> None:
    form, policy = charter.policy.forms["feedback"], charter.policy
    serving = sorted(slug for slug, duty in policy.duties.items() if "feedback" in duty.purposes)
    assert len(serving) > 1
    last = desks.staff(*serving, email="a@staff.example.org")
    first, same, gone = (desks.staff(serving[0], email=f"{who}@staff.example.org") for who in "bcd")
    desks.staff("membership")
    User.objects.filter(id=last.id).update(name="Zoe")
    User.objects.filter(id__in=(first.id, same.id)).update(name="Anna")
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    StaffDuty.objects.create(user=gone, duty="membership")
    assert list(colleagues(form, policy)) == [first, same, last]


def test_who_was_cut_off_can_be_given_nothing_more(asked: Known, does, officer: Staff) -> None:
    User.objects.filter(id=officer.user.id).update(is_active=False)
    with pytest.raises(NotAColleague):
        does(asked, IN_HAND, version=0, assignee=officer.user.reference)
    assert officer.actor == Actor(ActorKind.STAFF, str(officer.user.reference), officer.duties)
