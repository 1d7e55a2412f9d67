"""A policy document that was read and checked before is not read and checked again, by whichever test.

Nearly every test begins by publishing the same starter policy. A `Policy` cannot be changed, and what the check finds
depends on nothing else. A run that records which tests rest on which lines (`tests/mutants/reach.py`) reads each anew.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

import pytest

from azukari.core.policy_versions import publish, sound
from azukari.policy import check, parse
from azukari.policy.terms import Policy

_MANY = 32  # documents


class _This:
    """A policy as the key of a memory: equal to itself alone."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __hash__(self) -> int:
        return id(self.policy)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and self.policy is other.policy


def _once[Found](of: Callable[[Policy], Found]) -> Callable[[Policy], Found]:
    remembered = lru_cache(maxsize=_MANY)(lambda this: of(this.policy))
    return lambda policy: remembered(_This(policy))


@pytest.fixture(autouse=True, scope="session")
def _parsed_once(pytestconfig: pytest.Config) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if not pytestconfig.pluginmanager.has_plugin("tests.mutants.reach"):
            patch.setattr(parse, "parse_with_lines", lru_cache(maxsize=_MANY)(parse.parse_with_lines))
            patch.setattr(sound, "check", _once(check.check))
            patch.setattr(publish, "canonical", _once(parse.canonical))
        yield
