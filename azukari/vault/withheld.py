"""Partial refusals: what a release left closed, of people who have not agreed to it."""

from collections.abc import Mapping

from azukari.consent.covered import Cover
from azukari.ledger.events import Event
from azukari.ledger.shapes import Value
from azukari.policy.decide import not_agreed
from azukari.policy.terms import Category, Policy
from azukari.vault.events import VALUE_REFUSED


def withheld(
    covered: Cover, categories: frozenset[Category], policy: Policy, payload: Mapping[str, Value]
) -> list[Event]:
    """What stayed closed, of whom, because they have not agreed to it: an entry on each one's trail."""
    events = []
    for person, open_to in covered.of_person.items():
        closed = categories - open_to
        if closed or not open_to:
            verdict = not_agreed(policy, covered.purpose, closed if open_to else frozenset())
            said = {"code": verdict.code, "clause": verdict.clause, "categories": sorted(closed)}
            about = {key: value for key, value in payload.items() if key != "reason"}
            events.append(Event(VALUE_REFUSED, {**about, **said}, person))
    return events
