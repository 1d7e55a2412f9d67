"""A second signature, column by column: which first one it goes into, what moves there, what is agreed to with it, and
what the ledger keeps of it.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.forms.accept import accept
from azukari.core.forms.again import signed_before
from azukari.core.forms.models import Addition, Channel, Submission
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person, Trail
from azukari.core.vault.models import SealedValue, SearchCode
from tests.cast import NOW
from tests.forms.sending import LATER, sent

pytestmark = pytest.mark.usefixtures("charter")
RIVER = "plastic-free-river"
THEN = NOW + timedelta(days=1)


def signs(who: str = "heron", *, at: Any = LATER, form: str = RIVER, **more: Any) -> Submission:
    how = {"channel": more.pop("channel", Channel.PAGE)}
    one = Submission.objects.get(id=sent(form, {"email": f"{who}@example.org", **more}, **how).id)
    with transaction.atomic():
        accept(one, now=at)
    return one


def kept(submission: UUID) -> dict[str, tuple[str, UUID]]:
    found = SealedValue.objects.filter(submission_id=submission)
    return {one.field: (one.purposes, one.person_id) for one in found}


def living(submission: UUID) -> dict[str, Any]:
    found = Grant.objects.filter(submission_id=submission).exclude(purpose="confirmation")
    return {one.purpose: (one.begins_at, one.ends_at, one.opens) for one in found}


def test_only_what_the_first_lacks_moves_there_and_what_was_agreed_to_anew_begins(charter: Any) -> None:
    first = signs(occupation="Fisher", **{"consent.magazine": "on"})
    other = signs("teal")
    before = (kept(other.id), living(other.id))
    agreed = {"consent.magazine": "on", "consent.campaign-updates": "on"}
    again = signs(at=THEN, name="Another", occupation="Pilot", message="Well done.", **agreed)
    assert not Submission.objects.filter(id=again.id).exists()
    purposes = "confirmation campaign"
    assert kept(first.id)["message"] == (purposes, first.person_id)
    assert set(kept(first.id)) == {"name", "email", "occupation", "message"}
    assert living(first.id) == {
        "campaign": (LATER, None, ""),
        "magazine": (LATER, None, ""),
        "campaign-updates": (THEN, None, ""),
    }
    assert (kept(other.id), living(other.id)) == before
    added = Addition.objects.get()
    assert (added.submission_id, added.fields, added.consents, added.at) == (
        first.id,
        "message",
        "campaign-updates",
        THEN,
    )
    (told,) = Pending.objects.filter(kind="form:submission:repeated")
    assert json.loads(told.payload) == {"submission": str(again.id), "form": RIVER}
    assert Trail.objects.get(entry_id=told.id).person_id == first.person_id
    added_to = json.loads(Pending.objects.get(kind="form:submission:added").payload)
    assert (added_to["categories"], added_to["consents"]) == (["message"], ["campaign-updates"])
    assert Person.objects.filter(confirmed_at__isnull=True).count() == 0


def test_the_same_once_more_adds_nothing(charter: Any) -> None:
    first = signs(message="Well done.", **{"consent.magazine": "on"})
    before = (kept(first.id), living(first.id))
    signs(at=THEN, message="Once more.", **{"consent.magazine": "on"})
    assert (kept(first.id), living(first.id)) == before
    assert not Addition.objects.exists()
    assert SearchCode.objects.filter(person_id=first.person_id).exists()


def test_it_goes_into_the_earliest_that_still_counts(charter: Any) -> None:
    one = signs()
    two, three = (Submission.objects.get(id=sent(RIVER, channel=Channel.PAGE).id) for _ in range(2))
    for number, each in enumerate((two, three)):
        Submission.objects.filter(id=each.id).update(
            person=one.person_id, state="accepted", accepted_at=LATER + timedelta(minutes=9 - number)
        )
        Grant.objects.filter(submission_id=each.id).update(person=one.person_id, purpose="campaign", ends_at=None)
    back = Submission.objects.get(id=sent(RIVER, channel=Channel.PAGE).id)
    back.person_id = one.person_id
    assert signed_before(back, now=THEN) == one
    Grant.objects.filter(submission_id=one.id).update(ends_at=THEN)
    assert signed_before(back, now=THEN) == three, "it was accepted before the other"
    Grant.objects.filter(submission_id=three.id).update(purpose="magazine")
    assert signed_before(back, now=THEN) == two, "by another purpose nothing is signed"


def _theirs(one: Submission) -> None:
    Submission.objects.filter(id=one.id).update(person=signs("teal").person_id)


def _elsewhere(one: Submission) -> None:
    Submission.objects.filter(id=one.id).update(form="another-petition")


def _waits(one: Submission) -> None:
    Submission.objects.filter(id=one.id).update(state="pending")


def _no_petition(one: Submission) -> None:
    Submission.objects.filter(id=one.id).update(kind="volunteers")


@pytest.mark.parametrize("change", [_theirs, _elsewhere, _waits, _no_petition])
def test_what_is_another_s_of_another_petition_or_not_confirmed_is_no_first_one(
    charter: Any, change: Callable[[Submission], None]
) -> None:
    first = signs()
    back = Submission.objects.get(id=sent(RIVER, {"email": "heron@example.org"}, channel=Channel.PAGE).id)
    back.person_id = first.person_id
    assert signed_before(back, now=THEN) == first
    change(first)
    assert signed_before(back, now=THEN) is None


@pytest.mark.parametrize(
    ("channel", "once"), [(Channel.PAGE, True), (Channel.API, True), (Channel.STAFF, False), (Channel.IMPORT, False)]
)
def test_what_others_write_down_for_somebody_stays_beside_it(charter: Any, channel: Channel, once: bool) -> None:
    signs()
    signs(at=THEN, channel=channel)
    assert Submission.objects.filter(form=RIVER).count() == (1 if once else 2)


def test_only_petitions_are_signed_once(charter: Any) -> None:
    for number in range(2):
        signs(form="magazine", at=LATER + timedelta(hours=number))
    assert Submission.objects.filter(form="magazine", state="accepted").count() == 2
