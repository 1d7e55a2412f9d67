"""Whose budget of wrong tries a sign-in uses up: a browser's that is known to that account, else its network's."""

import pytest
from django.test import RequestFactory

from azukari.core.accounts import adapter

NETWORK = "203.0.113.0"


@pytest.mark.parametrize(
    ("device", "address", "is_known_to_it", "own"),
    [
        ("", None, False, False),
        ("", "hana@example.org", True, False),
        ("d1", None, False, True),
        ("d1", "hana@example.org", True, True),
        ("d1", "hana@example.org", False, False),
    ],
)
def test_a_known_browser_has_a_budget_of_its_own(monkeypatch: pytest.MonkeyPatch, device, address, is_known_to_it, own):
    monkeypatch.setattr(adapter, "known", lambda _request: device)
    monkeypatch.setattr(adapter, "is_known_to", lambda _request, _address: is_known_to_it)
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
    budget = adapter._budget(request, address)
    assert (budget == "device-d1") is own
    assert own or budget.startswith(NETWORK.rpartition(".")[0])


def test_who_comes_from_nowhere_shares_one_budget(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(adapter, "known", lambda _request: "")
    assert adapter._budget(RequestFactory().get("/", REMOTE_ADDR="")) == "unknown"
