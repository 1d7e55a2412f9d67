"""What a release left closed stands on the trail of whom it was about: some kinds of data, or all of it."""

from types import SimpleNamespace
from typing import Any

import pytest

from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED
from azukari.core.vault.release import withheld
from azukari.lib.identifier import new_id
from azukari.policy.terms import Category

NAME, PHONE = Category.NAME, Category.PHONE
SOME, NOTHING, EVERYTHING = (new_id() for _ in range(3))


@pytest.mark.parametrize(
    ("wanted", "closed"),
    [
        ({NAME, PHONE}, {SOME: ("use.not-agreed", ["phone"]), NOTHING: ("use.not-agreed-at-all", ["name", "phone"])}),
        ({NAME}, {NOTHING: ("use.not-agreed-at-all", ["name"])}),
        (set(), {NOTHING: ("use.not-agreed-at-all", [])}),
    ],
)
def test_each_is_told_what_stayed_closed_of_theirs(charter: Current, wanted: set[Category], closed: Any) -> None:
    open_to = {SOME: frozenset({NAME}), NOTHING: frozenset[Category](), EVERYTHING: frozenset({NAME, PHONE})}
    covered: Any = SimpleNamespace(of_person=open_to, purpose="magazine")
    payload = {"actor": "worker", "purpose": "magazine", "reason": "service", "method": "list"}
    events = withheld(covered, frozenset(wanted), charter.policy, payload)
    assert {event.kind for event in events} <= {VALUE_REFUSED}
    assert {event.subject: (event.payload["code"], event.payload["categories"]) for event in events} == closed
    for event in events:
        assert event.payload["clause"].startswith("purposes.magazine")
        rest = {key: value for key, value in event.payload.items() if key not in ("code", "clause", "categories")}
        assert rest == {"actor": "worker", "purpose": "magazine", "method": "list"}, "why they looked, they did not"
