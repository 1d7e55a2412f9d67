"""The starter policy with one thing changed: what an auditor would try to publish."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from azukari.policy.check import check, errors
from azukari.policy.finding import PolicyError
from azukari.policy.parse import STARTER, document, load, parse

type Draft = dict[str, Any]

BOTH = {"ja": "文", "en": "words"}
EMAIL = {
    "id": "email",
    "category": "email",
    "type": "email",
    "label": BOTH,
    "purposes": ["magazine"],
    "reason": BOTH,
    "required": True,
}


def draft(change: Callable[[Draft], object]) -> str:
    """The starter's document after one change."""
    changed = deepcopy(document(load(STARTER)))
    change(changed)
    return json.dumps(changed)


def objections(change: Callable[[Draft], object]) -> set[str]:
    """The codes of everything that keeps the changed starter from being published."""
    try:
        return {finding.code for finding in errors(check(parse(draft(change))))}
    except PolicyError as error:
        return {finding.code for finding in error.findings}


def field(policy: Draft, form: str, id: str) -> Draft:
    """One field of one form."""
    found: Draft = next(f for f in policy["forms"][form]["fields"] if f["id"] == id)
    return found
