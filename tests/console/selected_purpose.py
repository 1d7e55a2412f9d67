"""A selected purpose, as tests take it up: the membership desk, answering the telephone."""

import json
from collections.abc import Callable
from typing import Any

from azukari.core.policy_versions.publish import publish
from azukari.policy.parse import STARTER, document, load
from tests.console import desks

TAKE, LOCK, LIST = "/console/purpose/", "/console/purpose/lock/", "/console/people/?purpose=membership"
WORK = {"work": "membership:membership", "reason": "answer"}


def publish_changed(change: Callable[[dict[str, Any]], object]) -> None:
    """Publish the starter policy with a change."""
    draft = document(load(STARTER))
    change(draft)
    publish(json.dumps(draft), actor=desks.OPERATOR, now=desks.moment())


def silence() -> None:
    """A policy that says of no list what it shows."""
    publish_changed(lambda d: [duty.pop("lists", None) for duty in d["duties"].values()])
