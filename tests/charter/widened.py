"""Policies that do more than the starter, and their publication: what the tests of asking again play with."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

from azukari.core.policy_versions.models import Charter
from azukari.core.policy_versions.publish import publish
from azukari.policy.parse import STARTER, document, load
from azukari.policy.terms import Actor, ActorKind, Policy

type Draft = dict[str, Any]
type Edit = Callable[[Draft], object]

OPERATOR = Actor(ActorKind.SYSTEM, "operator")
SECOND = Actor(ActorKind.STAFF, "22222222-2222-4222-8222-222222222222")
SAID = {
    "ja": "たよりと、協力団体のお知らせを送るために使います。",
    "en": "We use these to send our letter and news of partners.",
}


def field(draft: Draft, form: str, id: str) -> Draft:
    """One field of one form."""
    found: Draft = next(f for f in draft["forms"][form]["fields"] if f["id"] == id)
    return found


def phone_too(draft: Draft) -> None:
    """The magazine may use the phone number that members have left."""
    draft["purposes"]["magazine"]["may_use"].append("phone")
    field(draft, "membership", "phone")["purposes"].append("magazine")


def says_more(draft: Draft) -> None:
    """The magazine becomes more than it was."""
    draft["purposes"]["magazine"].update(statement=SAID, edition=2)


def says_more_and_stops(draft: Draft) -> None:
    """The magazine becomes more than it was, and its author says that the earlier use stops until people agree."""
    draft["purposes"]["magazine"].update(statement=SAID, edition=2, oldest_edition=2)


def another_hand(draft: Draft) -> None:
    """A second company receives what the first one does."""
    draft["recipients"]["other"] = deepcopy(draft["recipients"]["kotori-mail"])
    draft["recipients"]["other"]["name"] = {"ja": "別の会社", "en": "Another company"}


def reworded(draft: Draft) -> None:
    """Nothing but words."""
    draft["security"] = {"ja": "鍵をかけて守ります。", "en": "We keep it under lock and key."}


def edited(*edits: Edit, of: Policy | None = None) -> str:
    """The document of a policy, the starter's where none is named, after the edits."""
    draft = deepcopy(document(of or load(STARTER)))
    for edit in edits:
        edit(draft)
    return json.dumps(draft)


def publish_widened(*edits: Edit, now: datetime, of: Policy | None = None) -> Charter:
    """Publish a policy, the starter where none is named, after the edits; whoever has to be asked is asked."""
    return publish(edited(*edits, of=of), actor=OPERATOR, approver=SECOND, ask=True, now=now)
