"""The end of a registration, and that it is taken back: every column, every word of the ledger and of the removals, of
this registration and of no other; and again when an older backup has been restored.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.forms import ending, kinds
from azukari.core.forms.ending import (
    NotOursToUndo,
    NotRunning,
    NotThatDay,
    end_again,
    end_registration,
    end_registrations,
    foresee,
    take_back_end,
)
from azukari.core.forms.models import EndedAs, RegistrationEnd, State, Submission
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.people.models import Person, Removal
from azukari.core.people.removals import RemovalKind, Removed
from azukari.core.policy_versions.current import charters
from azukari.policy.terms import Actor, ActorKind, FormKind
from tests.cast import NOW, Known, registrant
from tests.console import desks

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
TODAY = date(2026, 12, 24)
CLERK = Actor(ActorKind.STAFF, str(uuid4()))


@pytest.fixture
def volunteers(charter: Any) -> tuple[Known, Known]:
    return registrant(charter, "amelia", FormKind.VOLUNTEERS), registrant(charter, "taro", FormKind.VOLUNTEERS)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[UUID], datetime]]:
    """What the feature was told."""
    known, calls = kinds.of(FormKind.VOLUNTEERS), list[tuple[str, list[UUID], datetime]]()
    listening = replace(
        known,
        on_ended=lambda held, now: calls.append(("ended", [one.id for one in held], now)),
        on_resumed=lambda one, now: calls.append(("resumed", [one.id], now)),
    )
    monkeypatch.setitem(kinds._kinds, FormKind.VOLUNTEERS, listening)
    return calls


def end(who: Known, *, now: datetime = LATER, **more: Any) -> RegistrationEnd:
    how: dict[str, Any] = {"reason": EndedAs.LAPSED, "actor": CLERK, **more}
    return end_registration(who.submission.id, now=now, **how)


def ended(who: Known) -> dict[str, object] | None:
    found = RegistrationEnd.objects.filter(submission=who.submission).values().first()
    return dict(found) if found else None


def row(who: Known, **more: object) -> dict[str, object]:
    return {"submission_id": who.submission.id, "person_id": who.id, "reason": "lapsed", "ended_on": TODAY,
            "by_person": False, "recorded_at": LATER, **more}  # fmt: skip


def told(kind: str) -> list[dict[str, object]]:
    rows = Pending.objects.filter(kind=f"form:registration:{kind}").values_list("payload", flat=True)
    return sorted((json.loads(one) for one in rows), key=lambda one: str(one["submission"]))


def removals() -> list[tuple[object, ...]]:
    rows = Removal.objects.filter(kind__startswith="service-").order_by("at", "id")
    return [(one.kind, one.about, one.person_id, one.at, one.told) for one in rows]


def runs(who: Known) -> bool:
    return Grant.objects.filter(submission_id=who.submission.id, purpose="volunteers", ends_at=None).exists()


def test_an_end_is_kept_recorded_and_told_of_this_registration_alone(volunteers: tuple[Known, Known], heard) -> None:
    one, other = volunteers
    done = end(one)
    assert (done.submission_id, done.reason, done.ended_on) == (one.submission.id, "lapsed", TODAY)
    assert ended(one) == row(one)
    assert (ended(other), runs(other), runs(one)) == (None, True, False)
    about = {"actor": f"staff:{CLERK.reference}", "submission": str(one.submission.id), "form": "volunteers"}
    assert told("ended") == [{**about, "reason": "lapsed", "day": "2026-12-24", "ends": "2027-12-24"}]
    said = {"turn": 1, "reason": "lapsed", "day": "2026-12-24"}
    assert removals() == [("service-ended", one.submission.id, one.id, LATER, said)]
    letters = Message.objects.filter(kind="forms:ended").values_list("person", "reference", "lang", "created_at")
    assert list(letters) == [(one.id, one.submission.id, "en", LATER)]
    assert heard == [("ended", [one.submission.id], LATER)]


def test_taken_back_it_goes_on_and_each_change_has_its_number(volunteers: tuple[Known, Known], heard) -> None:
    one, other = volunteers
    end(other)
    end(one)
    heard.clear()
    take_back_end(one.submission.id, actor=CLERK, now=LATER + timedelta(days=1))
    assert (ended(one), runs(one)) == (None, True)
    assert (ended(other), runs(other)) == (row(other), False)
    about = {"actor": f"staff:{CLERK.reference}", "submission": str(one.submission.id), "form": "volunteers"}
    assert told("resumed") == [about]
    assert heard == [("resumed", [one.submission.id], LATER + timedelta(days=1))]
    assert removals()[-1] == (
        "service-resumed", one.submission.id, one.id, LATER + timedelta(days=1), {"turn": 2},
    )  # fmt: skip
    letters = Message.objects.filter(kind="forms:resumed").values_list("person", "reference", "lang")
    assert list(letters) == [(one.id, one.submission.id, "en")]
    mine = Actor(ActorKind.PERSON, str(one.id))
    again = end(one, reason=EndedAs.LEFT, actor=mine, now=LATER + timedelta(days=2))
    assert again.by_person
    said = {"turn": 3, "reason": "left", "day": "2026-12-26", "by_person": True}
    assert removals()[-1][3:] == (LATER + timedelta(days=2), said)


def test_an_end_that_stands_already_is_written_over_in_every_column(volunteers: tuple[Known, Known]) -> None:
    one, other = volunteers
    stale = {"reason": "left", "ended_on": date(2020, 1, 1), "by_person": True, "recorded_at": NOW}
    RegistrationEnd.objects.create(submission=one.submission, person_id=other.id, **stale)
    end(one)
    assert ended(one) == row(one)


def test_many_end_together_each_on_its_own_day_and_those_that_do_not_run_are_left_out(
    volunteers: tuple[Known, Known], charter: Any, heard
) -> None:
    one, other = volunteers
    waiting = desks.register("volunteers", confirmed=False)
    asked = registrant(charter, "midori", FormKind.FEEDBACK)
    third = registrant(charter, "ichiro", FormKind.CAMPAIGN)
    end(other)
    heard.clear()
    ids = [
        one.submission.id,
        other.submission.id,
        waiting.submission,
        asked.submission.id,
        third.submission.id,
        uuid4(),
    ]
    done = end_registrations(ids, reason=EndedAs.LAPSED, actor=CLERK, now=LATER)
    assert [each.submission_id for each in done] == [one.submission.id]
    assert ended(one) == row(one)
    assert RegistrationEnd.objects.count() == 2
    assert heard == [("ended", [one.submission.id], LATER)]
    assert end_registrations(ids, reason=EndedAs.LAPSED, actor=CLERK, now=LATER) == []


@pytest.mark.parametrize(
    ("on", "day", "counts"),
    [
        (None, TODAY, LATER),
        (TODAY, TODAY, LATER),
        (date(2026, 12, 23), date(2026, 12, 23), datetime(2026, 12, 23, 15, tzinfo=UTC)),
        (date(2026, 11, 24), date(2026, 11, 24), datetime(2026, 11, 24, 15, tzinfo=UTC)),
    ],
)
def test_the_time_runs_from_the_end_of_the_day_in_tokyo_or_from_now(
    volunteers: tuple[Known, Known], on: date | None, day: date, counts: datetime
) -> None:
    one, _other = volunteers
    end(one, on=on)
    assert ended(one) == row(one, ended_on=day)
    (until,) = Grant.objects.filter(submission_id=one.submission.id, purpose="volunteers").values_list("ends_at")
    assert until == (counts.replace(year=counts.year + 1),)


@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2026, 12, 25)])
def test_not_before_it_began_nor_ahead(volunteers: tuple[Known, Known], on: date) -> None:
    one, _other = volunteers
    with pytest.raises(NotThatDay):
        end(one, on=on)
    assert (ended(one), runs(one), removals(), told("ended")) == (None, True, [], [])


def test_what_waits_is_another_s_or_is_gone_has_no_end(volunteers: tuple[Known, Known]) -> None:
    waiting = desks.register("volunteers", confirmed=False).submission
    for id in (waiting, uuid4()):
        with pytest.raises(NotRunning):
            end_registration(id, reason=EndedAs.LEFT, actor=CLERK, now=LATER)
        with pytest.raises(NotOursToUndo):
            take_back_end(id, actor=CLERK, now=LATER)
    assert not RegistrationEnd.objects.exists()


def test_the_end_is_foreseen_where_there_is_one_to_come(volunteers: tuple[Known, Known], charter: Any) -> None:
    one, other = volunteers
    asked = registrant(charter, "midori", FormKind.FEEDBACK)
    waiting = Submission.objects.get(id=desks.register("volunteers", confirmed=False).submission)
    year = LATER.replace(year=2027)
    submission = Submission.objects.get(id=one.submission.id)
    assert foresee(submission, known=charters(), now=LATER) == {
        "volunteers": year,
        "emergency": datetime(2027, 1, 24, 3, tzinfo=UTC),
    }
    for nothing in (waiting, Submission.objects.get(id=asked.submission.id)):
        assert foresee(nothing, known=charters(), now=LATER) == {}
    Submission.objects.filter(id=other.submission.id).update(state=State.PENDING)
    other.submission.refresh_from_db()
    assert foresee(other.submission, known=charters(), now=LATER) == {}


def test_whose_address_is_not_confirmed_is_not_written_to_and_others_are(volunteers: tuple[Known, Known]) -> None:
    one, other = volunteers
    Person.objects.filter(id=one.id).update(confirmed_at=None)
    ids = [one.submission.id, other.submission.id]
    assert len(end_registrations(ids, reason=EndedAs.LAPSED, actor=CLERK, now=LATER)) == 2
    assert list(Message.objects.filter(kind="forms:ended").values_list("person", flat=True)) == [other.id]


def removed(who: Known, kind: RemovalKind, turn: int, **more: Any) -> Removed:
    return Removed(kind, who.submission.id, who.id, LATER, turn=turn, **more)


def again(what: Removed) -> bool:
    with transaction.atomic():
        return end_again(what)


def test_in_a_restored_database_it_ends_or_goes_on_once_as_in_truth_and_nobody_is_told(
    volunteers: tuple[Known, Known], heard
) -> None:
    one, other = volunteers
    letters, entries = Message.objects.count(), Pending.objects.count()
    left = removed(one, RemovalKind.SERVICE_ENDED, 3, reason="left", day="2026-12-20", by_person=True)
    assert again(left)
    assert ended(one) == row(one, reason="left", ended_on=date(2026, 12, 20), by_person=True)
    assert ended(other) is None
    assert heard == [("ended", [one.submission.id], LATER)]
    assert not again(left), "it is known by now"
    assert not again(removed(one, RemovalKind.SERVICE_RESUMED, 2)), "what is older does not count any more"
    assert again(removed(other, RemovalKind.SERVICE_ENDED, 1, reason="lapsed", day="2026-12-24"))
    assert ended(other) == row(other)
    heard.clear()
    assert again(removed(one, RemovalKind.SERVICE_RESUMED, 4))
    assert ended(one) is None
    assert ended(other) == row(other)
    assert heard == [("resumed", [one.submission.id], LATER)]
    lapsed = removed(other, RemovalKind.SERVICE_ENDED, 2, reason="left", day="2026-12-22", by_person=True)
    assert again(replace(lapsed, at=LATER + timedelta(hours=1)))
    assert ended(other) == row(
        other, reason="left", ended_on=date(2026, 12, 22), by_person=True, recorded_at=LATER + timedelta(hours=1)
    )
    assert not again(replace(left, about=uuid4(), turn=9)), "it is not there"
    assert (Message.objects.count(), Pending.objects.count()) == (letters, entries)


def test_which_kinds_end_by_leaving() -> None:
    assert [kind for kind in FormKind if ending.by_leaving(kind)] == [FormKind.MEMBERSHIP, FormKind.VOLUNTEERS]
