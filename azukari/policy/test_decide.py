"""Decisions: who may open what for which purpose, what may be asked and sent, and until when a right lasts."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from azukari.policy.decide import (
    UnknownPurpose,
    duties_with,
    grant_end,
    is_living,
    may_act,
    may_release,
    may_submit,
    may_use,
)
from azukari.policy.explain import CODES
from azukari.policy.parse import STARTER, document, load, parse
from azukari.policy.terms import (
    CONFIRMATION,
    OWN_ACCESS,
    Act,
    Actor,
    ActorKind,
    Answer,
    Category,
    Duty,
    Living,
    Period,
    Policy,
    Retention,
    RetentionStart,
)

POLICY = load(STARTER)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MEMBERSHIP = Actor(ActorKind.STAFF, "1", frozenset({"membership"}))
VOLUNTEERS = Actor(ActorKind.STAFF, "2", frozenset({"volunteers"}))
NOBODY = Actor(ActorKind.STAFF, "3", frozenset({"everything"}))
PERSON = Actor(ActorKind.PERSON, "p")
WORKER = Actor(ActorKind.SYSTEM, "worker")
RECIPIENT = Actor(ActorKind.RECIPIENT, "kotori-mail")
NAME, EMAIL, PHONE, FAX = Category.NAME, Category.EMAIL, Category.PHONE, Category.FAX


def _without_acts(policy: Policy) -> Policy:
    """As policies were before there were acts."""
    return replace(policy, duties={slug: replace(duty, acts=frozenset()) for slug, duty in policy.duties.items()})


@pytest.mark.parametrize(
    ("actor", "purpose", "categories", "code"),
    [
        (MEMBERSHIP, "membership", {NAME, EMAIL, PHONE}, "release.allowed"),
        (MEMBERSHIP, "dues-record", {NAME}, "release.allowed"),
        (WORKER, "magazine", {EMAIL}, "release.allowed"),
        (MEMBERSHIP, "volunteers", {NAME}, "release.no-duty"),
        (VOLUNTEERS, "membership", {NAME}, "release.no-duty"),
        (NOBODY, "membership", {NAME}, "release.no-duty"),
        (VOLUNTEERS, "volunteers", {NAME, FAX}, "release.other-category"),
        (WORKER, "dues-record", {NAME, EMAIL}, "release.other-category"),
        (WORKER, "lottery", {NAME}, "release.unknown-purpose"),
        (MEMBERSHIP, "lottery", {NAME}, "release.unknown-purpose"),
        (PERSON, "membership", {NAME}, "release.person-other-purpose"),
        (RECIPIENT, "magazine", {EMAIL}, "release.recipient"),
        (WORKER, CONFIRMATION, {EMAIL, NAME}, "release.confirmation"),
        (WORKER, CONFIRMATION, {EMAIL, PHONE}, "release.confirmation-categories"),
        (MEMBERSHIP, CONFIRMATION, {EMAIL}, "release.confirmation-only-system"),
        (PERSON, CONFIRMATION, {EMAIL}, "release.confirmation-only-system"),
        (PERSON, OWN_ACCESS, set(Category), "release.own"),
        (WORKER, OWN_ACCESS, set(Category), "release.own"),
        (MEMBERSHIP, OWN_ACCESS, {NAME}, "release.own-access-only-person"),
        (RECIPIENT, OWN_ACCESS, {NAME}, "release.own-access-only-person"),
    ],
)
def test_release(actor: Actor, purpose: str, categories: set[Category], code: str) -> None:
    verdict = may_release(POLICY, purpose=purpose, categories=frozenset(categories), actor=actor)
    assert verdict.code == code
    assert bool(verdict) == (code in {"release.allowed", "release.confirmation", "release.own"})
    assert (verdict.answer is Answer.GAP) == (code == "release.unknown-purpose")


@pytest.mark.parametrize(
    ("only", "purpose", "code"),
    [
        ({"membership"}, "membership", "release.allowed"),
        ({"dues-record"}, "membership", "release.outside-token"),
        (set(), "membership", "release.outside-token"),
        ({"volunteers"}, "volunteers", "release.no-duty"),
    ],
)
def test_a_program_opens_what_both_its_token_and_the_duties_behind_it_name(
    only: set[str], purpose: str, code: str
) -> None:
    program = replace(MEMBERSHIP, token="t", only=frozenset(only))
    assert may_release(POLICY, purpose=purpose, categories=frozenset({NAME}), actor=program).code == code


@pytest.mark.parametrize(
    ("cap", "taken", "code"),
    [(None, 10**6, "submit.open"), (30, 0, "submit.open"), (30, 29, "submit.open"), (30, 30, "submit.full")],
)
def test_a_form_is_full_when_the_last_place_is_taken(cap: int | None, taken: int, code: str) -> None:
    form = replace(POLICY.forms["volunteers"], cap=cap)
    policy = replace(POLICY, forms={**POLICY.forms, "volunteers": form})
    assert may_submit(policy, "volunteers", NOW, taken=taken).code == code


def test_a_duty_that_the_policy_does_not_know_opens_nothing() -> None:
    without = replace(POLICY, duties={})
    assert not may_release(without, purpose="membership", categories=frozenset({NAME}), actor=MEMBERSHIP)


@pytest.mark.parametrize(
    ("actor", "act", "code"),
    [
        (MEMBERSHIP, Act.EXPORT, "act.duty"),
        (MEMBERSHIP, Act.STAFF, "act.no-duty"),
        (NOBODY, Act.EXPORT, "act.no-duty"),
        (PERSON, Act.CORRECT, "act.no-duty"),
        (RECIPIENT, Act.DISCLOSE, "act.no-duty"),
        (replace(PERSON, duties=frozenset({"membership"})), Act.EXPORT, "act.no-duty"),
        (WORKER, Act.EXPORT, "act.program"),
    ],
)
def test_act(actor: Actor, act: Act, code: str) -> None:
    verdict = may_act(POLICY, act, actor)
    assert (verdict.code, bool(verdict)) == (code, code in {"act.duty", "act.program"})
    assert verdict.clause.startswith("duties")
    assert all(verdict.sentence[lang] for lang in ("ja", "en"))


def test_one_duty_must_both_have_the_act_and_serve_the_purpose() -> None:
    def duty(slug: str, act: Act, purpose: str) -> Duty:
        return replace(POLICY.duties["membership"], slug=slug, acts=frozenset({act}), purposes=frozenset({purpose}))

    duties = [
        duty("a", Act.CORRECT, "membership"),
        duty("b", Act.EXPORT, "magazine"),
        duty("c", Act.CORRECT, "feedback"),
    ]
    policy = replace(POLICY, duties={each.slug: each for each in duties})
    actor = replace(MEMBERSHIP, duties=frozenset(policy.duties))
    for purpose, clause in (("", "duties.a.acts"), ("membership", "duties.a.acts"), ("feedback", "duties.c.acts")):
        verdict = may_act(policy, Act.CORRECT, actor, purpose=purpose)
        assert (verdict.code, verdict.clause) == ("act.duty", clause)
    verdict = may_act(policy, Act.CORRECT, actor, purpose="magazine")
    assert (verdict.code, verdict.clause) == ("act.other-purpose", "duties.a.acts")
    assert "The email magazine" in verdict.sentence["en"]
    assert may_act(policy, Act.CORRECT, actor, purpose="gone").code == "act.other-purpose"


def test_whose_an_act_is() -> None:
    assert {act: duties_with(POLICY, act) for act in Act} == {
        act: {slug for slug in POLICY.duties if act in POLICY.duties[slug].acts} for act in Act
    }
    assert duties_with(POLICY, Act.AUDIT) == {"auditor", "privacy"}
    assert duties_with(None, Act.AUDIT) == set()


@pytest.mark.parametrize("silent", [None, replace(POLICY, duties={}), _without_acts(POLICY)])
def test_an_act_that_no_duty_names_is_a_gap_and_refused(silent: Policy | None) -> None:
    verdict = may_act(silent, Act.EXPORT, MEMBERSHIP)
    assert (verdict.answer, bool(verdict)) == (Answer.GAP, False)
    assert "acts" in verdict.sentence["en"]


def test_every_act_of_the_closed_set_has_a_duty_in_the_starter() -> None:
    assert {act for duty in POLICY.duties.values() for act in duty.acts} == set(Act)


def test_a_refusal_can_be_read_by_a_member() -> None:
    verdict = may_release(POLICY, purpose="volunteers", categories=frozenset({FAX}), actor=VOLUNTEERS)
    assert verdict.sentence["en"].startswith("The policy does not use fax number for “Volunteering”.")
    assert "FAX番号" in verdict.sentence["ja"]
    assert verdict.clause == "purposes.volunteers.needs"


def test_every_verdict_speaks_the_languages_of_the_policy() -> None:
    assert set(may_submit(POLICY, "membership", date(2026, 11, 24)).sentence) == {"ja", "en"}
    assert all("." in code for code in CODES)


@pytest.mark.parametrize(
    ("begins", "ends", "living"),
    [
        (NOW, None, True),
        (NOW - timedelta(days=1), NOW + timedelta(seconds=1), True),
        (NOW - timedelta(days=1), NOW, False),
        (NOW + timedelta(seconds=1), None, False),
    ],
)
def test_a_grant_lives_from_its_beginning_until_just_before_its_end(
    begins: datetime, ends: datetime | None, living: bool
) -> None:
    grant = Living("magazine", begins, ends)
    assert is_living(grant, NOW) is living
    assert bool(may_use([grant], "magazine", NOW)) is living


def test_a_grant_for_one_purpose_is_none_for_another() -> None:
    grant = Living("magazine", NOW, None)
    verdict = may_use([grant], "membership", NOW, policy=POLICY)
    assert verdict.answer is Answer.NO
    assert "Membership" in verdict.sentence["en"]
    assert not may_use([], "magazine", NOW)


def _tokyo(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=9)


def _with(retention: Retention) -> Policy:
    changed = replace(POLICY.purposes["magazine"], retention=retention)
    return replace(POLICY, purposes={**POLICY.purposes, "magazine": changed})


@pytest.mark.parametrize(
    ("period", "tokyo", "ends"),
    [
        (Period(years=1), _tokyo(2028, 2, 29, 12), _tokyo(2029, 2, 28, 12)),
        (Period(years=4), _tokyo(2028, 2, 29, 12), _tokyo(2032, 2, 29, 12)),
        (Period(months=1), _tokyo(2027, 1, 31, 12), _tokyo(2027, 2, 28, 12)),
        (Period(months=13), _tokyo(2026, 12, 31, 0), _tokyo(2028, 1, 31, 0)),
        (Period(months=1, days=1), _tokyo(2027, 1, 31, 12), _tokyo(2027, 3, 1, 12)),
        (Period(days=7), _tokyo(2026, 12, 28, 23), _tokyo(2027, 1, 4, 23)),
        # In Tokyo it is the last of January already, in UTC it is not.
        (Period(months=1), _tokyo(2027, 1, 31, 1), _tokyo(2027, 2, 28, 1)),
    ],
)
def test_periods_follow_the_calendar_of_the_organisation(period: Period, tokyo: datetime, ends: datetime) -> None:
    policy = _with(Retention(RetentionStart.CONFIRMED, period))
    assert grant_end(policy, "magazine", confirmed_at=tokyo) == ends


def test_the_clock_on_the_wall_stays_when_clocks_change() -> None:
    berlin = replace(_with(Retention(RetentionStart.CONFIRMED, Period(months=6))))
    berlin = replace(berlin, organisation=replace(berlin.organisation, timezone="Europe/Berlin"))
    start = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)  # noon in summer
    assert grant_end(berlin, "magazine", confirmed_at=start) == datetime(2027, 1, 1, 11, 0, tzinfo=UTC)


def test_a_right_without_an_end_yet_runs_on_until_the_service_ends() -> None:
    assert grant_end(POLICY, "membership", confirmed_at=NOW) is None
    assert grant_end(POLICY, "membership", confirmed_at=NOW, ended_at=NOW) == datetime(2027, 11, 24, 3, 0, tzinfo=UTC)
    assert grant_end(POLICY, CONFIRMATION, confirmed_at=NOW) == NOW + timedelta(days=7)
    with pytest.raises(UnknownPurpose):
        grant_end(POLICY, "lottery", confirmed_at=NOW)


@pytest.mark.parametrize(
    ("form", "on", "code"),
    [
        ("membership", date(2026, 11, 24), "submit.open"),
        ("plastic-free-river", date(2026, 8, 31), "submit.not-yet"),
        ("plastic-free-river", date(2026, 9, 1), "submit.open"),
        ("plastic-free-river", date(2028, 3, 31), "submit.open"),
        ("plastic-free-river", date(2028, 4, 1), "submit.closed"),
        # The last day lasts until midnight in Tokyo.
        ("plastic-free-river", datetime(2028, 3, 31, 14, 59, tzinfo=UTC), "submit.open"),
        ("plastic-free-river", datetime(2028, 3, 31, 15, 0, tzinfo=UTC), "submit.closed"),
        ("lottery", date(2026, 11, 24), "submit.unknown-form"),
    ],
)
def test_submitting(form: str, on: date, code: str) -> None:
    verdict = may_submit(POLICY, form, on)
    assert verdict.code == code
    assert bool(verdict) == (code == "submit.open")


def test_a_grant_opens_what_its_own_charter_said_until_the_person_agrees_to_more():
    draft = document(POLICY)
    draft["purposes"]["magazine"]["may_use"].append("phone")
    later = parse(json.dumps(draft))
    old, new = (Living("magazine", NOW, None, told=policy) for policy in (POLICY, later))
    phone = frozenset({Category.PHONE})
    assert may_use([old], "magazine", NOW, policy=later, categories=frozenset({Category.EMAIL}))
    verdict = may_use([old], "magazine", NOW, policy=later, categories=phone)
    assert (verdict.code, verdict.clause) == ("use.not-agreed", "purposes.magazine.needs")
    assert "phone number" in verdict.sentence["en"]
    assert "The email magazine" in verdict.sentence["en"]
    both = may_use([old], "magazine", NOW, policy=later, categories=phone | {Category.EMAIL})
    assert both.sentence == verdict.sentence, "It names what is new, and nothing else."
    assert may_use([old], "magazine", NOW, categories=phone), "Whether it is covered is asked of a policy alone."
    assert may_use([old, new], "magazine", NOW, policy=later, categories=phone)
    draft["purposes"]["magazine"]["edition"] = 2
    draft["purposes"]["magazine"]["oldest_edition"] = 2
    restated = parse(json.dumps(draft))
    verdict = may_use([old, new], "magazine", NOW, policy=restated)
    assert (verdict.code, verdict.clause) == ("use.not-agreed-at-all", "purposes.magazine.statement")
