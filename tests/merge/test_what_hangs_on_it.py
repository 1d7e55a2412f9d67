"""Whatever hangs on a registration or a value goes along with it, when two records become one and when they part."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from azukari.core.accounts.models import User
from azukari.core.cases.models import Case
from azukari.core.forms.accept import accept
from azukari.core.forms.models import ImportJob, Submission
from azukari.core.people.models import Person
from azukari.core.policy_versions.models import Notice
from azukari.core.vault.models import SealedValue
from azukari.core.vault.ownership import strays
from azukari.features.feedback.models import Tag
from azukari.features.members.models import Meeting
from azukari.features.questionnaires.models import Poll, Version
from azukari.features.volunteers.models import Opening, Requirement, Shift
from azukari.lib.control import controls, examine
from azukari.lib.identifier import new_id
from azukari.policy.casework import CaseChannel, CaseKind, CaseState, ReplyBy
from tests.console import desks
from tests.merge.owners import join, take_apart

pytestmark = pytest.mark.django_db

A, B = "aoba-marker@example.org", "blue-marker@example.org"
DAY = date(2026, 11, 1)


def _case() -> Case:
    owner, deputy = (User.objects.create_user(f"{new_id()}@example.org", "Kakari", now=desks.moment()) for _ in "12")
    return Case.objects.create(
        kind=CaseKind.QUESTION,
        channel=CaseChannel.FORM,
        pack="appi",
        lang="ja",
        reply_by=ReplyBy.MAIL,
        owner=owner,
        deputy=deputy,
        state=CaseState.RECEIVED,
        received_at=desks.moment(),
    )


def _job() -> ImportJob:
    day = desks.moment()
    return ImportJob.objects.create(
        form="membership", charter_id=1, lang="ja", answers_for=new_id(), begun_at=day, told_by="mail"
    )


def _version() -> Version:
    day, kept = desks.moment(), {"document": {}, "digest": "0" * 64}
    poll = Poll.objects.create(slug="survey", draft={}, linked=True, answered=True, changed_at=day)
    return Version.objects.create(poll=poll, number=1, linked=True, published_at=day, **kept)


def _shift() -> Shift:
    day = desks.moment()
    opening = Opening.objects.create(form="volunteers", made_at=day)
    return Shift.objects.create(opening=opening, starts=day, ends=day + timedelta(hours=2), places=3)


def _meeting() -> Meeting:
    return Meeting.objects.create(form="membership", title_ja="総会", title_en="Meeting", starts=desks.moment())


def _requirement() -> Requirement:
    return Requirement.objects.create(form="volunteers", made_at=desks.moment())


def _rows() -> dict[str, dict[str, Any]]:
    """For each table that hangs on another: the rest of a row."""
    now, notice = desks.moment(), Notice.objects.filter(form="membership").first()
    seal = {"sealed": b"x", "wrapped": b"x", "master": 1}
    return {
        "forms.Addition": {"notice": notice, "lang": "ja", "at": now},
        "forms.GuardianAddress": {"stand_in": Person.objects.create(created_at=now)},
        "forms.Guardianship": {"state": "agreed", "changed_at": now},
        "forms.Handling": {"state": "new", "changed_at": now},
        "forms.ImportedSubmission": {"job": _job(), "row": 1, "told_on": DAY},
        "forms.OwnDataQuestion": {},
        "forms.PageOfOrigin": {"page": "/en/"},
        "forms.RegistrationEnd": {"reason": "left", "ended_on": DAY, "by_person": True, "recorded_at": now},
        "forms.Suspicion": {"score": 1, "reasons": "fast"},
        "forms.Reply": {"purpose": "membership", "lang": "ja", "message": new_id(), "written_at": now},
        "campaigns.Signature": {"form": "membership"},
        "feedback.AnswerCode": {"digest": b"x", "salt": b"x"},
        "feedback.MessageTag": {"tag": Tag.objects.create(form="membership", word="river")},
        "feedback.Satisfaction": {"helped": True, "said_at": now},
        "questionnaires.Response": {"version": _version()},
        "volunteers.SignUp": {"shift": _shift(), "state": "taken", "asked_at": now},
        "volunteers.Feed": {"made_at": now},
        "volunteers.Clearance": {"requirement": _requirement(), "cleared_on": DAY},
        "members.Invoice": {"dues_year": 2026, "amount": 5000, "code": "12345674", "issued_on": DAY, "due_on": DAY},
        "members.Application": {"form": "membership", "since": now},
        "members.Membership": {"form": "membership", "state": "admitted", "number": 1, "decided_at": now},
        "members.Vote": {"meeting": _meeting()},
        "members.KnownPayer": {"digest": b"x", "known_since": DAY},
        "members.YearlyReceipt": {"scope": "dues", "year": 2026, "amount": 5000, "number": 1, "issued_on": DAY},
        "members.Receipt": {"number": 2, "paid_on": DAY, "amount": 5000, "issued_on": DAY},
        "members.Payment": {"paid_on": DAY, "amount": 5000, "recorded_at": now},
        "cases.CaseMessage": {"case": _case()},
        "vault.FormerValue": {"field": "name", "sealed": b"x", "channel": "mail", "corrected_at": now, "ends_at": now},
        "vault.Mention": {**seal, "search_id": new_id(), "sure": True, "found_at": now, "due_at": now},
        "vault.Redaction": {"spans": [], "at": now},
        "vault.SearchCode": {},
    }


_ALREADY = {
    "vault.SearchCode": "every accepted registration has some",
    "vault.FormerValue": "sealed, so not made here",
    "members.Application": "each that waits has one",
}


def _hanging() -> Iterator[tuple[str, Any]]:
    """Each table that refers to a registration or a value, and by which column."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model in (Submission, SealedValue):
                yield model._meta.label, field


