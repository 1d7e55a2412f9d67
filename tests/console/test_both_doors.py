"""Pages that need a duty's act and its purpose: to somebody of another duty they are closed, or not there."""

import pytest

from azukari.core.policy_versions.current import Current
from tests.console import desks
from tests.console.addresses import address_of

NAMES = (
    "console-list-write",
    "console-list-letter",
    "console-list-letter-steer",
    "console-person-edit",
    "console-results-export",
    "console-results-page",
    "console-results-publication",
    "console-results-tag",
    "console-results-target",
    "console-results-texts",
    "console-results-trend",
    "console-results-weights",
)


@pytest.mark.parametrize("name", NAMES)
def test_somebody_of_another_duty_learns_nothing(name: str, published: Current):
    at = address_of(name, desks.register("membership"), "membership")
    client = desks.fresh(desks.staff("magazine"))
    for answer in (client.get(at, follow=True), client.post(at, {"purpose": "membership"}, follow=True)):
        assert answer.status_code in (403, 404, 405)
        assert desks.MARK.encode() not in answer.content
