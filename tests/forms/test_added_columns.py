"""What is added to a registration later: what is offered for it, to whom, and every column of what is kept of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.forms import addition
from azukari.core.forms.accept import accept
from azukari.core.forms.addition import Offer, add, examine, living_purposes, offer, offers
from azukari.core.forms.answers import Answers
from azukari.core.forms.models import Addition, Guardianship, RegistrationEnd, Submission
from azukari.core.forms.notices import notices
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import Current, charters, current
from azukari.core.vault.models import SealedValue
from azukari.policy.terms import Category
from tests.cast import NOW
from tests.charter.widened import Draft, field, publish_widened
from tests.forms.sending import LATER, sent

pytestmark = pytest.mark.usefixtures("charter")
THEN = NOW + timedelta(days=1)
BARE = {"phone": ""}


def registered(form: str = "membership", **more: object) -> Submission:
    one = Submission.objects.get(id=sent(form, {**BARE, **more} if form != "plastic-free-river" else more).id)
    with transaction.atomic():
        accept(one, now=LATER)
    return one


def offered(one: Submission, **held: str) -> Offer:
    return offer(one, held={**_held(one), **held}, known=charters(), now=THEN)


def _held(one: Submission) -> dict[str, str]:
    said = {"activities": "cleaning"}
    there = SealedValue.objects.filter(submission_id=one.id).values_list("field", flat=True)
    return {name: said.get(name, "x") for name in there}


def asks(found: Offer) -> tuple[list[str], list[str]]:
    return [field.id for field in found.form.fields], list(found.form.consents)


def added(one: Submission, **data: object) -> Addition:
    found = offered(one)
    answers = examine(found, data, lang="ja")
    assert isinstance(answers, Answers), answers
    return add(found, answers, lang="ja", now=THEN)


def told(kind: str) -> list[dict[str, Any]]:
    return [json.loads(one.payload) for one in Pending.objects.filter(kind=kind)]


BLANKS = ["name_kana", "phone", "fax", "occupation"]


def test_what_was_left_blank_and_may_be_is_offered_and_what_was_not_agreed_to(charter: Current) -> None:
    one = registered()
    found = offered(one)
    assert (asks(found), found.charter, bool(found)) == ((BLANKS, ["magazine"]), 1, True)
    assert found.form.sections == ()
    agreed = registered(email="other@example.org", **{"consent.magazine": "on", "fax": "03-1234-5678"})
    assert asks(offered(agreed)) == (["name_kana", "phone", "occupation"], [])
    both = offers({one: _held(one), agreed: _held(agreed)}, known=charters(), now=THEN)
    assert {id: asks(each) for id, each in both.items()} == {
        one.id: (BLANKS, ["magazine"]),
        agreed.id: (["name_kana", "phone", "occupation"], []),
    }


def test_what_had_to_be_filled_in_is_no_blank_even_where_it_is_held_no_more(charter: Current) -> None:
    one = registered()
    held = {name: text for name, text in _held(one).items() if name not in {"name", "email", "address"}}
    assert asks(offer(one, held=held, known=charters(), now=THEN)) == (BLANKS, ["magazine"])


def test_a_question_that_hangs_on_another_answer_is_offered_where_it_would_be_asked(charter: Current) -> None:
    one = registered("volunteers")
    plain = ["name_kana", "phone", "emergency_phone", "days", "occupation", "message"]
    assert asks(offered(one)) == (plain, ["magazine"])
    asked, _boxes = asks(offered(one, activities="cleaning\ntranslation"))
    assert asked == ["name_kana", "phone", "emergency_phone", "languages", "days", "occupation", "message"]
    for each in offered(one, activities="translation").form.fields:
        assert (each.show_if, each.section) == (None, None), "it stands by itself"


def _ended(one: Submission) -> None:
    RegistrationEnd.objects.create(
        submission=one, person_id=one.person_id, reason="left", ended_on=NOW.date(), by_person=True, recorded_at=NOW
    )


def _over(one: Submission) -> None:
    Grant.objects.filter(submission_id=one.id).update(ends_at=THEN)


def _asked_only(one: Submission) -> None:
    Grant.objects.filter(submission_id=one.id).exclude(purpose="confirmation").delete()
    Grant.objects.filter(submission_id=one.id).update(ends_at=None)


def _waits(one: Submission) -> None:
    one.state = "pending"


@pytest.mark.parametrize("change", [_ended, _over, _asked_only, _waits])
def test_nothing_is_offered_where_nothing_lives_and_the_next_is_not_touched_by_it(
    charter: Current, change: Callable[[Submission], None]
) -> None:
    one, other = registered(), registered(email="other@example.org")
    change(one)
    both = offers({one: _held(one), other: _held(other)}, known=charters(), now=THEN)
    assert asks(both[one.id]) == ([], [])
    assert not both[one.id]
    assert asks(both[other.id]) == (BLANKS, ["magazine"])


def test_whoever_needed_a_guardian_agrees_to_nothing_more_alone(charter: Current) -> None:
    one, other = (registered("plastic-free-river", email=f"{who}@example.org") for who in ("one", "other"))
    assert asks(offered(one)) == (["occupation", "message"], ["campaign-updates", "magazine"])
    Guardianship.objects.create(submission=one, person_id=one.person_id, state="agreed", changed_at=NOW)
    both = offers({one: _held(one), other: _held(other)}, known=charters(), now=THEN)
    assert asks(both[one.id]) == (["occupation", "message"], [])
    assert asks(both[other.id])[1] == ["campaign-updates", "magazine"]
    assert added(other, occupation="Fisher").fields == "occupation"


@pytest.mark.parametrize("category", [Category.EMAIL, Category.PHONE])
def test_an_address_is_added_nowhere_without_being_asked(charter: Current, category: Category) -> None:
    form = charter.policy.forms["membership"]
    blank = replace(next(f for f in form.fields if f.id == "phone"), category=category)
    today = replace(form, fields=(blank,))
    assert addition._may_be_added(blank, today) is (category is not Category.EMAIL)


def _is_gone(draft: Draft) -> None:
    fields = draft["forms"]["membership"]["fields"]
    draft["forms"]["membership"]["fields"] = [each for each in fields if each["id"] not in {"fax", "occupation"}]


def _is_another(draft: Draft) -> None:
    field(draft, "membership", "occupation").update(category="answer")


def _no_box(draft: Draft) -> None:
    draft["forms"]["membership"]["consents"] = []
    for each in draft["forms"]["membership"]["fields"]:
        each["purposes"] = [slug for slug in each["purposes"] if slug != "magazine"]


def _no_form(draft: Draft) -> None:
    draft["forms"]["other"] = draft["forms"].pop("membership")


@pytest.mark.parametrize(
    ("edit", "left"),
    [
        (_is_gone, (["name_kana", "phone"], ["magazine"])),
        (_is_another, (["name_kana", "phone", "fax"], ["magazine"])),
        (_no_box, (BLANKS, [])),
        (_no_form, ([], [])),
    ],
)
def test_what_the_form_asks_no_more_today_is_not_offered(charter: Current, edit: Any, left: object) -> None:
    one = registered()
    publish_widened(edit, now=THEN)
    assert asks(offered(one)) == left


def test_everything_that_is_added_is_kept_and_recorded_under_the_notice_of_its_form(charter: Current) -> None:
    one, other = registered(), registered(email="other@example.org")
    before = _rows(other.id)
    made = added(one, phone="03-8765-4321", occupation="Fisher", **{"consent.magazine": "on"})
    notice = notices(current(), current().policy.forms["membership"])["ja"].digest
    (kept,) = Addition.objects.values()
    assert kept == {"id": made.id, "submission_id": one.id, "person_id": one.person_id, "notice_id": notice,
                    "lang": "ja", "fields": "phone occupation", "consents": "magazine", "at": THEN}  # fmt: skip
    values = {v.field: (v.category, v.purposes, v.created_at) for v in SealedValue.objects.filter(submission_id=one.id)}
    assert values["phone"] == ("phone", "confirmation membership", THEN)
    assert values["occupation"] == ("occupation", "confirmation membership", THEN)
    given: dict[str, Any] = {**Grant.objects.values().get(submission_id=one.id, purpose="magazine")}
    assert given.pop("proof")
    assert given == {"id": given["id"], "person_id": one.person_id, "submission_id": one.id, "purpose": "magazine",
                     "ground": "consent", "charter_id": 1, "begins_at": THEN, "ends_at": None, "end_reason": "",
                     "settled_at": None, "opens": "", "turn": 0}  # fmt: skip
    about = {"actor": "person", "submission": str(one.id), "form": "membership", "charter": 1}
    added_to = {**about, "notice": notice, "lang": "ja", "categories": ["occupation", "phone"]}
    assert told("form:submission:added") == [{**added_to, "consents": ["magazine"]}]
    begun = {**about, "purposes": ["magazine"]}
    assert [each for each in told("consent:grant:begun") if each.get("actor")] == [begun]
    letters = Message.objects.filter(kind="forms:addition")
    assert list(letters.values_list("person", "reference", "lang", "created_at")) == [
        (one.person_id, made.id, "ja", THEN)
    ]
    assert _rows(other.id) == before


def test_a_blank_that_is_filled_in_begins_nothing_and_is_not_written_about(charter: Current) -> None:
    one = registered()
    added(one, phone="03-8765-4321")
    assert living_purposes(one, THEN) == {"membership"}
    assert not Message.objects.filter(kind="forms:addition").exists()
    assert [each for each in told("consent:grant:begun") if each.get("actor")] == []


def test_only_what_lives_now_of_this_registration_may_use_it(charter: Current) -> None:
    one, _other = registered(), registered(email="other@example.org", **{"consent.magazine": "on"})
    assert living_purposes(one, THEN) == {"membership"}
    _over(one)
    assert living_purposes(one, THEN - timedelta(seconds=1)) == {"membership"}
    assert living_purposes(one, THEN) == set()
    assert living_purposes(one, NOW - timedelta(seconds=1)) == set()


@pytest.mark.parametrize("filled", [True, False])
def test_nothing_at_all_is_said_at_the_first_question_or_box(charter: Current, filled: bool) -> None:
    one = registered()
    held = dict.fromkeys(BLANKS, "x") if filled else {}
    (problem,) = examine(offered(one, **held), {}, lang="en")  # type: ignore[misc] # problems
    assert (problem.code, problem.field_id) == ("nothing_added", "consent.magazine" if filled else "name_kana")


def _rows(submission: UUID) -> object:
    return (
        sorted(SealedValue.objects.filter(submission_id=submission).values_list("field", "purposes")),
        sorted(Grant.objects.filter(submission_id=submission).values_list("purpose", "ends_at")),
    )
