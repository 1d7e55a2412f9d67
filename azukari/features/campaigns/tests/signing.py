"""A policy whose campaign shows names, hands over to two organisations and asks a postcode; and its signers."""

import json
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.utils import timezone

from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.features.campaigns.agreed import settle
from azukari.features.campaigns.counting import count_all
from azukari.features.campaigns.models import SignatureCount
from azukari.policy.parse import STARTER, document, load
from azukari.policy.terms import EVERYBODY
from tests.console import desks

FORM = "plastic-free-river"
NAMES, CITY, FRIENDS = "campaign-names", "hand-to-city", "hand-to-friends"


def _both(text: str) -> dict[str, str]:
    return {"ja": text, "en": text}


def _purpose(title: str, needs: list[str]) -> dict[str, Any]:
    said = {"title": _both(title), "statement": _both(title), "agree": _both(title), "ground": "consent"}
    return {**said, "retention": {"start": "ended", "period": "P1M"}, "needs": needs, "may_use": []}


def _third_party(name: str, purpose: str, categories: list[str]) -> dict[str, Any]:
    said = {"name": _both(name), "address": _both("1-1 Kakucho"), "country": "JP", "service": _both(name)}
    return {"kind": "third_party", **said, "purposes": [purpose], "categories": categories}


def policy_text() -> str:
    """The starter's document, with what its campaign does besides."""
    draft: dict[str, Any] = deepcopy(document(load(STARTER)))
    draft["purposes"] |= {
        NAMES: _purpose("Show my name", ["name"]),
        CITY: _purpose("Hand me to the city", ["name", "address"]),
        FRIENDS: _purpose("Hand me to the friends of the river", ["name", "email"]),
    }
    draft["purposes"]["campaign"]["may_use"].append("address")
    form = draft["forms"][FORM]
    form["consents"] = [*form["consents"], NAMES, CITY, FRIENDS]
    by_id = {field["id"]: field for field in form["fields"]}
    by_id["name"]["purposes"] += [NAMES, CITY, FRIENDS]
    by_id["email"]["purposes"].append(FRIENDS)
    postcode = {**by_id["occupation"], "id": "postcode", "category": "address", "type": "postcode", "max_length": 10}
    form["fields"].append({**postcode, "purposes": ["campaign", CITY]})
    draft["recipients"] |= {
        EVERYBODY: _third_party("Everybody who reads our pages", NAMES, ["name"]),
        "city": _third_party("The city", CITY, ["name", "address"]),
        "friends": _third_party("Friends of the river", FRIENDS, ["name", "email"]),
    }
    return json.dumps(draft, ensure_ascii=False)


def published() -> Current:
    """That policy as the ruling charter."""
    publish(policy_text(), actor=desks.OPERATOR, now=timezone.now())
    return current()


def sign(name: str, *consents: str, email: str = "", confirmed: bool = True, **more: object) -> desks.Registered:
    """Somebody signs, and ticks boxes."""
    ticked = {f"consent.{purpose}": True for purpose in consents}
    answers = {"name": name, "email": email or f"{name.lower()}@example.org", "postcode": "100-0001", **ticked, **more}
    return desks.register(FORM, answers, confirmed=confirmed)


def counted(now: datetime | None = None) -> int:
    """The count that is shown after the jobs have run."""
    count_all(now or timezone.now())
    settle(now or timezone.now())
    return SignatureCount.objects.get(form=FORM).count
