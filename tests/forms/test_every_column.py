"""What is kept of somebody who fills in a form, column by column, from the moment it is sent until it counts: these
rows, said in the ledger in these words, and no others.
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import models, transaction

from azukari.core.consent.models import Grant
from azukari.core.forms.accept import GuardianNeeded, accept
from azukari.core.forms.arrival import Arrival, rows_of
from azukari.core.forms.at_once import _write
from azukari.core.forms.entered import Entered
from azukari.core.forms.importing.basis import NoticeMethod
from azukari.core.forms.intake import receive
from azukari.core.forms.models import (
    Channel,
    GuardianAddress,
    Guardianship,
    OwnDataQuestion,
    PageOfOrigin,
    SentMark,
    Submission,
    Suspicion,
)
from azukari.core.forms.notices import notices
from azukari.core.forms.once import mark_of
from azukari.core.forms.suspicion import Suspected
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.people.models import Person, Trail
from azukari.core.policy_versions.current import Current, current
from azukari.core.vault.models import SealedValue, SearchCode
from azukari.policy.casework import OWN_DATA, Hold
from azukari.policy.terms import Actor, ActorKind, Ground
from tests.cast import NOW
from tests.forms.sending import LATER, WEEK, answered, sent, young

pytestmark = pytest.mark.usefixtures("charter")


def rows(model: type[models.Model], **which: object) -> list[dict[str, Any]]:
    found = model._default_manager.filter(**which).order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in ("id", "proof")} for row in found]


def told() -> list[tuple[str, dict[str, object], UUID]]:
    """What the ledger was told, in the order of the kinds, and whose trail leads there."""
    owners = dict(Trail.objects.values_list("entry_id", "person_id"))
    found = [(one.kind, json.loads(one.payload), owners[one.id]) for one in Pending.objects.filter(id__in=owners)]
    return sorted(found, key=lambda one: (one[0], str(one[1])))


def values(submission: UUID) -> dict[str, tuple[object, ...]]:
    return {
        one.field: (one.category, one.purposes, one.token is not None, one.person_id, one.created_at, one.corrected_at)
        for one in SealedValue.objects.filter(submission_id=submission)
    }


def grant(one: Submission, purpose: str, ground: str, **more: object) -> dict[str, object]:
    about = {"person_id": one.person_id, "submission_id": one.id, "purpose": purpose, "ground": ground}
    blank = {"ends_at": None, "end_reason": "", "settled_at": None, "opens": "", "turn": 0}
    return {**about, "charter_id": 1, "begins_at": NOW, **blank, **more}


def grants() -> list[dict[str, Any]]:
    return sorted(rows(Grant), key=lambda row: (row["purpose"] != "confirmation", row["purpose"]))


def submission(one: Submission, form: str, **more: object) -> dict[str, object]:
    notice = notices(current(), current().policy.forms[form])["en"].digest
    about = {"form": form, "kind": current().policy.forms[form].kind.value, "charter_id": 1, "notice_id": notice}
    came = {"lang": "en", "person_id": one.person_id, "channel": "api", "consents": "", "created_at": NOW}
    return {**about, **came, "state": "pending", "accepted_at": None, **more}


def letter(one: Submission, kind: str, **more: object) -> dict[str, object]:
    about = {"kind": kind, "person_id": one.person_id, "reference": one.id, "lang": "en"}
    return {**about, "created_at": NOW, "due_at": NOW, "attempts": 0, "leased_until": None, "sent_at": None,
            "failure": "", **more}  # fmt: skip


def about(one: Submission) -> dict[str, object]:
    return {"submission": str(one.id), "form": one.form, "charter": 1}


def received(one: Submission, **more: object) -> tuple[str, dict[str, object], UUID]:
    read = {"notice": one.notice_id, "lang": one.lang, "channel": one.channel, "consents": one.consents.split()}
    counted = {"values": SealedValue.objects.filter(submission_id=one.id).count()}
    return "form:submission:received", {**about(one), **read, **counted, **more}, one.person_id


def test_what_waits_for_its_confirmation_is_nobody_s_and_may_be_asked_for_a_week_and_used_for_nothing() -> None:
    got = sent("feedback", {"topic": OWN_DATA})
    one = Submission.objects.get()
    assert (got.id, got.pending, got.held, got.waits_for) == (one.id, True, False, "mail")
    assert rows(Submission) == [submission(one, "feedback")]
    assert rows(Person) == [{"created_at": NOW, "confirmed_at": None}]
    assert grants() == [grant(one, "confirmation", "contract", ends_at=WEEK)]
    assert rows(Message) == [letter(one, "forms:confirm")]
    mine = {"submission_id": one.id, "person_id": one.person_id}
    assert rows(OwnDataQuestion) == [{**mine, "attempts": 0, "due_at": None}]
    kept = (False, one.person_id, NOW, None)
    assert values(one.id) == {
        "topic": ("answer", "confirmation feedback", *kept),
        "message": ("message", "confirmation feedback", *kept),
        "email": ("email", "confirmation feedback", *kept),
    }
    assert told() == [received(one)]
    for model in (Guardianship, GuardianAddress, PageOfOrigin, SearchCode, SentMark, Suspicion):
        assert rows(model) == [], model


def test_once_confirmed_it_may_be_used_for_what_was_said_and_agreed_to_and_is_found() -> None:
    sent("membership", {"consent.magazine": "on"})
    one = Submission.objects.get()
    assert {field: kept[1:3] for field, kept in values(one.id).items() if field in {"email", "address"}} == {
        "email": ("confirmation membership magazine", False),
        "address": ("confirmation membership dues-record", False),
    }
    with transaction.atomic():
        done = accept(one, now=LATER)
    assert (done.submission, done.person, done.joined, done.again) == (one.id, one.person_id, False, False)
    assert (one.state, one.accepted_at) == ("accepted", LATER)
    accepted = {"consents": "magazine", "state": "accepted", "accepted_at": LATER}
    assert rows(Submission) == [submission(one, "membership", **accepted)]
    assert rows(Person) == [{"created_at": NOW, "confirmed_at": LATER}]
    ended = {"ends_at": LATER, "end_reason": "confirmed", "settled_at": LATER}
    assert grants() == [
        grant(one, "confirmation", "contract", **ended),
        grant(one, "magazine", "consent", begins_at=LATER),
        grant(one, "membership", "contract", begins_at=LATER),
    ]
    assert rows(Message, kind="forms:receipt") == [letter(one, "forms:receipt", created_at=LATER, due_at=LATER)]
    assert {field for field, kept in values(one.id).items() if kept[2]} == {"name", "email", "phone"}
    assert {code.person_id for code in SearchCode.objects.all()} == {one.person_id}
    begun = {"purposes": ["membership", "magazine"]}
    assert told() == [
        ("consent:grant:begun", {**about(one), **begun}, one.person_id),
        ("form:submission:confirmed", {**about(one), "confirmed": True}, one.person_id),
        received(one),
    ]


def test_what_a_law_keeps_of_it_already_is_kept_on_when_it_is_confirmed() -> None:
    one = Submission.objects.get(id=sent("magazine").id)
    held = Grant.objects.create(
        id=uuid4(), person_id=one.person_id, submission_id=one.id, purpose=Hold.CLAIM, ground=Ground.LAW, charter_id=1,
        begins_at=NOW, ends_at=WEEK,
    )  # fmt: skip
    before = rows(Grant, id=held.id)
    with transaction.atomic():
        accept(one, now=LATER)
    assert rows(Grant, id=held.id) == before


@pytest.mark.parametrize("cap", [None, 5])
def test_what_gives_no_address_counts_at_once_and_nobody_is_written_to(charter: Current, cap: int | None) -> None:
    form = replace(charter.policy.forms["feedback"], cap=cap)
    policy = replace(charter.policy, forms={**charter.policy.forms, "feedback": form})
    told_by = notices(charter, form)["en"].digest
    got = receive(
        charter=replace(charter, policy=policy),
        form=form,
        answers=answered("feedback", {"name": "Heron Aoba"}, address=False),
        lang="en",
        notice=told_by,
        channel=Channel.PAGE,
        now=NOW,
    )
    one = Submission.objects.get()
    assert (got.id, got.pending, got.held, got.waits_for) == (one.id, False, False, "none")
    counts = {"channel": "page", "state": "accepted", "accepted_at": NOW}
    assert rows(Submission) == [submission(one, "feedback", **counts)]
    assert rows(Person) == [{"created_at": NOW, "confirmed_at": None}]
    assert grants() == [
        grant(one, "confirmation", "contract", ends_at=NOW, end_reason="confirmed", settled_at=NOW),
        grant(one, "feedback", "contract"),
    ]
    assert rows(Message) == []
    assert SearchCode.objects.filter(person_id=one.person_id).exists(), "staff find it by the name that was given"
    assert told() == [
        ("consent:grant:begun", {**about(one), "purposes": ["feedback"]}, one.person_id),
        ("form:submission:confirmed", {**about(one), "confirmed": False}, one.person_id),
        received(one),
    ]


def test_those_that_count_at_one_moment_are_each_found_by_their_own_words_and_nothing_else() -> None:
    charter, came = current(), []
    form = charter.form("feedback")
    assert form is not None
    digest = notices(charter, form)["en"].digest
    for name, seconds in (("Heron Aoba", 0), ("", 2), ("Teal Kiri", 1)):
        answers = answered("feedback", {"name": name}, address=False)
        at = NOW + timedelta(seconds=seconds)
        arrival = Arrival(charter, form, answers, "en", digest, Channel.PAGE, at, person=uuid4(), id=uuid4())
        came.append((name, arrival))
    counting = []
    for _name, arrival in came:
        counted = arrival.accepted()
        counting.append(arrival.counting(rows_of(arrival, counting=counted), counted))
    assert list(_write(counting)) == [None] * 3
    found = set(SearchCode.objects.values_list("person_id", flat=True))
    assert found == {arrival.person for name, arrival in came if name}
    assert {one.id: one.accepted_at for one in Submission.objects.all()} == {a.id: a.now for _name, a in came}


def test_what_may_be_a_robot_s_waits_apart_with_its_signs_and_its_page_and_nobody_is_written_to() -> None:
    mark = mark_of("chance", "feedback", {"message": "m"}, secret="secret")
    suspected = Suspected(5, ("many-links", "same"))
    got = sent("feedback", suspected=suspected, origin="/en/privacy", mark=mark)
    one = Submission.objects.get()
    mine = {"submission_id": one.id, "person_id": one.person_id}
    assert (got.pending, got.held, got.waits_for) == (True, True, "review")
    assert rows(Suspicion) == [{**mine, "score": 5, "reasons": "many-links same"}]
    assert rows(PageOfOrigin) == [{**mine, "page": "/en/privacy"}]
    (kept,) = rows(SentMark)
    assert (bytes(kept["digest"]), kept["expires_at"]) == (mark.digest, NOW + timedelta(days=1))
    assert rows(Message) == []


def test_nor_does_what_gives_no_address_count_while_it_may_be_a_robot_s() -> None:
    got = sent("feedback", suspected=Suspected(3, ("same",)), address=False)
    one = Submission.objects.get()
    assert (got.pending, got.held, got.waits_for) == (False, True, "review")
    assert rows(Submission) == [submission(one, "feedback")]
    assert grants() == [grant(one, "confirmation", "contract", ends_at=WEEK)]


def test_an_address_that_gets_no_more_mail_waits_all_the_same() -> None:
    got = sent("feedback", mail=False)
    assert (got.pending, got.waits_for, Message.objects.count()) == (True, "mail", 0)


def test_what_staff_write_down_says_who_did_so_and_how_the_person_was_told() -> None:
    clerk = Actor(ActorKind.STAFF, str(uuid4()), frozenset({"feedback"}))
    entered = Entered(clerk, NoticeMethod.PHONE, date(2026, 11, 20))
    sent("feedback", channel=Channel.STAFF, entered=entered)
    one = Submission.objects.get()
    more = {"actor": f"staff:{clerk.reference}", "method": "phone", "day": "2026-11-20"}
    assert told() == [received(one, **more)]
    assert one.channel == "staff"


def test_what_a_guardian_has_to_agree_to_cannot_count_at_once() -> None:
    charter = current()
    form = charter.form("plastic-free-river")
    assert form is not None
    answers = answered("plastic-free-river", {"of-age": "no", "guardian-email": "parent@example.org"})
    arrival = Arrival(charter, form, answers, "en", "0" * 64, Channel.PAGE, NOW, person=uuid4(), id=uuid4())
    with pytest.raises(GuardianNeeded):
        rows_of(arrival, counting=arrival.accepted())


def test_a_guardian_s_address_is_kept_under_somebody_who_is_nobody_for_the_one_question() -> None:
    other, mine = young("heron@example.org"), young("teal@example.org")
    one = mine.submission
    assert Person.objects.count() == 4
    assert rows(Person, id=mine.stand_in) == [{"created_at": NOW, "confirmed_at": None}]
    assert rows(Guardianship, submission=one) == [
        {"submission_id": one.id, "person_id": one.person_id, "state": "waiting", "changed_at": NOW}
    ]
    asked = {"submission_id": one.id, "person_id": one.person_id, "stand_in_id": mine.stand_in}
    assert rows(GuardianAddress, submission=one) == [asked]
    assert set(values(one.id)) == {"name", "email"}
    assert values(mine.letter) == {"guardian-email": ("email", "confirmation", False, mine.stand_in, NOW, None)}
    stands = {"person_id": mine.stand_in, "submission_id": mine.letter}
    assert rows(Grant, submission_id=mine.letter) == [
        {**grant(one, "confirmation", "contract", ends_at=WEEK), **stands}
    ]
    assert rows(Grant, submission_id=one.id) == [grant(one, "confirmation", "contract", ends_at=WEEK)]
    assert {row["reference"] for row in rows(Message)} == {one.id, other.submission.id}
