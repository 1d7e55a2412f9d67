"""Linked answers that were judged by what is remembered: one statement writes them, with their counts, as long as that
is so.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.database.commit import commit_all
from azukari.core.database.precondition import PreconditionFailed
from azukari.core.database.rows import merged
from azukari.core.forms import at_once
from azukari.core.forms.answers import Answers
from azukari.core.forms.intake import receive
from azukari.core.forms.kinds import Outdated
from azukari.core.forms.models import Channel, State, Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.submit import examine
from azukari.core.policy_versions.publish import publish as publish_policy
from azukari.demo.people import SETTER
from azukari.features.questionnaires import as_rows, asked_version
from azukari.features.questionnaires.models import Poll, PollState, Response, Tally, Version
from azukari.features.questionnaires.sealed_text import to_text
from azukari.features.questionnaires.tallies import ask_for_recount, recount_all
from azukari.features.questionnaires.tests.visitor import PANEL, opened, panel_policy
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.policy.parse import STARTER
from tests.cast import NOW

pytestmark = pytest.mark.postgresql


@pytest.fixture
def give(charter) -> Callable[[int], object]:
    """Gives an answer, judged by what is remembered; one was given before."""
    asked_version._seen.clear()
    ruling = panel_policy()
    form = ruling.policy.forms["river-panel"]
    opened(linked=True)
    Poll.objects.update(answered=True)

    def given(age: int, *, first: bool = False) -> object:
        digest = notices(ruling, form)["en"].digest
        said = {"answers": to_text(1, {"visits": "weekly", "age": age}), "notice": digest}
        answers = examine(ruling, form, said, lang="en")
        assert isinstance(answers, Answers)
        assert first or answers.judged_by
        return receive(
            charter=ruling, form=form, answers=answers, lang="en", notice=digest, channel=Channel.API, now=NOW
        )

    given(20, first=True)
    return given


def _standing() -> dict[tuple[str, str], int]:
    return {(one.question, one.value): one.count for one in Tally.objects.all()}


@pytest.mark.django_db(transaction=True)
def test_those_who_come_together_are_one_statement_and_counted(give, monkeypatch):
    kept: list[tuple[Any, Any]] = []
    with monkeypatch.context() as patch:
        patch.setattr(at_once, "write", lambda rows, provided: kept.append((rows, provided)))
        for age in (20, 21, 20, 22):
            give(age)
    assert Submission.objects.count() == 1
    with CaptureQueriesContext(connection) as asked:  # an ordinary transaction would speak through Django
        commit_all(merged(rows for rows, _ in kept), provided={each for _, provided in kept for each in provided})
    assert not asked.captured_queries
    assert Submission.objects.filter(state=State.ACCEPTED).count() == Response.objects.count() == 5
    counts = _standing()
    told = [counts["", ""], counts["visits", "weekly"], counts["age", "20"], counts["age", "21"], counts["age", "22"]]
    assert told == [5, 5, 3, 1, 1]
    ask_for_recount([Version.objects.get().id], NOW)
    recount_all(NOW)  # opens what was sealed, by the grants that were written
    assert _standing() == counts


def _another_in_front() -> None:
    poll = Poll.objects.get()
    Poll.objects.create(
        slug=f"a-{poll.slug}"[:40], draft={}, linked=True, form=poll.form, state=PollState.OPEN, changed_at=NOW
    )
    Version.objects.create(
        poll=Poll.objects.get(slug__startswith="a-"), number=1, document={}, linked=True, digest="", published_at=NOW
    )


_CHANGES: dict[str, Callable[[], object]] = {
    "closed": lambda: Poll.objects.update(state=PollState.CLOSED),
    "a draft again": lambda: Poll.objects.update(state=PollState.DRAFT),
    "opens later": lambda: Poll.objects.update(opens_at=NOW + timedelta(days=1)),
    "has ended": lambda: Poll.objects.update(closes_at=NOW),
    "another questionnaire in front of it": _another_in_front,
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", _CHANGES)
def test_what_is_not_so_any_more_writes_nothing(give, change):
    _CHANGES[change]()
    with pytest.raises(Outdated):
        give(20)
    assert Submission.objects.count() == 1
    assert _standing()["", ""] == 1


_OTHERWISE: dict[str, object] = {"linked": False, "number": 2, "id": new_id(), "form": "other", "by_invitation": True}


@pytest.mark.django_db
@pytest.mark.parametrize("name", _OTHERWISE)
def test_what_was_remembered_otherwise_writes_nothing(give, monkeypatch, name):
    """What the database itself keeps from changing may come from another database."""
    version = copy(Version.objects.select_related("poll").get())
    setattr(version if hasattr(version, name) else version.poll, name, _OTHERWISE[name])
    monkeypatch.setattr(as_rows, "while_it_stands", lambda _: asked_version.while_it_stands(version))
    with pytest.raises(Outdated):
        give(20)
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_times_of_a_questionnaire_are_compared_as_the_database_keeps_them(give):
    Poll.objects.update(opens_at=NOW - timedelta(days=1), closes_at=NOW + timedelta(microseconds=5))
    asked_version.versions_under("river-panel")
    give(20)
    assert _standing()["", ""] == 2
    Poll.objects.update(closes_at=NOW + timedelta(microseconds=6))
    with pytest.raises(Outdated):
        give(20)
    asked_version.versions_under("river-panel")
    give(20)
    assert _standing()["", ""] == 3


@pytest.mark.django_db
def test_another_charter_is_another_reason(give):
    panel = PANEL.replace("We ask for your views", "We ask for your opinion")
    text = STARTER.read_text("utf-8").replace("\nduties:\n", f"{panel}\nduties:\n", 1)
    publish_policy(text, actor=SETTER, now=NOW, file=STARTER.name)
    with pytest.raises(StaleVersion):
        give(20)
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_what_may_not_be_used_is_not_counted(give, monkeypatch):
    kept: list[at_once.Counting] = []
    with monkeypatch.context() as patch:
        patch.setattr("azukari.core.forms.intake.accepted_at_once", lambda one, _later: kept.append(one))
        give(20)
    policy = kept[0].taken.policy
    stripped = replace(policy.purposes["questionnaire"], needs=frozenset(), may_use=frozenset())
    forbids = replace(policy, purposes={**policy.purposes, "questionnaire": stripped})
    at_once.accepted_at_once(replace(kept[0], taken=replace(kept[0].taken, policy=forbids)))
    assert (Submission.objects.count(), Response.objects.count(), _standing()["", ""]) == (2, 1, 1)


@pytest.mark.django_db
def test_a_condition_that_fails_is_taken_for_what_it_is(give, monkeypatch):
    """What is none of these is not `Outdated` without a word."""
    monkeypatch.setattr(at_once, "write", _fails)
    with pytest.raises(Outdated) as caught:
        give(20)
    assert isinstance(caught.value.__cause__, PreconditionFailed)


def _fails(*_args: object, **_kwargs: object) -> None:
    raise PreconditionFailed
