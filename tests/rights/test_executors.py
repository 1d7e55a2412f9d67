"""What was decided on a request is carried out by one part of the house; a second one is refused as it is loaded."""

import pytest

from azukari.core.cases.executors import executor, register
from azukari.policy.casework import CaseKind


def test_nobody_takes_over_what_another_carries_out():
    kind = next(iter(CaseKind))
    before = executor(kind)
    with pytest.raises(ValueError, match="already"):
        register(kind, lambda *_args, **_more: None)
    assert executor(kind) is before


@pytest.mark.parametrize("kind", CaseKind)
def test_each_kind_of_request_is_carried_out_by_somebody(kind: CaseKind):
    assert callable(executor(kind))