def _hang_on(registered: desks.Registered) -> list[tuple[Any, Any]]:
    """One row in each table; returns them, as model and key."""
    value = SealedValue.objects.filter(submission_id=registered.submission, field="name").get()
    on = {Submission: registered.submission, SealedValue: value.id}
    made, rows = [], _rows()
    for label, field in _hanging():
        if label not in _ALREADY:
            more = {field.attname: on[field.related_model], **rows[label]}
            row = field.model._base_manager.create(person_id=registered.person, **more)
            made.append((field.model, row.pk))
    return made


def _owners(rows: list[tuple[Any, Any]]) -> set[Any]:
    return {model._base_manager.get(pk=key).person_id for model, key in rows}


@pytest.fixture(autouse=True)
def _ruling(db: None) -> None:
    desks.publish()


def test_every_table_that_hangs_on_another_is_tried_here():
    assert {label for label, _field in _hanging()} == set(_rows())


def test_they_go_along_into_one_record_and_back():
    one, other = desks.register("membership", {"email": A}), desks.register("membership", {"email": B})
    rows = _hang_on(other)
    merged = join(other.person, one.person)
    assert _owners(rows) == {one.person}
    assert list(strays()) == []
    take_apart(merged)
    assert _owners(rows) == {other.person}
    assert list(strays()) == []


def test_they_go_along_when_a_confirmed_address_is_known_already():
    known = desks.register("membership", {"email": A})
    newcomer = desks.register("volunteers", {"email": A}, confirmed=False)
    rows = _hang_on(newcomer)
    with transaction.atomic():
        accept(Submission.objects.get(id=newcomer.submission), now=desks.moment())
    assert _owners(rows) == {known.person}
    assert list(strays()) == []
    assert not Person.objects.filter(id=newcomer.person).exists()


def test_one_that_names_somebody_else_is_found():
    one, other = desks.register("membership", {"email": A}), desks.register("membership", {"email": B})
    for model, key in _hang_on(other):
        model._base_manager.filter(pk=key).update(person_id=one.person)
    found = dict(strays())
    assert set(found) == {f"{label}.{field.name}" for label, field in _hanging() if label not in _ALREADY}
    control = next(control for control in controls() if control.name == "owners")
    assert len(examine(control, desks.moment()).findings) == len(found)
