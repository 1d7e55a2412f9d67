"""Which lessons a duty needs, and until when they hold; against a second reckoning, day by day (P33, P34)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Act, FormKind, Period
from azukari.policy.training import (
    Asked,
    History,
    LessonState,
    Passed,
    duty_of,
    known_charter,
    lessons_of,
    own_lesson,
    passes,
    standing,
    standings,
    worst,
)

POLICY = load(STARTER)
DAY = timedelta(days=1)
START = datetime(2027, 1, 4, 3, tzinfo=UTC)
GRACE = POLICY.training.grace_days
LASTS = 30
SHORT = replace(POLICY, training=replace(POLICY.training, valid=Period(days=LASTS), grace_days=7))


@pytest.mark.parametrize(
    ("duty", "lessons"),
    {
        "membership": "basics opening requests lists duty-membership",
        "volunteers": "basics opening requests lists duty-volunteers",
        "feedback": "basics opening requests duty-feedback",
        "magazine": "basics opening mail lists duty-magazine",
        "campaigns": "basics opening mail lists duty-campaigns",
        "questionnaires": "basics opening lists duty-questionnaires",
        "privacy": "basics opening requests mail lists sharing trust duty-privacy",
        "operator": "basics sharing trust duty-operator",
        "auditor": "basics trust duty-auditor",
        "nobody": "",
    }.items(),
)
def test_what_a_duty_has_to_study(duty, lessons):
    assert lessons_of(POLICY, duty) == tuple(lessons.split())


@pytest.mark.parametrize(("kind", "duty"), [(FormKind.MAGAZINE, "magazine"), (FormKind.CAMPAIGN, "campaigns")])
def test_whoever_writes_to_many_learns_to_where_the_form_of_that_kind_is_the_only_one(kind, duty):
    mine = {slug: form for slug, form in POLICY.forms.items() if form.kind is kind}
    alone = replace(POLICY, forms=mine, duties={duty: replace(POLICY.duties[duty], acts=frozenset())})
    assert "mail" in lessons_of(alone, duty)
    assert "mail" not in lessons_of(replace(alone, forms={}), duty)


_BY_ACT = {
    Act.RIGHTS: {"opening", "requests"},
    Act.CORRECT: {"opening", "requests"},
    Act.MERGE: {"opening", "requests"},
    Act.SUPPRESS: {"mail"},
    Act.EXPORT: {"lists"},
    Act.IMPORT: {"lists"},
    Act.DISCLOSE: {"sharing"},
    Act.APPROVE_DISCLOSURE: {"sharing"},
    Act.SUPERVISE: {"sharing"},
    Act.STAFF: {"trust"},
    Act.POLICY_EDIT: {"trust"},
    Act.POLICY_APPROVE: {"trust"},
    Act.OPERATE: {"trust"},
    Act.AUDIT: {"trust"},
}
_BY_PURPOSE = {
    "membership": {"opening"},
    "feedback": {"opening", "requests"},
    "magazine": {"opening", "mail"},
    "campaign": {"opening", "mail"},
    "campaign-updates": {"opening", "mail"},
}


@pytest.mark.parametrize("act", Act)
def test_each_act_needs_its_lessons(act):
    duty = replace(POLICY.duties["auditor"], slug="one", purposes=frozenset(), acts=frozenset({act}))
    found = lessons_of(replace(POLICY, duties={"one": duty}), "one")
    assert set(found) == {"basics", own_lesson("one"), *_BY_ACT.get(act, ())}


@pytest.mark.parametrize(("purpose", "lessons"), _BY_PURPOSE.items())
def test_each_purpose_needs_its_lessons(purpose, lessons):
    duty = replace(POLICY.duties["auditor"], slug="one", purposes=frozenset({purpose}), acts=frozenset())
    assert set(lessons_of(replace(POLICY, duties={"one": duty}), "one")) == {"basics", own_lesson("one"), *lessons}


def test_a_lesson_of_a_duty_names_it():
    assert [duty_of(each) for each in ("duty-magazine", "basics", "contractor")] == ["magazine", "", ""]
    assert duty_of(own_lesson("duty-x")) == "duty-x"


@given(of=st.integers(1, 30), percent=st.integers(1, 100), data=st.data())
@settings(max_examples=60)
def test_enough_is_the_share_or_more(of, percent, data):
    right = data.draw(st.integers(0, of))
    assert passes(right, of, percent) is (right / of + 1e-9 >= percent / 100)


def test_a_hair_less_than_the_share_is_not_enough():
    assert not passes(50, 99, 51)
    assert passes(51, 100, 51)


def test_who_only_writes_the_magazine_studies_how_to_write_to_many():
    policy = replace(POLICY, forms={"magazine": POLICY.forms["magazine"]})
    assert "mail" in lessons_of(policy, "magazine")


def test_without_a_contact_form_nobody_answers_by_it():
    asked = replace(POLICY.requests, contact_form="nowhere")
    assert "requests" not in lessons_of(replace(POLICY, requests=asked), "feedback")


def test_a_change_is_studied_by_whom_it_was_asked_of_once():
    own, other = own_lesson("magazine"), Asked(2, "feedback", START)
    mine = Asked(2, "magazine", START)

    def state(charter, *asked, lesson=own, withdrawn=None):
        passed = (Passed(own, charter, START, withdrawn=withdrawn),)
        return standing(POLICY, "magazine", lesson, History(passed, asked), _at(1)).state

    assert state(1, mine) is LessonState.OWED
    assert state(2, mine) is state(1, other) is LessonState.VALID
    assert state(1, mine, lesson="lists") is LessonState.OWED, "It is new to the duty."
    assert state(2, mine, lesson="lists") is state(1, other, lesson="lists") is LessonState.MISSING
    assert state(1, mine, lesson="lists", withdrawn=START) is LessonState.MISSING


def _at(days):
    return START + days * DAY


_PASSED = st.builds(
    Passed,
    st.sampled_from(["basics", own_lesson("magazine"), own_lesson("feedback")]),
    st.integers(1, 6),
    st.integers(0, 90).map(_at),
    st.booleans(),
    st.none() | st.integers(0, 90).map(_at),
)
_ASKED = st.builds(Asked, st.integers(1, 6), st.sampled_from(["magazine", "feedback"]), st.integers(0, 90).map(_at))
_HISTORY = st.builds(
    History,
    st.lists(_PASSED, max_size=5).map(tuple),
    st.lists(_ASKED, max_size=3).map(tuple),
    st.none() | st.integers(0, 90).map(_at),
)


def _reckoned(lesson, history, now):
    """The same by what each thing that happened opens: until when it is open, and why not any more."""
    own = own_lesson("magazine")
    mine = [each for each in history.passed if each.lesson == own]
    seen = max([each.charter for each in mine], default=0)
    waits = [each.at for each in history.asked if each.duty == "magazine" and each.charter > seen]
    whole = sorted((each for each in history.passed if each.lesson == lesson and each.whole), key=lambda each: each.at)
    if not whole:
        days = [] if history.begun is None else [history.begun]
        if waits and [each for each in mine if each.withdrawn is None]:
            days.append(max(waits))
        open_until = max(days, default=None)
        return LessonState.OWED if open_until and now < open_until + 7 * DAY else LessonState.MISSING
    first_of_last = next(each for each in whole if each.at == whole[-1].at)
    if first_of_last.withdrawn is not None:
        return LessonState.WITHDRAWN
    if now >= first_of_last.at + LASTS * DAY:
        return LessonState.EXPIRED
    if lesson == own and waits:
        return LessonState.OWED if now < min(waits) + 7 * DAY else LessonState.OVERDUE
    return LessonState.VALID


@given(history=_HISTORY, days=st.integers(0, 140), lesson=st.sampled_from(["basics", own_lesson("magazine")]))
@settings(max_examples=120)
def test_how_a_lesson_stands(history, days, lesson):
    found = standing(SHORT, "magazine", lesson, history, _at(days))
    assert found.lesson == lesson
    assert found.state is _reckoned(lesson, history, _at(days))
    assert found.is_open is (found.state in (LessonState.VALID, LessonState.OWED))
    if found.is_open:
        assert found.until
        assert _at(days) < found.until
        assert standing(SHORT, "magazine", lesson, history, found.until - timedelta(seconds=1)).is_open
        assert not standing(SHORT, "magazine", lesson, history, found.until).is_open


@given(history=_HISTORY, days=st.integers(0, 140))
@settings(max_examples=40)
def test_of_two_duties_the_one_in_need_decides(history, days):
    now, duties = _at(days), ["magazine", "feedback"]
    each = {(duty, of): standing(SHORT, duty, of, history, now) for duty in duties for of in lessons_of(SHORT, duty)}
    found = standings(SHORT, duties, history, now)
    written = ["basics", "opening", "requests", "mail", "lists"]
    assert [one.lesson for one in found] == [*written, own_lesson("feedback"), own_lesson("magazine")]
    for one in found:
        asked = [there for (_duty, lesson), there in each.items() if lesson == one.lesson]
        assert one in asked
        assert one.is_open is all(there.is_open for there in asked)
    for duty in duties:
        decides = worst(SHORT, duty, history, now)
        mine = [there for (of, _lesson), there in each.items() if of == duty]
        assert decides in mine
        assert decides.is_open is all(there.is_open for there in mine)
        if decides.state is LessonState.VALID:
            assert decides.until == min(there.until for there in mine if there.until)


def test_nobody_s_duty_has_no_lesson_that_decides():
    assert worst(POLICY, "nobody", History(), START) is None


def test_the_newest_policy_that_was_studied_counts_whatever_became_of_the_pass():
    own = own_lesson("magazine")
    passed = (Passed(own, 3, START), Passed(own, 5, START, whole=False, withdrawn=START), Passed("basics", 9, START))
    assert known_charter(own, History(passed)) == 5
    assert known_charter("lists", History(passed)) == 0


@pytest.mark.parametrize("days", [0, GRACE - 1, GRACE, GRACE + 1])
def test_who_worked_here_before_there_was_training_has_the_days_of_grace(days):
    found = standing(POLICY, "magazine", "basics", History(begun=START), _at(days))
    assert found.is_open is (days < GRACE)
    assert found.until == (_at(GRACE) if days < GRACE else None)


def test_worst_first():
    own = own_lesson("magazine")
    rest = tuple(Passed(each, 1, START) for each in lessons_of(SHORT, "magazine") if each != own)

    def state(*passed, asked=(), days=0):
        found = worst(SHORT, "magazine", History((*rest, *passed), asked), _at(days))
        assert found
        return found.lesson, found.state

    late = (Asked(2, "magazine", START),)
    assert state(Passed(own, 1, START)) == ("basics", LessonState.VALID), "The first of those that end together."
    assert state(Passed(own, 1, START), asked=late) == (own, LessonState.OWED)
    assert state(Passed(own, 1, START), asked=late, days=7) == (own, LessonState.OVERDUE)
    assert state(Passed(own, 1, START - 9 * DAY), asked=late, days=22) == (own, LessonState.EXPIRED)
    assert state(days=20) == (own, LessonState.MISSING)
    assert state(days=40) == (own, LessonState.MISSING), "Worse than what was passed too long ago."
    gone = Passed("basics", 1, START + DAY, withdrawn=START + 2 * DAY)
    assert state(gone, days=3) == ("basics", LessonState.WITHDRAWN), "Worse than what was never passed."
