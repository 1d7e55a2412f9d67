"""P10: whoever has the whole database cannot join answers to the invited by the order in which rows lie."""

import math
import random
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from azukari.ledger.models import Pending
from azukari.people.models import Person
from azukari.questionnaires import give, mixing
from azukari.questionnaires.give import give_unlinked
from azukari.questionnaires.invited.tickets import make_key
from azukari.questionnaires.models import Invitation, MixedAnswers, Poll, PollState, PooledAnswers, TicketKey, Version
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.tests.conftest import opened
from azukari.questionnaires.tests.guests import LATER
from tests.sizes import how_many

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
PEOPLE = how_many("AZUKARI_GUESTS")
MANY = 9
HITS = 10
"""Exact hits that chance reaches: on average there is one, and eleven or more in one run of 10^8 (Poisson)."""

HITS_OF_TWO = 13
"""The same of two pools that lie in backups: two on average, fourteen and more in one run of 10^7."""

SIGMAS = 5.5
"""By how much a rank correlation differs from nothing by chance: by more in fewer than one run of 10^7."""


@pytest.fixture
def version(charter, monkeypatch) -> Version:
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    made = opened()
    Poll.objects.update(by_invitation=True)
    made.poll.refresh_from_db()
    make_key(made.poll)
    return made


def _everybody_answers(
    version: Version, *, careless: bool = False
) -> tuple[dict[str, int], list[list[tuple[int, int]]]]:
    """Each draws a ticket, and answers right after it; the mixing comes by all the time. Returns who said what, and
    what two backups under way tell.

    Args:
        careless: whether drawing moves the row, as it does on PostgreSQL.
    """
    people = Person.objects.bulk_create([Person(created_at=LATER) for _ in range(PEOPLE)])
    Invitation.objects.bulk_create([Invitation(poll=version.poll, person=person) for person in people])
    truth: dict[str, int] = {}
    backups: list[list[tuple[int, int]]] = []
    questionnaire = questionnaire_of(version)
    for at, invitation in enumerate(random.sample(list(Invitation.objects.all()), PEOPLE)):
        Invitation.objects.filter(id=invitation.id).update(asked=f"{at:064x}")
        if careless:
            row = Invitation.objects.get(id=invitation.id)
            Invitation.objects.filter(id=invitation.id).delete()
            Invitation.objects.bulk_create([row])
        give_unlinked(version, questionnaire, {"age": 30 + at}, lang="ja", day=LATER.date(), ticket=f"{at:064x}")
        truth[str(invitation.person_id)] = 30 + at
        if len(backups) < 2 and at > PEOPLE * (len(backups) + 1) // 3 and PooledAnswers.objects.count() >= MANY:
            backups.append(_pool(truth))
        if at % 3 == 0:
            mixing.mix_all(LATER)
    assert len(backups) == 2
    return truth, backups


def _pool(truth: dict[str, int]) -> list[tuple[int, int]]:
    """What a backup of this moment tells: those who drew last are paired with the answers that wait, as they lie."""
    waiting = [PooledAnswers.objects.get(id=id).answers["age"] for id in _in_place("pooledanswers", "")]
    drawn = _in_place("invitation", "WHERE asked <> ''")
    person_of = dict(Invitation.objects.values_list("id", "person_id"))
    said = [truth[str(person_of[id])] for id in drawn]
    return list(zip([age for age in said if age in waiting], waiting, strict=True))


def _in_place(table: str, where: str) -> list[UUID]:
    """The ids of a table's rows as they lie. PostgreSQL also tells which transaction wrote a row."""
    place = "rowid" if connection.vendor == "sqlite" else "xmin::text::bigint, ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM questionnaires_{table} {where} ORDER BY {place}")  # noqa: S608 - constants
        return [UUID(str(id)) for (id,) in cursor.fetchall()]


def _pairs(truth: dict[str, int]) -> list[tuple[int, int]]:
    """What everybody said as an attacker reads it out of both tables as they lie: who drew first is paired with the
    first answer, and so on.
    """
    drawn, given = _in_place("invitation", "WHERE asked <> ''"), _in_place("mixedanswers", "")
    person_of = dict(Invitation.objects.values_list("id", "person_id"))
    answer_of = dict(MixedAnswers.objects.values_list("id", "answers"))
    there = {answer_of[id]["age"] for id in given}
    said = [truth[str(person_of[id])] for id in drawn]
    return list(zip([age for age in said if age in there], [answer_of[id]["age"] for id in given], strict=True))


def _hits(pairs: list[tuple[int, int]]) -> int:
    return sum(said == age for said, age in pairs)


def _correlation(pairs: list[tuple[int, int]]) -> float:
    """Spearman's rank correlation of the places at which the same people's rows lie, in deviations of chance."""
    place = {age: at for at, (_, age) in enumerate(pairs)}
    many = len(pairs)
    apart = sum((at - place[said]) ** 2 for at, (said, _) in enumerate(pairs))
    return (1 - 6 * apart / (many * (many**2 - 1))) * math.sqrt(many - 1)


def test_the_order_of_rows_leads_to_nobody(version, caplog):
    events, lines = Pending.objects.count(), len(caplog.records)
    truth, backups = _everybody_answers(version, careless=True)
    assert (Pending.objects.count(), len(caplog.records)) == (
        events,
        lines,
    )  # ledger and logs tell of nobody who answers
    assert sum(map(_hits, backups)) <= HITS_OF_TWO
    old = 30 + TicketKey.objects.get(poll=version.poll).rewritten  # what came since lies apart, up to a tenth
    half_way = [pair for pair in _pairs(truth) if max(pair) < old]
    Poll.objects.update(state=PollState.CLOSED)
    mixing.mix_all(LATER)
    assert MixedAnswers.objects.count() == PEOPLE
    assert _hits(half_way) <= HITS
    assert _hits(_pairs(truth)) <= HITS
    assert abs(_correlation(_pairs(truth))) < SIGMAS


def test_the_same_attack_finds_them_where_nothing_is_written_anew(version, monkeypatch):
    monkeypatch.setattr(mixing, "forget_order", lambda poll, *, last: False)
    monkeypatch.setattr(give, "forget_arrival", lambda poll: None)
    truth, backups = _everybody_answers(version, careless=True)
    assert _correlation(_pairs(truth)) > SIGMAS
    assert sum(map(_hits, backups)) > HITS_OF_TWO
