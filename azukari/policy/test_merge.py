"""What may be joined: the table of questions, each with its answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from azukari.policy.merge import Record, may_join, may_merge, may_part, needs_check
from azukari.policy.parse import STARTER, parse
from azukari.policy.terms import Act, Actor, ActorKind, Category, Living

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
POLICY = parse(STARTER.read_text("utf-8"))
CLERK = Actor(ActorKind.STAFF, "1", frozenset({"membership"}))
MEMBER = Record(confirmed=True, unproven=False, grants=(Living("membership", NOW - timedelta(days=1), None),))
ENDED = replace(MEMBER, grants=(Living("membership", NOW - timedelta(days=9), NOW),))
READER = replace(MEMBER, grants=(Living("magazine", NOW - timedelta(days=1), None),))


@pytest.mark.parametrize(
    ("purpose", "duty", "one", "other", "code"),
    [
        ("membership", "membership", MEMBER, MEMBER, "merge.allowed"),
        ("membership", "membership", MEMBER, replace(MEMBER, confirmed=False), "merge.allowed"),
        ("membership", "membership", MEMBER, READER, "use.no-grant"),
        ("membership", "membership", READER, MEMBER, "use.no-grant"),
        ("membership", "membership", MEMBER, ENDED, "use.no-grant"),
        ("membership", "membership", MEMBER, replace(MEMBER, unproven=True), "merge.unproven"),
        ("membership", "membership", replace(MEMBER, unproven=True), MEMBER, "merge.unproven"),
        ("volunteers", "membership", MEMBER, MEMBER, "release.no-duty"),
        ("membership", "magazine", MEMBER, MEMBER, "act.no-duty"),
        ("raffle", "membership", MEMBER, MEMBER, "release.unknown-purpose"),
    ],
)
def test_what_may_be_joined(purpose: str, duty: str, one: Record, other: Record, code: str):
    actor = Actor(ActorKind.STAFF, "1", frozenset({duty}))
    found = may_merge(POLICY, purpose=purpose, actor=actor, one=one, other=other, now=NOW)
    assert found.code == code
    assert bool(found) == (code == "merge.allowed")
    assert all(found.sentence[lang] for lang in POLICY.languages)


def test_a_purpose_that_tells_nobody_apart_joins_nobody():
    bare = replace(POLICY.purposes["membership"], needs=frozenset(), may_use=frozenset())
    policy = replace(POLICY, purposes={**POLICY.purposes, "membership": bare})
    assert may_join(policy, purpose="membership", one=MEMBER, other=MEMBER, now=NOW).code == "merge.tells-nobody-apart"


@pytest.mark.parametrize("category", Category)
def test_two_are_one_by_name_or_by_where_they_are_reached(category: Category):
    used = replace(POLICY.purposes["membership"], needs=frozenset({category}), may_use=frozenset())
    policy = replace(POLICY, purposes={**POLICY.purposes, "membership": used})
    told = may_join(policy, purpose="membership", one=MEMBER, other=MEMBER, now=NOW).code
    apart = category in {Category.NAME, Category.EMAIL, Category.PHONE, Category.ADDRESS}
    assert told == ("merge.allowed" if apart else "merge.tells-nobody-apart")


def test_one_duty_must_both_merge_and_open_the_purpose():
    duty = POLICY.duties["membership"]
    apart = {
        "a": replace(duty, slug="a", acts=frozenset({Act.MERGE}), purposes=frozenset({"magazine"})),
        "b": replace(duty, slug="b", acts=frozenset({Act.EXPORT})),
    }
    actor = Actor(ActorKind.STAFF, "1", frozenset(apart))
    found = may_merge(
        replace(POLICY, duties=apart), purpose="membership", actor=actor, one=MEMBER, other=MEMBER, now=NOW
    )
    assert found.code == "act.other-purpose"


def test_staff_check_where_not_both_can_be_asked():
    assert not needs_check(MEMBER, READER)
    assert needs_check(MEMBER, replace(MEMBER, confirmed=False))
    assert needs_check(replace(MEMBER, confirmed=False), MEMBER)


@pytest.mark.parametrize(("left", "answer"), [(timedelta(seconds=1), True), (timedelta(0), False)])
def test_parting_ends_after_thirty_days_to_the_second(left: timedelta, answer: bool):
    assert bool(may_part(POLICY, merged_at=NOW, now=NOW + timedelta(days=30) - left)) is answer
