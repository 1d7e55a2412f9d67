"""Publication: what people let everybody see, on a public page, by their consent and through the gate (P22).

The policy names everybody who reads the pages as a third party like any other, so that the notice tells of it before
the first field. A public page asks the gate about each person whenever it is read: whoever takes the consent back is
gone from it with the next reader.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import current
from azukari.core.transfers.events import MADE_PUBLIC
from azukari.core.transfers.standing import may_go
from azukari.core.transfers.subjects import subjects
from azukari.core.vault.publication import open_published
from azukari.core.vault.trail import record_about
from azukari.policy.disclose import may_include
from azukari.policy.disclosure import Demand, DisclosureGround
from azukari.policy.terms import EVERYBODY, Category


def may_show(people: Collection[UUID], *, purpose: str, category: Category, now: datetime) -> set[UUID]:
    """Of these people, those whose data may be shown to everybody now. The number of queries hangs on nothing."""
    demand = Demand(EVERYBODY, purpose, frozenset({category}), DisclosureGround.CONSENT)
    if not people or not may_go(demand, case=None, now=now):
        return set()
    policy, known = current().policy, subjects(people, demand, case=None, now=now)
    return {one for one in people if may_include(policy, demand, subject=known[one], now=now) is None}


def begin(people: Collection[UUID], *, form: str, purpose: str, category: Category, now: datetime) -> None:
    """Record that it is shown from now on, on each person's trail, in the caller's transaction."""
    payload: dict[str, Value] = {
        "recipient": EVERYBODY,
        "purpose": purpose,
        "ground": DisclosureGround.CONSENT.value,
        "categories": [category.value],
        "form": form,
    }
    record_about([Event(MADE_PUBLIC, payload, person) for person in sorted(people)], now=now)


def published(of: Mapping[UUID, UUID], *, purpose: str, category: Category, now: datetime) -> Mapping[UUID, str]:
    """What everybody may read now, by registration.

    Args:
        of: whose registrations they are, by the registration's id; each had its entry when it began to be shown.
    """
    shown = may_show({*of.values()}, purpose=purpose, category=category, now=now)
    going = [submission for submission, person in of.items() if person in shown]
    return open_published(going, purpose=purpose, category=category, now=now) if going else {}
