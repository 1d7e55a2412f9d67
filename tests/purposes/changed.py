"""A policy whose purpose comes to allow other uses than people registered under."""

import json
from collections.abc import Sequence

from azukari.charter.publish import publish
from azukari.policy.parse import STARTER, document, load
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

_SECOND = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000000a")


def publish_uses(purpose: str, uses: Sequence[str]) -> None:
    """Publish the starter's policy with these uses of one purpose."""
    draft = document(load(STARTER))
    draft["purposes"][purpose]["uses"] = list(uses)
    publish(json.dumps(draft), actor=desks.OPERATOR, approver=_SECOND, ask=True, now=desks.moment())
