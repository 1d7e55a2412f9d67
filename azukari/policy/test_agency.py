"""What an agent may ask for somebody, and what it is told at each moment."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from azukari.policy.agency import KINDS, PACKS, SUPPORTED, Exercise, Facts, RequestStatus, Status, Why, standing
from azukari.policy.casework import NO_IDENTITY_GROUND, CaseKind, CaseState, Outcome
from azukari.policy.pack import slugs

NOW = datetime(2026, 11, 24, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


def told(
    *,
    refused: Why = Why.NONE,
    revoked: bool = False,
    verified: bool = True,
    state: CaseState | None = None,
    outcome: Outcome | None = None,
    grounds: Collection[str] = (),
    at: datetime = NOW,
) -> RequestStatus:
    """What the agent is told of a request that its person may confirm until now."""
    return standing(Facts(refused, revoked, verified, NOW, state, outcome, grounds), at)


def test_each_thing_that_may_be_asked_becomes_a_request_of_its_kind() -> None:
    assert {*SUPPORTED} == {*Exercise} - {Exercise.OPT_IN}, "a consent is given by nobody else"
    assert {exercise: kind for exercise, kind in KINDS.items() if kind is not CaseKind.RELEASE} == {
        Exercise.DELETION: CaseKind.ELIMINATION,
        Exercise.OPT_OUT: CaseKind.STOP_PROVISION,
        Exercise.OPT_IN: None,
    }


def test_each_regime_that_agents_name_is_followed() -> None:
    assert PACKS == {"": "", "ccpa": "", "appi": "appi", "gdpr": "gdpr"}
    assert {law for law in PACKS.values() if law} <= {*slugs()}


def test_before_the_person_has_confirmed_only_time_tells_and_then_nothing_of_what_is_held() -> None:
    for state in (None, *CaseState):
        for outcome in (None, *Outcome):
            waiting = told(verified=False, state=state, outcome=outcome, grounds=("not-held",), at=NOW - MOMENT)
            assert waiting == RequestStatus(Status.IN_PROGRESS, Why.NEED_USER_VERIFICATION)
            late = told(verified=False, state=state, outcome=outcome, grounds=("not-held",))
            assert late == RequestStatus(Status.DENIED, Why.INSUF_VERIFICATION)


def test_what_the_agent_took_back_and_what_was_turned_away_stay_so() -> None:
    assert told(revoked=True, refused=Why.SUSPECTED_FRAUD, verified=False) == RequestStatus(Status.REVOKED)
    denied = RequestStatus(Status.DENIED, Why.SUSPECTED_FRAUD)
    assert told(refused=Why.SUSPECTED_FRAUD, verified=False) == denied
    assert told(refused=Why.SUSPECTED_FRAUD, state=CaseState.DONE, outcome=Outcome.GRANTED) == denied


@pytest.mark.parametrize("state", [*CaseState])
def test_an_outcome_is_told_when_it_has_been_carried_out(state: CaseState) -> None:
    over = state in (CaseState.DONE, CaseState.CLOSED)
    expected = RequestStatus(Status.FULFILLED if over else Status.IN_PROGRESS)
    assert told(state=state, outcome=Outcome.GRANTED) == expected
    assert told(state=state) == RequestStatus(Status.IN_PROGRESS)
    assert expected.final is over


@pytest.mark.parametrize(
    ("outcome", "grounds", "expected"),
    [
        (Outcome.GRANTED, (), RequestStatus(Status.FULFILLED)),
        (Outcome.PARTLY, ("other-law",), RequestStatus(Status.FULFILLED, partly=True)),
        (Outcome.TAKEN_BACK, (), RequestStatus(Status.REVOKED)),
        (Outcome.REFUSED, (NO_IDENTITY_GROUND,), RequestStatus(Status.DENIED, Why.INSUF_VERIFICATION)),
        (Outcome.REFUSED, ("not-held",), RequestStatus(Status.DENIED, Why.NO_MATCH)),
        (Outcome.REFUSED, ("unfounded",), RequestStatus(Status.DENIED, Why.TOO_MANY_REQUESTS)),
        *(
            (Outcome.REFUSED, (ground,), RequestStatus(Status.DENIED, Why.CLAIM_NOT_COVERED))
            for ground in (
                "rights-of-others",
                "serious-hindrance",
                "other-law",
                "duty-to-keep",
                "legal-claims",
                "no-breach",
            )
        ),
        (Outcome.REFUSED, ("another",), RequestStatus(Status.DENIED, Why.OTHER)),
        (Outcome.REFUSED, (), RequestStatus(Status.DENIED, Why.OTHER)),
        (Outcome.REFUSED, ("another", "not-held"), RequestStatus(Status.DENIED, Why.NO_MATCH)),
        (Outcome.REFUSED, ("unfounded", "not-held"), RequestStatus(Status.DENIED, Why.NO_MATCH)),
    ],
)
def test_the_desk_s_answer_in_the_words_of_the_protocol(
    outcome: Outcome, grounds: Collection[str], expected: RequestStatus
) -> None:
    found = told(state=CaseState.DONE, outcome=outcome, grounds=grounds)
    assert found == expected
    assert found.final


def test_a_change_of_either_half_is_seen() -> None:
    assert RequestStatus(Status.DENIED, Why.NO_MATCH).word == "denied/no_match"
    assert [status.value for status in Status if RequestStatus(status).final] == ["fulfilled", "revoked", "denied"]
