"""The desk at which the privacy officer writes the next policy."""

from collections.abc import Mapping

import pytest
from django.test import Client

from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import Current
from azukari.policy.parse import parse
from azukari.policy.terms import Policy
from tests.console import desks, sheet

DESK = "/console/policy/"
_NOTHING: Mapping[str, object] = {}


def at(clause: str) -> str:
    return f"{DESK}at/{clause}/"


@pytest.fixture
def officer(published: Current) -> Client:
    """A privacy officer with a draft of the policy that rules."""
    client = desks.browser(desks.staff("privacy"))
    client.post(f"{DESK}begin/", {"version": 0, "source": "ruling"})
    return client


def draft() -> Policy:
    found = drafts.find()
    assert found is not None
    return parse(found.document)


def save(client: Client, clause: str, more: Mapping[str, object] = _NOTHING, act: str = "save", **how: object):
    """Open the page, type, press the button."""
    sent, _buttons = sheet.read(client.get(at(clause)).content.decode())
    return client.post(at(clause), {**sent, **more, "act": act, **how})
