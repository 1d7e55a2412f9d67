"""P10: whoever has the whole database cannot join answers to the invited by the order in which rows lie."""

import random
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from azukari.people.models import Person
from azukari.questionnaires import mixing
from azukari.questionnaires.give import give_unlinked
from azukari.questionnaires.invited.tickets import make_key
from azukari.questionnaires.models import Invitation, MixedAnswers, Poll, State, Version
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.tests.conftest import opened
from azukari.questionnaires.tests.guests import LATER

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
PEOPLE = 200
CHANCE = 1 + 3 * 1  # how many a guesser hits on average, and three times by how much that varies


@pytest.fixture
def version(charter, monkeypatch) -> Version:
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    made = opened()
    Poll.objects.update(by_invitation=True)
    made.poll.refresh_from_db()
    make_key(made.poll)
    return made


def _everybody_answers(version: Version, *, careless: bool = False) -> dict[str, int]:
    """Each draws a ticket, and answers right after it; the mixing comes by all the time. Returns who said what.

    Args:
        careless: whether drawing moves the row, as it does on PostgreSQL.
    """
    people = Person.objects.bulk_create([Person(created_at=LATER) for _ in range(PEOPLE)])
    Invitation.objects.bulk_create([Invitation(poll=version.poll, person=person) for person in people])
    truth, questionnaire = {}, questionnaire_of(version)
    for at, invitation in enumerate(random.sample(list(Invitation.objects.all()), PEOPLE)):
        Invitation.objects.filter(id=invitation.id).update(asked=f"{at:064x}")
        if careless:
            row = Invitation.objects.get(id=invitation.id)
            Invitation.objects.filter(id=invitation.id).delete()
            Invitation.objects.bulk_create([row])
        give_unlinked(version, questionnaire, {"age": 30 + at}, lang="ja", day=LATER.date(), ticket=f"{at:064x}")
        truth[str(invitation.person_id)] = 30 + at
        if at % 3 == 0:
            mixing.mix_all(LATER)
    return truth


def _joined_by_place(truth: dict[str, int]) -> int:
    """How many answers an attacker joins who reads both tables as they lie, and pairs them in that order."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM questionnaires_invitation WHERE asked <> '' ORDER BY {place}")  # noqa: S608 - a constant
        drawn = [UUID(str(id)) for (id,) in cursor.fetchall()]
        cursor.execute(f"SELECT id FROM questionnaires_mixedanswers ORDER BY {place}")  # noqa: S608 - a constant
        given = [UUID(str(id)) for (id,) in cursor.fetchall()]
    person_of = dict(Invitation.objects.values_list("id", "person_id"))
    answer_of = dict(MixedAnswers.objects.values_list("id", "answers"))
    people = [str(person_of[id]) for id in drawn]
    ages = [answer_of[id]["age"] for id in given]
    return sum(truth[person] == age for person, age in zip(people, ages, strict=False))


def test_the_order_of_rows_leads_to_nobody(version):
    truth = _everybody_answers(version, careless=True)
    half_way = _joined_by_place(truth)
    Poll.objects.update(state=State.CLOSED)
    mixing.mix_all(LATER)
    assert MixedAnswers.objects.count() == PEOPLE
    assert half_way <= 2 * CHANCE  # the last tenth lies apart, and has a chance of its own
    assert _joined_by_place(truth) <= CHANCE


def test_the_same_attack_finds_them_where_nothing_is_written_anew(version, monkeypatch):
    monkeypatch.setattr(mixing, "forget_order", lambda poll, *, last: False)
    assert _joined_by_place(_everybody_answers(version, careless=True)) > 2 * CHANCE
