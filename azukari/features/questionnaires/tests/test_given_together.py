"""Answers that come at one time: as many statements as one takes, and none is lost to another's fault."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.forms import at_once, intake
from azukari.core.forms.answers import Answers, read
from azukari.core.forms.intake import receive
from azukari.core.forms.models import Channel, State, Submission
from azukari.core.forms.notices import notices
from azukari.core.ledger.models import Pending
from azukari.features.questionnaires import give
from azukari.features.questionnaires.models import PooledAnswers, Response, Tally
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.quotas import Full, counting
from azukari.features.questionnaires.sealed_text import to_text
from azukari.features.questionnaires.shape import Quota
from azukari.features.questionnaires.tallies import ask_for_recount, recount_all
from azukari.features.questionnaires.tests.sample import sample
from azukari.features.questionnaires.tests.visitor import opened, panel_policy
from azukari.features.questionnaires.unlinked_quotas import taken_of
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
MANY = 6


@pytest.fixture
def arrived(charter, monkeypatch):
    """Linked answers that wait to be written together."""
    policy, kept = panel_policy(), list[at_once.Counting]()
    form = policy.policy.forms["river-panel"]
    opened(linked=True)
    monkeypatch.setattr(intake, "accepted_at_once", lambda one, _later: kept.append(one))
    for number in range(1 + MANY):
        said = {"answers": to_text(1, {"visits": "weekly", "age": 20 + number % 2})}
        answers, digest = read(form, policy.policy, said, lang="en"), notices(policy, form)["en"].digest
        assert isinstance(answers, Answers)
        receive(charter=policy, form=form, answers=answers, lang="en", notice=digest, channel=Channel.API, now=NOW)
    return kept


def test_linked_answers_are_accepted_and_counted_together(arrived):
    kept = arrived
    at_once._write(kept[:1])
    taken = []
    for some in (kept[1:2], kept[2:]):
        with CaptureQueriesContext(connection) as queries:
            at_once._write(some)
        taken.append(len(queries))
    assert taken[1] == taken[0] <= 12
    assert Submission.objects.filter(state=State.ACCEPTED).count() == Response.objects.count() == 1 + MANY
    counts = _standing()
    assert (counts["", ""], counts["age", "20"], counts["age", "21"]) == (1 + MANY, 4, 3)
    assert not Pending.objects.filter(kind="vault:value:counted").exists()
    before = _standing()
    ask_for_recount([Response.objects.first().version_id], NOW)
    recount_all(NOW)  # opens what was sealed, by the grants that were written
    assert _standing() == before


def _standing():
    return {(one.question, one.value): one.count for one in Tally.objects.all()}


def test_what_may_not_be_used_is_not_counted(arrived):
    policy = arrived[0].taken.policy
    stripped = replace(policy.purposes["questionnaire"], needs=frozenset(), may_use=frozenset())
    forbids = replace(policy, purposes={**policy.purposes, "questionnaire": stripped})
    at_once._write([replace(arrived[0], taken=replace(arrived[0].taken, policy=forbids))])
    assert (Submission.objects.count(), Tally.objects.count(), Response.objects.count()) == (1, 0, 0)


def _given(version, *ages):
    quotas = [counting(questionnaire_of(version), {"age": age}) for age in ages]
    said = [{"age": age} for age in ages]
    return [give._Given(version, one, NOW.date(), some, "", None) for one, some in zip(said, quotas, strict=True)]


def test_unlinked_answers_share_a_transaction_and_of_those_without_a_place_none_is_kept(charter):
    version = opened(replace(sample(), quotas=(Quota("young", "age < 30", 3),)))
    give._give(_given(version, 20))
    give._give(_given(version, 40))  # the key by which quotas open is read once
    with CaptureQueriesContext(connection) as few:
        give._give(_given(version, 20))
    with CaptureQueriesContext(connection) as many:
        give._give(_given(version, *range(40, 40 + MANY), 29))
    assert len(many) == len(few)
    with pytest.raises(Full):
        give._give(_given(version, 20, 50))
    assert PooledAnswers.objects.count() == 2 + 1 + MANY + 1
    assert taken_of(version.poll) == {"young": 3}
