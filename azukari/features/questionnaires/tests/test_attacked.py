"""P10: whoever has taken everything cannot join answers to those who were invited, better than chance; and the same
attack finds them where a precaution is left out.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from azukari.core.backup.left_out import declared
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.people.models import Person
from azukari.features.questionnaires import give, mixing
from azukari.features.questionnaires.give import give_unlinked
from azukari.features.questionnaires.invited.tickets import make_key
from azukari.features.questionnaires.models import Invitation, MixedAnswers, Poll, PollState, PooledAnswers, Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.tests.attack import (
    WAYS,
    Bundles,
    Pairs,
    Truth,
    by_mail,
    by_place,
    correlation,
    hits,
)
from azukari.features.questionnaires.tests.guests import LATER
from azukari.features.questionnaires.tests.visitor import opened
from azukari.lib.identifier import new_id
from azukari.policy.mailing import MailingState, MessageState
from tests.sizes import how_many

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
PEOPLE = how_many("AZUKARI_GUESTS")
MANY = 9
FIRST = 100_000
HITS = 10
"""Exact hits that chance reaches: on average there is one, and eleven or more in one run of 10^8 (Poisson)."""

SIGMAS = 5.5
"""By how much a rank correlation differs from nothing by chance: by more in fewer than one run of 10^7."""

type Evidence = dict[str, list[Pairs]]


@pytest.fixture
def version(charter, monkeypatch) -> Version:
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    made = opened()
    Poll.objects.update(by_invitation=True)
    made.poll.refresh_from_db()
    make_key(made.poll)
    return made


def _mailed(poll: Poll) -> list[Invitation]:
    """Everybody is invited, one mail after the other; in the order of their mails."""
    people = Person.objects.bulk_create([Person(created_at=LATER) for _ in range(PEOPLE)])
    rows = Invitation.objects.bulk_create([Invitation(poll=poll, person=person) for person in people])
    mailing = Mailing.objects.create(
        kind="questionnaires", purpose="volunteers", state=MailingState.DONE, created_by="tests", created_at=LATER
    )
    MailingMessage.objects.bulk_create(
        MailingMessage(
            mailing=mailing, person_id=row.person_id, lang="ja", state=MessageState.SENT, due_at=LATER,
            changed_at=LATER + timedelta(seconds=at),
        )
        for at, row in enumerate(rows)
    )  # fmt: skip
    return rows


def _everybody_answers(
    version: Version, *, careless: bool = False, bundles: Bundles | None = None
) -> tuple[Truth, Evidence]:
    """Each draws a ticket in the order of the mails, and answers right after it; the mixing comes by all the time.
    Returns who said what, and what comes of each way at two moments under way, as little mixed as there are.

    Args:
        careless: whether drawing moves the row, as it does on PostgreSQL.
        bundles: the backups, of which one is made at each of the two moments.
    """
    truth: Truth = {}
    taken: Evidence = {way.__name__: [] for way in WAYS}
    questionnaire = questionnaire_of(version)
    for at, invitation in enumerate(_mailed(version.poll)):
        Invitation.objects.filter(id=invitation.id).update(asked=hashlib.sha256(b"%d" % at).hexdigest())
        if careless:
            row = Invitation.objects.get(id=invitation.id)
            Invitation.objects.filter(id=invitation.id).delete()
            Invitation.objects.bulk_create([row])
        answers = {"age": FIRST + at}
        give_unlinked(version, questionnaire, answers, day=LATER.date(), ticket=f"{uuid4().hex:0>64}")
        truth[invitation.person_id] = FIRST + at
        seen = len(taken["by_log"])
        if seen < 2 and at > PEOPLE * (seen + 1) // 3 and PooledAnswers.objects.count() >= MANY:
            for way in WAYS:
                taken[way.__name__].append(way(truth))
            if bundles:
                bundles.take(LATER + timedelta(seconds=seen))
        if at % 3 == 0:
            mixing.mix_all(LATER)
    assert all(len(moments) == 2 for moments in taken.values())
    return truth, taken


def test_nothing_that_can_be_taken_leads_from_answers_to_people(version, caplog, tmp_path):
    events, lines, bundles = Pending.objects.count(), len(caplog.records), Bundles(tmp_path)
    truth, under_way = _everybody_answers(version, careless=True, bundles=bundles)
    assert (Pending.objects.count(), len(caplog.records)) == (events + 2, lines)  # of two backups, and of nobody
    for name, moments in under_way.items():
        assert max(map(hits, moments)) <= HITS, name
    assert under_way["by_log"] == [[], []]  # it is empty whenever an answer has come
    Poll.objects.update(state=PollState.CLOSED)
    mixing.mix_all(LATER)
    assert MixedAnswers.objects.count() == PEOPLE
    assert {"questionnaires.Invitation", "questionnaires.SpentTicket"} <= {
        *declared().tables
    }  # no backup has the invited
    asked = set(Invitation.objects.values_list("asked", flat=True))
    assert not any(digest in block for each in bundles.opened for block in each for digest in asked)
    bundles.take(LATER + timedelta(seconds=9))
    assert len(bundles.ages()[-1]) == PEOPLE
    for pairs in bundles.pairs(truth):
        assert pairs
        assert hits(pairs) <= HITS
        assert abs(correlation(pairs)) < SIGMAS
    for way in WAYS:
        pairs = way(truth)
        assert len(pairs) in {0, PEOPLE}, way.__name__
        assert hits(pairs) <= HITS, way.__name__
        assert not pairs or abs(correlation(pairs)) < SIGMAS, way.__name__


def test_the_same_attack_finds_them_where_nothing_is_written_anew(version, monkeypatch):
    monkeypatch.setattr(mixing, "forget_order", lambda poll, *, last: False)
    monkeypatch.setattr(give, "forget_arrival", lambda poll: None)
    truth, under_way = _everybody_answers(version, careless=True)
    assert correlation(by_place(truth)) > SIGMAS
    assert correlation(by_mail(truth)) > SIGMAS
    assert hits(under_way["by_place"][0]) + hits(under_way["by_place"][1]) > 2 * HITS


def test_the_same_attack_finds_them_in_backups_where_ids_are_given_in_order(version, monkeypatch, tmp_path):
    bundles = Bundles(tmp_path)
    monkeypatch.setattr(mixing, "_rewrite", _in_order)
    monkeypatch.setattr(mixing, "forget_order", lambda poll, *, last: False)
    truth, _under_way = _everybody_answers(version, bundles=bundles)
    assert all(correlation(pairs) > SIGMAS for pairs in bundles.pairs(truth))


def _in_order(rows: Sequence[PooledAnswers], _poll: str) -> None:
    MixedAnswers.objects.bulk_create(
        MixedAnswers(id=new_id(), version_id=row.version_id, lang=row.lang, day=row.day, answers=row.answers)
        for row in sorted(rows, key=lambda row: row.answers["age"])
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's log is kept by its operator")
def test_the_same_attack_finds_them_in_a_log_that_is_not_emptied_and_where_answers_lie_open(version, monkeypatch):
    monkeypatch.setattr(give, "forget_log", lambda now: None)
    monkeypatch.setattr(give, "waiting", lambda _version, answers, _by: answers)
    truth, under_way = _everybody_answers(version)
    assert sum(map(hits, under_way["by_log"])) >= MANY - 1
    assert len(truth) == PEOPLE
