"""A new address is proposed for one value of one person, and taken up as whoever proposed it may have it taken up."""

from datetime import timedelta

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.vault.correct import NoSuchValue
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import AddressChange, Merge, Proposal, SealedValue
from azukari.core.vault.propose import adopt, is_open, propose, waiting
from azukari.policy.terms import CONFIRMATION, Actor, ActorKind, Category, Ground
from tests.cast import NOW, Known

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
UNTIL = LATER + timedelta(days=1)
PERSON = Actor(ActorKind.PERSON, "")
NEW = "midori@example.org"


def email(known: Known) -> SealedValue:
    return SealedValue.objects.get(person_id=known.id, category=Category.EMAIL)


def asked(known: Known, new: str = NEW, **more: bool):
    with transaction.atomic():
        return propose(email(known).id, new, person=known.id, now=LATER, until=UNTIL, **more)


def taken(made):
    with transaction.atomic():
        return adopt(made.id, actor=PERSON, now=LATER)


@pytest.mark.parametrize("by_staff", [False, True])
def test_what_staff_typed_makes_no_two_records_one(hanako: Known, amelia: Known, *, by_staff: bool) -> None:
    made = asked(hanako, amelia.email, by_staff=by_staff)
    assert Proposal.objects.get().by_staff is by_staff
    done = taken(made)
    assert Merge.objects.exists() is not by_staff
    if by_staff:
        assert done is None
        assert confirmed_person(hanako.email) == hanako.id
        assert confirmed_person(amelia.email) == amelia.id
    else:
        assert (done.before, done.person) == (hanako.id, amelia.id)


def test_nobody_proposes_another_address_in_place_of_somebody_else_s(hanako: Known, amelia: Known) -> None:
    with transaction.atomic(), pytest.raises(NoSuchValue):
        propose(email(amelia).id, NEW, person=hanako.id, now=LATER, until=UNTIL)
    assert not Proposal.objects.exists()


def test_it_is_of_that_value_while_it_waits_and_of_nobody_else(hanako: Known, amelia: Known) -> None:
    theirs = asked(amelia, "other@example.org")
    made = asked(hanako)
    row = Proposal.objects.get(id=made.id)
    assert (row.replaces, row.field, row.person_id) == (email(hanako).id, "email", hanako.id)
    assert (row.created_at, row.expires_at, row.stand_in_id) == (LATER, UNTIL, made.stand_in)
    (grant,) = Grant.objects.filter(person_id=made.stand_in)
    told = (grant.submission_id, grant.purpose, grant.ground, grant.begins_at, grant.ends_at)
    assert told == (made.id, CONFIRMATION, Ground.CONTRACT, LATER, UNTIL)
    beside = AddressChange.objects.get(proposal=made.id)
    assert (beside.person_id, beside.field, beside.expires_at) == (hanako.id, "email", UNTIL)
    (kept,) = Grant.objects.filter(person_id=beside.stand_in_id)
    assert (kept.submission_id, kept.purpose, kept.begins_at, kept.ends_at) == (beside.id, CONFIRMATION, LATER, UNTIL)
    assert waiting(hanako.id, now=LATER) == made.stand_in
    assert (waiting(hanako.id, now=UNTIL), is_open(made.id, now=UNTIL)) == (None, False)
    assert is_open(made.id, now=LATER)
    done = taken(made)
    assert (done.before, done.person, done.change.id) == (hanako.id, hanako.id, beside.id)
    assert is_open(theirs.id, now=LATER)
    assert waiting(amelia.id, now=LATER) == theirs.stand_in
    assert waiting(hanako.id, now=LATER) is None
    assert taken(made) is None
    assert confirmed_person(NEW) == hanako.id
    assert confirmed_person(amelia.email) == amelia.id
