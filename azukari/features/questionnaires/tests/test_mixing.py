"""Mixing: no batch of one, nothing lost that refers to an answer, and terms that a later policy does not loosen."""

from datetime import timedelta

import pytest

from azukari.core.accounts.models import User
from azukari.core.policy_versions.publish import publish as publish_policy
from azukari.demo.people import SETTER
from azukari.features.questionnaires import mixing
from azukari.features.questionnaires.invited.tickets import make_key
from azukari.features.questionnaires.models import MixedAnswers, Poll, PollState, PooledAnswers
from azukari.features.questionnaires.results.models import Tag
from azukari.features.questionnaires.terms import terms_of
from azukari.features.questionnaires.tests.visitor import opened
from azukari.policy.parse import STARTER
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)
NEXT_DAY = NOW + timedelta(days=1)


def _pooled(version, many: int) -> None:
    Poll.objects.update(answered=True)
    PooledAnswers.objects.bulk_create(
        PooledAnswers(version=version, lang="ja", day=NOW.date(), answers={"age": n}) for n in range(many)
    )


def test_a_few_of_a_day_wait_on_and_the_rest_of_a_closed_one_lies_among_all(charter):
    version = opened()
    _pooled(version, 4)
    assert mixing.mix_all(NEXT_DAY) == 0
    _pooled(version, 1)
    assert mixing.mix_all(NOW) == 0  # the day is not over, and ten are not here
    assert mixing.mix_all(NEXT_DAY) == 5
    before = {row.pk for row in MixedAnswers.objects.all()}
    _pooled(version, 1)
    Poll.objects.update(state=PollState.CLOSED)
    assert mixing.mix_all(NEXT_DAY) == 1
    assert MixedAnswers.objects.count() == 6
    assert not before & {row.pk for row in MixedAnswers.objects.all()}


def test_tags_of_texts_survive_when_answers_are_written_anew(charter):
    version = opened()
    Poll.objects.update(by_invitation=True)
    make_key(Poll.objects.get())
    _pooled(version, 10)
    mixing.mix_all(NOW)
    coder = User.objects.create(email="coder@example.org", created_at=NOW)
    Tag.objects.create(answers=MixedAnswers.objects.all()[0], question="more", name="benches", coder=coder)
    _pooled(version, 10)
    assert mixing.mix_all(NOW) == 10
    assert Tag.objects.get().answers.answers


def test_what_was_promised_when_it_was_answered_holds_under_a_wider_policy(charter):
    policy = STARTER.read_text("utf-8")
    opened()
    wider = policy.replace("  least: 5\n  batch: 10\n  crossings: 2", "  least: 3\n  batch: 5\n  crossings: 2")
    publish_policy(wider, actor=SETTER, now=NEXT_DAY, file=STARTER.name)
    kept = terms_of(Poll.objects.get())
    assert (kept.least, kept.batch, kept.crossings) == (5, 10, 2)
    stricter = policy.replace("  least: 5\n  batch: 10\n  crossings: 2", "  least: 8\n  batch: 20\n  crossings: 0")
    publish_policy(stricter, actor=SETTER, now=NEXT_DAY, file=STARTER.name)
    kept = terms_of(Poll.objects.get())
    assert (kept.least, kept.batch, kept.crossings) == (8, 20, 0)
