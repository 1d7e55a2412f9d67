"""Whoever can write to the database, and has no keys, gives nobody a right to anybody's data: forged grants open
nothing, nobody is written to by them, and they are noticed.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from azukari.core.consent.models import Grant, living_of
from azukari.core.database.proven import prove_old
from azukari.core.mail.bulk.standing import living
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks

pytestmark = pytest.mark.django_db
EMAIL = frozenset({Category.EMAIL})
WORKER = Actor(ActorKind.SYSTEM, "worker")


@pytest.fixture
def members() -> list[UUID]:
    """Members who never asked for the magazine."""
    desks.publish()
    return [desks.register("membership", {"email": f"m{n}@example.org"}).person for n in range(3)]


def _sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def _forge(person: UUID) -> None:
    """A magazine grant as SQL writes it: a copy of another of the person's, proof and all."""
    columns = (
        "person_id, submission_id, ground, charter_id, begins_at, ends_at, end_reason, settled_at, opens, turn, proof"
    )
    id = new_id().hex if connection.vendor == "sqlite" else new_id()
    of = person.hex if connection.vendor == "sqlite" else person
    _sql(
        f"INSERT INTO consent_grant (id, purpose, {columns}) SELECT %s, 'magazine', {columns} FROM consent_grant"
        " WHERE person_id = %s AND purpose = 'membership'",
        id,
        of,
    )


def _released(person: UUID, purpose: str) -> int:
    opened = release(
        [person], purpose=purpose, categories=EMAIL, actor=WORKER, reason=Reason.DELIVERY, now=timezone.now()
    )
    return len(opened[person])


def test_a_grant_that_was_inserted_opens_nothing_and_nobody_is_written_to_by_it(members: list[UUID]) -> None:
    for person in members:
        assert _released(person, "membership") == 1
        _forge(person)
        with pytest.raises(Refused) as refused:
            _released(person, "magazine")
        assert refused.value.verdict.code == "use.altered"
    assert not living(members, "magazine", timezone.now())
    assert living(members, "membership", timezone.now()) == {*members}


def test_whoever_has_a_true_grant_is_opened_beside_a_forged_one(members: list[UUID]) -> None:
    reader = desks.register("magazine", {"email": "reader@example.org"}).person
    _forge(members[0])
    now = timezone.now()
    opened = release(
        [reader, members[0]], purpose="magazine", categories=EMAIL, actor=WORKER, reason=Reason.DELIVERY, now=now
    )
    assert opened.keys() == {reader}


@pytest.mark.parametrize("change", ["ends_at", "purpose", "person", "opens", "submission_id", "proof"])
def test_a_grant_that_was_changed_opens_nothing(members: list[UUID], change: str) -> None:
    now, person = timezone.now(), members[0]
    other = Grant.objects.get(person_id=members[1], purpose="membership")
    changed = {
        "ends_at": now + timedelta(days=9999),
        "purpose": "magazine",
        "person": members[2],
        "opens": "email",
        "submission_id": other.submission_id,
        "proof": other.proof,
    }
    given = Grant.objects.get(person_id=person, purpose="membership")
    QuerySet.update(Grant.objects.filter(id=given.id), **{change: changed[change]})  # which makes no proof
    assert not Grant.objects.get(id=given.id).is_proven()
    opened = [each for purpose in ("membership", "magazine") for each in living_of(members, purpose, now)]
    assert {each.person_id for each in opened} == {*members[1:]}
    assert given.submission_id not in {each.submission_id for each in opened}


def test_a_change_by_the_program_does_not_cover_up_one_by_somebody_else(members: list[UUID]) -> None:
    _forge(members[0])
    rows = Grant.objects.filter(person_id=members[0])
    rows.update(ends_at=timezone.now() + timedelta(days=3))
    assert {grant.purpose for grant in rows if grant.is_proven()} == {"membership", "confirmation", "dues-record"}
    forged = rows.get(purpose="magazine")
    forged.opens = "email"
    forged.save()
    Grant.objects.bulk_update([forged], ["ends_at"])
    assert not rows.get(purpose="magazine").is_proven()


def test_grants_that_stand_there_when_proofs_begin_are_proven_once(members: list[UUID]) -> None:
    _sql("UPDATE consent_grant SET proof = NULL")
    assert not living(members, "membership", timezone.now())
    prove_old(Grant, Grant.meant)
    assert living(members, "membership", timezone.now()) == {*members}
    assert all(grant.is_proven() for grant in Grant.objects.all())
