"""A policy whose purposes come to allow other uses than people registered under."""

import json
from collections.abc import Sequence

from azukari.core.policy_versions.publish import publish
from azukari.policy.parse import STARTER, document, load
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

_SECOND = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000000a")


def publish_uses(*purposes: str, uses: Sequence[str]) -> None:
    """Publish the starter's policy with these uses of some purposes."""
    draft = document(load(STARTER))
    for purpose in purposes:
        draft["purposes"][purpose]["uses"] = list(uses)
    publish(json.dumps(draft), actor=desks.OPERATOR, approver=_SECOND, ask=True, now=desks.moment())
