"""The moves of a request: a closed table from which every state leads to its end, and none back to an earlier one."""

from itertools import product

import pytest

from azukari.policy.casework import (
    BY_PURPOSE,
    BY_VALUE,
    HOLDS,
    MOVES,
    NEED_NO_IDENTITY,
    OPEN,
    UNDECIDED,
    CaseKind,
    CaseState,
    Hold,
    Move,
    Outcome,
    may_decide,
    may_move,
)


def test_every_state_leads_to_the_end():
    reached = {CaseState.CLOSED}
    for _ in CaseState:
        reached |= {state for (state, _move), to in MOVES.items() if to in reached}
    assert reached == set(CaseState)


def test_nothing_happens_that_is_not_in_the_table():
    for state, move in product(CaseState, Move):
        assert bool(may_move(state, move)) == ((state, move) in MOVES)
    assert not any(state is CaseState.CLOSED for state, _move in MOVES)


def test_once_decided_nothing_is_decided_again():
    for state in (CaseState.DECIDED, CaseState.DONE, CaseState.CLOSED):
        assert not may_move(state, Move.DECIDE)


@pytest.mark.parametrize("kind", sorted(set(CaseKind) - NEED_NO_IDENTITY))
def test_nothing_is_granted_without_identity_or_record(kind):
    for outcome in (Outcome.GRANTED, Outcome.PARTLY):
        for identity, known in ((False, True), (True, False), (False, False)):
            assert not may_decide(kind, outcome, identity=identity, known=known, ground="not-held")
        assert may_decide(kind, outcome, identity=True, known=True, ground="not-held")


@pytest.mark.parametrize("kind", sorted(set(CaseKind) - NEED_NO_IDENTITY))
def test_a_refusal_needs_a_ground_and_no_identity(kind):
    assert not may_decide(kind, Outcome.REFUSED, identity=False, known=False, ground="")
    assert may_decide(kind, Outcome.REFUSED, identity=False, known=False, ground="identity-not-shown")
    assert not may_decide(kind, Outcome.PARTLY, identity=True, known=True, ground=""), "A part of it is refused."
    assert may_decide(kind, Outcome.GRANTED, identity=True, known=True, ground="")
    assert not may_decide(kind, Outcome.ANSWERED, identity=True, known=True, ground="")


@pytest.mark.parametrize("kind", sorted(NEED_NO_IDENTITY))
def test_a_question_is_answered(kind):
    assert may_decide(kind, Outcome.ANSWERED, identity=False, known=False, ground="")
    assert not may_decide(kind, Outcome.GRANTED, identity=True, known=True, ground="")


def test_each_hold_has_its_words():
    assert set(HOLDS) == set(Hold)


def test_what_is_open_and_what_is_undecided():
    assert set(OPEN) == set(CaseState) - {CaseState.CLOSED}
    assert set(UNDECIDED) == set(OPEN) - {CaseState.DECIDED, CaseState.DONE}


def test_where_each_move_leads_by_what_it_means():
    """The table once more, by rules: what is undecided may be extended, taken back and decided, and what is to be
    shown is asked before it is shown.
    """
    unshown = {CaseState.RECEIVED, CaseState.CHECKING}
    meant = {
        **{(state, Move.EXTEND): state for state in UNDECIDED},
        **{(state, Move.TAKE_BACK): CaseState.CLOSED for state in UNDECIDED},
        **{(state, Move.DECIDE): CaseState.DECIDED for state in UNDECIDED},
        **{(state, Move.ASK_IDENTITY): CaseState.CHECKING for state in unshown},
        **{(state, Move.SHOW_IDENTITY): CaseState.READY for state in unshown},
        (CaseState.DECIDED, Move.CARRY_OUT): CaseState.DONE,
        (CaseState.DONE, Move.ANSWER): CaseState.CLOSED,
    }
    assert dict(MOVES) == meant


def test_which_kinds_anybody_may_bring_and_what_they_concern():
    assert set(NEED_NO_IDENTITY) == {CaseKind.COMPLAINT, CaseKind.QUESTION}
    assert set(BY_VALUE) == {CaseKind.CORRECTION, CaseKind.ADDITION}
    assert {kind for kind in CaseKind if kind not in {*BY_PURPOSE, *BY_VALUE, *NEED_NO_IDENTITY}} == {
        CaseKind.RELEASE,
        CaseKind.PORTABILITY,
    }
