"""P34: a policy that touches one duty retrains that duty alone, with what changed and nothing else."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.accounts.readiness import closed_to
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current, at, current
from azukari.features.training.models import AskedDuty, Pass, Tries
from azukari.features.training.overview import trained
from azukari.features.training.remind import remind
from azukari.policy.parse import STARTER, document, load, parse
from azukari.policy.quiz import digest, of_changes
from azukari.policy.retraining import touched
from azukari.policy.training import LessonState
from tests.console import desks
from tests.training import studying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published", "gated")]


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


def _fewer_acts(draft: dict[str, Any]) -> None:
    draft["duties"]["volunteers"]["acts"] = ["correct"]


def _open(user: User, duty: str, now: datetime) -> bool:
    return closed_to(actor_of(user), current().policy, now, by=[duty]) is None


def test_a_policy_that_touches_one_duty_asks_its_holders_for_the_change_alone():
    members, helpers, now = desks.staff("membership"), desks.staff("volunteers"), desks.moment()
    studying.publish_changed(_fewer_acts)
    assert set(AskedDuty.objects.values_list("charter", "duty")) == {(2, "volunteers")}
    later = desks.moment() + timedelta(days=15)
    assert _open(helpers, "volunteers", now + timedelta(days=13))
    assert not _open(helpers, "volunteers", later)
    assert _open(members, "membership", later)
    page = desks.browser(helpers).get(studying.at("duty-volunteers")).content.decode()
    assert "No longer among the tasks of the Volunteer coordinator" in page
    assert "What has changed" in page
    old, new = at(1).policy, current().policy
    questions = of_changes(touched(old, new)["volunteers"], old, new)
    answers = {f"q{n}": question.answer for n, question in enumerate(questions, 1)}
    assert studying.hand_in(desks.browser(helpers), "duty-volunteers", answers).status_code == 302
    assert _open(helpers, "volunteers", later)
    kept = Pass.objects.get(holder=helpers.reference, whole=False)
    assert (kept.charter, kept.score, kept.asked, kept.questions) == (2, 1, 1, digest(questions))


def test_a_duty_with_more_to_do_keeps_its_data_open_for_the_days_of_grace():
    user, now = desks.staff("feedback"), desks.moment()
    studying.publish_changed(lambda draft: draft["duties"]["feedback"].update(acts=["export"]))
    states = {each.lesson: each.state for row in trained(current().policy, now) for each in row.lessons}
    assert (states["lists"], states["duty-feedback"], states["basics"]) == (
        LessonState.OWED,
        LessonState.OWED,
        LessonState.VALID,
    )
    assert _open(user, "feedback", now)
    assert not _open(user, "feedback", now + timedelta(days=15))


def test_answers_are_nowhere_and_too_many_of_them_rest():
    user = studying.untrained("membership")
    client, lesson = desks.browser(user), studying.whole("basics")
    wrong = {f"q{n}": q.word(q.wrong[0]) for n, q in enumerate(lesson.questions, 1)}
    for _turn in range(5):
        failed = studying.hand_in(client, "basics", wrong)
        assert failed.status_code == 422
        assert lesson.questions[0].why["en"] in failed.content.decode()
    assert studying.hand_in(client, "basics", studying.right(lesson)).status_code == 409
    Tries.objects.update(last_at=desks.moment() - timedelta(hours=1))
    assert studying.hand_in(client, "basics", studying.right(lesson)).status_code == 302
    words = {word for question in lesson.questions for word, _text in question.options()}
    held = json.dumps([list(m._default_manager.values()) for m in apps.get_models()], default=str, ensure_ascii=False)
    assert not [word for word in words if word in held]
    assert "training:lesson:passed" in held
    kept = json.loads(Pending.objects.get(kind="training:lesson:passed").payload)
    assert set(kept) == {"actor", "lesson", "charter", "questions", "score", "of", "whole"}


@pytest.mark.parametrize(
    ("duties", "change"),
    [
        ({"magazine"}, lambda d: d["purposes"]["magazine"].update(retention={"start": "ended", "period": "P30D"})),
        ({"volunteers"}, lambda d: d["forms"]["volunteers"]["fields"].pop()),
        ({"privacy"}, lambda d: d["requests"].update(limit_days=20)),
        (set(load(STARTER).duties), lambda d: d["confidentiality"].pop()),
        (set(), lambda d: d["organisation"].update(website="https://new.example.org")),
        (set(), lambda d: d["forms"]["membership"]["lead"].update(en="Come and join us.")),
    ],
    ids=["retention", "field", "requests", "confidentiality", "website", "words of a form"],
)
def test_each_change_touches_its_duties(duties: set[str], change: Any):
    old = load(STARTER)
    draft = document(old)
    change(draft)
    new = parse(json.dumps(draft))
    assert set(touched(old, new)) == duties
    for slug in duties:
        for question in of_changes(touched(old, new)[slug], old, new):
            assert len({json.dumps(dict(text)) for _word, text in question.options()}) == len(question.wrong) + 1


def test_a_year_of_joiners_leavers_and_lapses_equals_an_independent_tally():
    """Each week somebody joins, leaves, studies or forgets; the overview, the gate and the mails agree with a count
    that knows nothing but dates.
    """
    begin, policy = desks.moment(), current().policy
    people: dict[str, tuple[User, datetime, datetime | None, datetime | None]] = {}
    mails = expected = 0
    for week in range(56):
        now = begin + timedelta(days=7 * week)
        if week % 8 == 0:
            user = studying.untrained_as(f"joiner{week}@example.org", "membership", now)
            people[user.email] = (user, now, None, None)
        for n, (email, (user, joined, studied, left)) in enumerate(list(people.items())):
            age = (now - joined).days // 7
            if left is None and age == 40 and n % 3 == 1:
                User.objects.filter(id=user.id).update(is_active=False)
                people[email] = (user, joined, studied, now)
            elif left is None and studied is None and age == n % 3 + 1:
                studying.study(user, "membership", now)
                people[email] = (user, joined, now, left)
        mails += remind(now)
        here = [each for each in people.values() if each[3] is None]
        lapsed = {
            user.email for user, _joined, studied, _left in here if studied is None or (now - studied).days >= 365
        }
        rows = trained(policy, now)
        assert {row.user.email for row in rows if row.closed} == lapsed
        assert {user.email for user, *_rest in here if not _open(user, "membership", now)} == lapsed
    for _user, _joined, studied, left in people.values():
        expected += 1  # when they joined
        if studied:
            ends = studied + timedelta(days=365)
            last = left or begin + timedelta(days=7 * 55)
            expected += sum(ends - timedelta(days=days) <= last for days in (30, 7)) + (ends < last)
    assert mails == expected
