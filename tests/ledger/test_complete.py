"""The guard over all tests that no writer of an event forgets one of its keys: it notices; its table is in order."""

import pytest

from azukari.core.consent.events import GRANT_BEGUN
from azukari.core.ledger.catalogue import Kind, find
from azukari.core.ledger.shapes import Value
from azukari.features.members.events import MEETING_SET
from tests.ledger.complete import SOMETIMES, check
from tests.mutants.reach import ROOT


def _written_by(file: str, kind: Kind, payload: dict[str, Value]) -> None:
    exec(compile("check(kind, payload)", str(ROOT / file), "exec"), {"check": check, "kind": kind, "payload": payload})


def test_an_event_that_lacks_a_key_is_told() -> None:
    whole: dict[str, Value] = dict.fromkeys(GRANT_BEGUN.keys)
    _written_by("azukari/core/consent/service.py", GRANT_BEGUN, whole)
    del whole["charter"]
    with pytest.raises(AssertionError, match="charter"):
        _written_by("azukari/core/consent/service.py", GRANT_BEGUN, whole)


def test_a_slice_answers_for_its_own_kinds() -> None:
    whole: dict[str, Value] = dict.fromkeys(MEETING_SET.keys)
    _written_by("azukari/features/members/meetings/calling.py", MEETING_SET, whole)
    del whole["actor"]
    for file in ("azukari/features/magazine/issues.py", "azukari/features/members/tests/test_meetings.py"):
        _written_by(file, MEETING_SET, whole)
    with pytest.raises(AssertionError, match="actor"):
        _written_by("azukari/features/members/meetings/calling.py", MEETING_SET, whole)


@pytest.mark.parametrize("file", ["azukari/core/consent/test_grants.py", "azukari/features/reconsent/answer.py"])
def test_what_a_test_makes_by_hand_and_a_slice_by_a_borrowed_kind_need_not_be_complete(file: str) -> None:
    _written_by(file, GRANT_BEGUN, {})


@pytest.mark.parametrize(("kind", "keys"), SOMETIMES.items())
def test_what_may_be_absent_is_declared(kind: str, keys: list[str]) -> None:
    assert {*keys} <= {*find(kind).keys}
