"""Whatever policy there is, it can be written down and read again, as JSON and as YAML."""

from dataclasses import fields

from hypothesis import HealthCheck, given, settings

from azukari.policy.diff import diff
from azukari.policy.parse import STARTER, canonical, load, parse, to_yaml
from azukari.policy.terms import Policy
from tests.any_policy import POLICIES

_BASE = load(STARTER)
_CALM = settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@_CALM
@given(POLICIES)
def test_a_policy_is_read_as_it_was_written(policy: Policy) -> None:
    written = canonical(policy)
    assert parse(written) == policy
    assert canonical(parse(written)) == written


@settings(_CALM, max_examples=2)
@given(POLICIES)
def test_yaml_for_people_says_the_same_as_the_canonical_form(policy: Policy) -> None:
    assert parse(to_yaml(policy)) == policy


@settings(_CALM, max_examples=2)
@given(POLICIES)
def test_no_difference_between_two_policies_passes_unmentioned(policy: Policy) -> None:
    for attribute in fields(Policy):
        if attribute.name == "languages":
            continue
        one = {f.name: getattr(_BASE, f.name) for f in fields(Policy)} | {
            attribute.name: getattr(policy, attribute.name)
        }
        changed = Policy(**one)
        assert bool(diff(_BASE, changed)) == (canonical(changed) != canonical(_BASE)), attribute.name
